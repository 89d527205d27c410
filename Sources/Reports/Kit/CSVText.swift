internal import JSONText

/// Text as it may stand in a cell of comma-separated values that people open in a spreadsheet.
enum CSVText {
  /// The cell, quoted where it must be (RFC 4180).
  ///
  /// What steers a terminal or hides is shown as an escape (`\n`, `\u{202e}`), so a cell has no line end. A text that a
  /// spreadsheet could take for a formula gets an apostrophe before it, and so does what follows a semicolon: many
  /// spreadsheets begin a cell there.
  static func cell(_ text: String) -> String {
    if isNumber(text) { return text }
    let parts = text.unicodeScalars.split(separator: ";", omittingEmptySubsequences: false).enumerated().map { number, part in
      let blanks = number == 0 ? part.prefix(0) : part.prefix { $0 == " " }
      let rest = String(part.dropFirst(blanks.count))
      return String(blanks) + (isFormula(rest) ? "'" : "") + TerminalText.escaped(rest)
    }
    let shown = parts.joined(separator: ";")
    guard shown.utf8.contains(where: mustBeQuoted) || shown.hasPrefix(" ") || shown.hasSuffix(" ") else { return shown }
    return "\"" + shown.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Texts as a list within one cell, with semicolons between them: one within a text is an escape.
  static func list(_ texts: [String]) -> String {
    texts.map { text in
      text.unicodeScalars.split(separator: ";", omittingEmptySubsequences: false).map { String($0) }.joined(separator: #"\u{3b}"#)
    }.joined(separator: "; ")
  }

  /// Whether it is a decimal number and nothing else, which a sign doesn't make a formula.
  private static func isNumber(_ text: String) -> Bool {
    let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...]).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// Whether a spreadsheet could take the text for more than text: by its first character, blanks left out.
  private static func isFormula(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    if first == "\t" || first == "\r" || first == "\n" { return true }
    let sign = text.unicodeScalars.first { !$0.properties.isWhitespace && !$0.steersOrHides }
    return sign.map { "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
  }

  private static func mustBeQuoted(_ byte: UInt8) -> Bool { ",\";".utf8.contains(byte) }
}
