#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CutoverModel
import Reports

/// Plays a run on a terminal until the reader has seen enough.
struct PlayerSession {
  private var player: ReplayPlayer
  private let form: TerminalForm
  private let terminal: RawTerminal
  private let signals: TerminalSignals
  private var decoder = PlayerInputDecoder()

  /// How often it is drawn while it plays, in milliseconds.
  private static let interval: Int32 = 66

  /// - Parameter input: The terminal that keys come from.
  init(_ player: ReplayPlayer, form: TerminalForm, input: Int32) throws {
    self.player = player
    self.form = form
    terminal = try RawTerminal(input: input, output: 1)
    signals = try TerminalSignals()
  }

  /// Plays; gives the signal that ended it, or nil where the reader did.
  mutating func run() throws -> Int32? {
    terminal.enter()
    defer {
      terminal.leave()
      signals.end()
    }
    var before = ContinuousClock.now
    var isStale = true
    while true {
      if isStale {
        let size = terminal.size
        let lines = player.frame(columns: size.columns, rows: size.rows, isUnicode: form.isUnicode).map(form.shown)
        guard terminal.draw(lines) else { throw Failure.ofSystem("the terminal", "write") }
        isStale = false
      }
      var descriptors = [
        pollfd(fd: terminal.input, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      if !player.isPlaying { before = .now }
      let count = poll(&descriptors, 2, player.isPlaying ? Self.interval : -1)
      if count < 0, errno != EINTR { throw Failure.ofSystem("the terminal", "wait for it") }
      if descriptors[1].revents != 0 {
        for number in signals.take() {
          if TerminalSignals.ending.contains(number) { return number }
          if number == SIGTSTP { suspend() } else if number == SIGCONT { terminal.enter() }
          isStale = true
        }
        before = .now
      }
      if descriptors[0].revents != 0 {
        guard let bytes = read() else { return nil }
        for input in decoder.decode(bytes) {
          isStale = true
          switch input {
          case .suspend:
            suspend()
            before = .now
          case .key(let key): if !player.press(key) { return nil }
          }
        }
      }
      if player.isPlaying {
        let now = ContinuousClock.now
        let elapsed = (now - before).components
        player.pass(
          TimeSpan(seconds: elapsed.seconds) + TimeSpan(nanoseconds: elapsed.attoseconds / 1_000_000_000))
        before = now
        isStale = true
      }
    }
  }

  /// Gives the terminal back and stops, until whoever looks after jobs has it go on.
  private func suspend() {
    terminal.leave()
    // SIGSTOP can't be caught: it stops where a handled SIGTSTP would not.
    kill(getpid(), SIGSTOP)
    terminal.enter()
  }

  /// What has been typed; nil where the terminal is gone.
  private func read() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = system_read(terminal.input, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(bytes.prefix(count)) : nil
  }
}

private func system_read(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer, _ count: Int) -> Int {
  read(descriptor, bytes, count)
}
