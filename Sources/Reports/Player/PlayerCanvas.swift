internal import CutoverModel

/// How lines of a player are made to fit.
struct PlayerCanvas {
  let columns: Int
  let isUnicode: Bool

  /// The pieces escaped, and cut with a sign where they are longer than the line.
  func line(_ pieces: [TextChart.Piece]) -> [TextChart.Piece] {
    cut(pieces.map { TextChart.Piece(text: shown($0.text), ink: $0.ink) })
  }

  /// Whether the pieces, once escaped, are no longer than a line.
  func fits(_ pieces: [TextChart.Piece]) -> Bool {
    pieces.reduce(0) { $0 + DisplayWidth.columns(of: shown($1.text)) } <= columns
  }

  /// A text escaped, and broken between words into lines; what is left behind the last one is cut.
  func paragraph(_ text: String, _ ink: TextChart.Ink, most: Int = 3) -> [[TextChart.Piece]] {
    var lines: [String] = []
    for word in shown(text).split(separator: " ") {
      let end = lines.count - 1
      if end >= 0, lines.count == most || DisplayWidth.columns(of: lines[end]) + 1 + DisplayWidth.columns(of: word) <= columns {
        lines[end] += " "
        lines[end] += word
      } else {
        lines.append(String(word))
      }
    }
    return lines.map { cut([TextChart.Piece(text: $0, ink: ink)]) }
  }

  private func cut(_ pieces: [TextChart.Piece]) -> [TextChart.Piece] {
    guard pieces.reduce(0, { $0 + DisplayWidth.columns(of: $1.text) }) > columns else {
      return pieces.filter { !$0.text.isEmpty }
    }
    var out: [TextChart.Piece] = []
    var used = 0
    for piece in pieces {
      var text = ""
      var isFull = false
      for character in piece.text {
        let width = DisplayWidth.columns(of: character)
        if used + width >= columns {
          text += isUnicode ? "…" : "~"
          isFull = true
          break
        }
        text.append(character)
        used += width
      }
      if !text.isEmpty { out.append(TextChart.Piece(text: text, ink: piece.ink)) }
      if isFull { break }
    }
    return out
  }

  private func shown(_ text: String) -> String {
    let escaped = TerminalText.escaped(text)
    return isUnicode ? escaped : ASCIIText.shown(escaped)
  }

  /// A bar that is full at the limit.
  func gauge(_ span: TimeSpan, of limit: TimeSpan, columns: Int) -> String {
    var filled = columns
    if limit > .zero, span < limit { filled = Int(Int128(max(0, span.nanoseconds)) * Int128(columns) / Int128(limit.nanoseconds)) }
    let (full, empty) = isUnicode ? ("█", "░") : ("#", ".")
    return String(repeating: full, count: filled) + String(repeating: empty, count: columns - filled)
  }
}
