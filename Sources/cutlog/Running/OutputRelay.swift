#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Waits for a child, passes its output on as it comes, and passes signals on to it.
///
/// Nothing here blocks but the wait for all of it at once, so that a signal reaches the child also while nobody takes
/// the output.
struct OutputRelay {
  /// One of the child's outputs and where it goes.
  private struct Channel {
    let source: Int32
    let target: Int32
    var isOpen = true
    /// What was read and is yet to be written; nothing more is read until it is.
    var pending: ArraySlice<UInt8> = []
    /// Whether the target failed; then the output is read and dropped, so that the child goes on.
    var isDropped = false

    init(_ source: Int32, to target: Int32) {
      self.source = source
      self.target = target
    }

    var isDone: Bool { !isOpen && pending.isEmpty }

    mutating func close() {
      system_close(source)
      isOpen = false
    }
  }

  /// The most bytes that a pipe takes at once without blocking, once it takes any (PIPE_BUF).
  private static let pieceLength = 4_096

  private let child: ChildProcess
  private let inbox: Int32
  private let console: Console
  private var channels: [Channel]
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var isEnded = false
  /// The signals that came after the child had ended.
  private var isInterrupted = false
  /// What the child has put out by its end.
  private(set) var evidence = OutputEvidence()

  /// - Parameter inbox: the descriptor of `SignalInbox.listen`.
  init(_ child: ChildProcess, inbox: Int32, console: Console) {
    self.child = child
    self.inbox = inbox
    self.console = console
    channels = [Channel(child.output, to: 1), Channel(child.error, to: 2)]
  }

  /// Waits until the child has ended and everything that it has put out was read.
  mutating func waitForEnd() -> ChildEnd {
    // It may have ended before anyone listened.
    var end = child.takeEnd()
    while end == nil { end = step(timeout: -1) }
    for place in channels.indices where channels[place].isOpen {
      // Exactly what is there now: what others put out later, whom it left in the background, is not its output.
      var count: Int32 = 0
      guard ioctl(channels[place].source, UInt(FIONREAD), &count) == 0 else { continue }
      var rest = Int(count)
      while rest > 0, case let taken = read(place, atMost: rest), taken > 0 { rest -= taken }
    }
    isEnded = true
    return end ?? .exited(0)
  }

  /// Passes on what is left, also of others that still hold the output; a signal ends it.
  ///
  /// - Parameter tell: called once if somebody still holds it.
  mutating func passOnTheRest(_ tell: () -> Void) {
    while channels.contains(where: { !$0.pending.isEmpty }), !isInterrupted { _ = step(timeout: -1) }
    var hasTold = false
    while channels.contains(where: { !$0.isDone }), !isInterrupted {
      let before = channels.map(\.isOpen)
      _ = step(timeout: hasTold ? -1 : 0)
      if !hasTold, before == channels.map(\.isOpen), channels.allSatisfy(\.pending.isEmpty) {
        tell()
        hasTold = true
      }
    }
  }

  /// Waits for what comes first and does it; tells how the child ended, once.
  private mutating func step(timeout: Int32) -> ChildEnd? {
    var descriptors = [pollfd(fd: inbox, events: Int16(POLLIN), revents: 0)]
    for channel in channels {
      descriptors.append(
        !channel.pending.isEmpty
          ? pollfd(fd: channel.target, events: Int16(POLLOUT), revents: 0)
          : pollfd(fd: channel.isOpen ? channel.source : -1, events: Int16(POLLIN), revents: 0))
    }
    guard poll(&descriptors, nfds_t(descriptors.count), timeout) > 0 else { return nil }
    for place in channels.indices where descriptors[place + 1].revents != 0 {
      if channels[place].pending.isEmpty { read(place, atMost: buffer.count) } else { write(place) }
    }
    return descriptors[0].revents == 0 ? nil : takeSignals()
  }

  private mutating func takeSignals() -> ChildEnd? {
    var end: ChildEnd?
    for signal in SignalInbox.read(inbox) {
      if signal.number == SIGCHLD {
        if !isEnded { end = end ?? child.takeEnd() }
      } else if isEnded {
        isInterrupted = true
      } else if end == nil, !signal.isFromKernel {
        child.send(signal.number)
      }
    }
    return end
  }

  /// Reads a piece; the count, 0 where there is none.
  @discardableResult
  private mutating func read(_ place: Int, atMost limit: Int) -> Int {
    let length = min(limit, buffer.count)
    let count = system_read(channels[place].source, &buffer, length)
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { channels[place].close() }
      return 0
    }
    if !isEnded { evidence.take(buffer[..<count]) }
    if !channels[place].isDropped { channels[place].pending += buffer[..<count] }
    return count
  }

  private mutating func write(_ place: Int) {
    let piece = channels[place].pending.prefix(Self.pieceLength)
    let count = piece.withUnsafeBytes { system_write(channels[place].target, $0.baseAddress, $0.count) }
    if count >= 0 {
      channels[place].pending.removeFirst(count)
    } else if errno == EPIPE {
      // The reader has gone: the child is to notice it as it would without us.
      channels[place].pending = []
      if channels[place].isOpen { channels[place].close() }
    } else if errno != EAGAIN && errno != EINTR {
      let failure = Failure.ofSystem(channels[place].target == 1 ? "standard output" : "standard error", "write")
      channels[place].pending = []
      channels[place].isDropped = true
      if let part = failure.parts.first {
        console.warn(part.subject, "\(part.message); the rest is lost, the command goes on and is recorded")
      }
    }
  }
}

private func system_read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
private func system_write(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
private func system_close(_ descriptor: Int32) { close(descriptor) }
