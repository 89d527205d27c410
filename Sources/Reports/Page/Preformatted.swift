/// Text that keeps its lines.
enum Preformatted {
  /// The lines, each without anything that steers a terminal; a final line end makes no empty line.
  static func lines(of text: String) -> [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.escaped($0) }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
