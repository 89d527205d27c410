#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Signals that a program must answer that has taken over a terminal.
///
/// Handlers only write the signal's number into a pipe, which is all that is safe in them.
struct TerminalSignals {
  /// Those after which it ends.
  static let ending: [Int32] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private static let all = ending + [SIGTSTP, SIGCONT, SIGWINCH]

  /// Where handlers write.
  nonisolated(unsafe) private static var writingEnd: Int32 = -1

  /// What can be read once a signal has come.
  let descriptor: Int32
  private var before: [Int32: sigaction]

  /// Sets the handlers.
  ///
  /// - Throws: `Failure` if the system has no pipe left.
  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Failure.ofSystem("signals", "make a pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    Self.writingEnd = ends[1]
    before = [:]
    for number in Self.all {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        var byte = UInt8(truncatingIfNeeded: number)
        let saved = errno
        _ = write(TerminalSignals.writingEnd, &byte, 1)
        errno = saved
      }
      action.sa_flags = SA_RESTART
      var old = sigaction()
      sigaction(number, &action, &old)
      before[number] = old
    }
    // The mask may be inherited; what ends it must get through.
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in Self.all { sigaddset(&mask, number) }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  /// The numbers of the signals that have come.
  func take() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return bytes.prefix(max(0, count)).map { Int32($0) }
  }

  /// Sets the handlers back.
  func end() {
    for (number, action) in before {
      var action = action
      sigaction(number, &action, nil)
    }
    close(descriptor)
    close(Self.writingEnd)
    Self.writingEnd = -1
  }
}
