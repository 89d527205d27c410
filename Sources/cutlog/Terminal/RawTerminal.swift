#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A terminal that is taken over for a time: keys come one by one, and what is drawn stands on a screen of its own.
///
/// `leave` gives it back as it was; whoever enters must leave, whatever happens.
struct RawTerminal {
  let input: Int32
  private let output: Int32
  private let before: termios

  /// - Throws: `Failure` if the descriptor is no terminal.
  init(input: Int32, output: Int32) throws {
    self.input = input
    self.output = output
    var modes = termios()
    guard tcgetattr(input, &modes) == 0 else { throw Failure.ofSystem("the terminal", "ask for its modes") }
    before = modes
  }

  /// Takes it over; may be done again after somebody else had it.
  func enter() {
    var modes = before
    // Signals of keys are taken as keys, so that the terminal is given back before they act.
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    modes.c_iflag &= ~tcflag_t(IXON | ICRNL)
    withUnsafeMutableBytes(of: &modes.c_cc) { controls in
      controls[Int(VMIN)] = 1
      controls[Int(VTIME)] = 0
    }
    tcsetattr(input, TCSADRAIN, &modes)
    _ = write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
  }

  /// Gives it back.
  func leave() {
    // The modes first: whoever sees the old screen has the old terminal.
    var modes = before
    tcsetattr(input, TCSADRAIN, &modes)
    _ = write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
  }

  /// Columns and rows; 80 by 24 where the system doesn't say.
  var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Draws lines from the top, each over what stood there; false where the terminal is gone.
  func draw(_ lines: [String]) -> Bool {
    write("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
  }

  private func write(_ text: String) -> Bool { SystemOutput.write(Array(text.utf8), to: output) }
}
