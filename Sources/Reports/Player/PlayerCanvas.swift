internal import CutoverModel

/// How lines of a player are made to fit.
struct PlayerCanvas {
  let columns: Int
  let isUnicode: Bool

  /// The pieces escaped, and cut at the last column.
  func line(_ pieces: [TextChart.Piece]) -> [TextChart.Piece] {
    var out: [TextChart.Piece] = []
    var used = 0
    for piece in pieces {
      var text = ""
      var isCut = false
      for character in shown(piece.text) {
        let width = DisplayWidth.columns(of: character)
        if used + width > columns {
          isCut = true
          break
        }
        text.append(character)
        used += width
      }
      if !text.isEmpty { out.append(TextChart.Piece(text: text, ink: piece.ink)) }
      if isCut { break }
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
