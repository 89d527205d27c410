/// Breaks text between words.
enum LineBreaking {
  /// The text in lines of at most so many columns; a word that is longer stays whole on a line of its own.
  static func lines(of text: String, first: Int, others: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var columns = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let width = DisplayWidth.columns(of: word)
      let limit = lines.isEmpty ? first : others
      if columns > 0, columns + 1 + width > limit {
        lines.append(line)
        line = String(word)
        columns = width
      } else {
        line += columns > 0 || !line.isEmpty ? " \(word)" : String(word)
        columns = DisplayWidth.columns(of: line)
      }
    }
    return lines + [line]
  }
}
