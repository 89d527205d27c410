#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Signals that would end this process, taken in so that they can be passed on to a child.
///
/// They are blocked from the beginning, before any thread is started, and waited for in a thread of their own: no handler
/// interrupts anything, and none is lost while an event is being recorded.
struct SignalInbox {
  struct Signal: Hashable {
    var number: Int32
    /// Whether the kernel sent it, as it does to everyone at a terminal on Ctrl-C: a child has got its own then.
    var isFromKernel: Bool
  }

  /// The signals that are passed on.
  static let passedOn: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

  /// The signals that were blocked before, as a child is to have it.
  let maskBefore: sigset_t

  /// Blocks the signals for this thread and those that it starts.
  ///
  /// A reader of the output that goes away is an error of the write then, and no signal.
  init() {
    // Where children are ignored, their end could not be waited for.
    signal(SIGCHLD, SIG_DFL)
    var blocked = Self.set(Self.passedOn + [SIGCHLD, SIGPIPE])
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    maskBefore = before
  }

  /// Takes what has arrived so far, but for the ends of children; only before `listen`.
  func takeArrived() -> [Int32] {
    var set = Self.set(Self.passedOn)
    var information = siginfo_t()
    var none = timespec()
    var taken: [Int32] = []
    while case let number = sigtimedwait(&set, &information, &none), number > 0 { taken.append(number) }
    return taken
  }

  /// Starts the thread that waits for signals; they can be read from the descriptor by `read`.
  ///
  /// - Throws: `Failure` if the system has no pipe or thread left.
  func listen() throws -> Int32 {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure.ofSystem("signals", "make a pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    var thread = pthread_t()
    // The thread lives as long as the process.
    let descriptor = UnsafeMutableRawPointer(bitPattern: Int(ends[1]))
    guard pthread_create(&thread, nil, { Self.wait($0) }, descriptor) == 0 else {
      throw Failure.ofSystem("signals", "start a thread")
    }
    pthread_detach(thread)
    return ends[0]
  }

  private static func wait(_ descriptor: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    var set = Self.set(passedOn + [SIGCHLD])
    var information = siginfo_t()
    while true {
      let number = sigwaitinfo(&set, &information)
      guard number > 0 else { continue }
      let message = [UInt8(truncatingIfNeeded: number), information.si_code > 0 ? 1 : 0]
      _ = SystemOutput.write(message, to: Int32(Int(bitPattern: descriptor)))
    }
  }

  /// What has arrived at the descriptor of `listen`.
  static func read(_ descriptor: Int32) -> [Signal] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = system_read(descriptor, &bytes, bytes.count)
    return stride(from: 0, to: max(0, count) - 1, by: 2).map {
      Signal(number: Int32(bytes[$0]), isFromKernel: bytes[$0 + 1] == 1)
    }
  }

  private static func set(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }
}

private func system_read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
