internal import CloudEvents
internal import CutoverModel

/// Words in pictures, which have a room of their own.
enum ChartText {
  /// How wide a column of text is, in units of a picture: as wide as common typefaces make it, and rather more.
  static let column = 7.0

  static func width(_ text: String) -> Double { Double(DisplayWidth.columns(of: TerminalText.escaped(text))) * column }

  /// The text in at most so many columns, with an ellipsis where it is longer.
  static func cut(_ text: String, columns: Int) -> String {
    // More than any name shows is not looked at.
    let shown = TerminalText.escaped(String(text.unicodeScalars.prefix(4 * columns + 8)))
    guard DisplayWidth.columns(of: shown) > columns else { return shown }
    var kept = ""
    var used = 0
    for character in shown {
      let width = DisplayWidth.columns(of: String(character))
      if used + width > columns - 1 { break }
      kept.append(character)
      used += width
    }
    return kept + "…"
  }

  /// What a tip says, at most 200 characters long.
  static func tip(_ text: String) -> String { cut(text, columns: 200) }

  /// A signed difference as short as it can be: `+1h 30m`, `-30s`, `0s`.
  static func signed(_ span: TimeSpan?) -> String {
    guard let span else { return "–" }
    return span > .zero ? "+\(SpanText.short(span))" : SpanText.short(span)
  }
}

/// Puts labels into rows so that none covers another.
struct LabelRows: Sendable {
  private var ends: [Double] = []
  /// How many rows are in use.
  var count: Int { ends.count }

  /// The first row that has room from `left` to `right`; nil where none of `limit` has.
  mutating func place(from left: Double, to right: Double, limit: Int = .max) -> Int? {
    if let row = ends.firstIndex(where: { $0 <= left }) {
      ends[row] = right
      return row
    }
    guard ends.count < limit else { return nil }
    ends.append(right)
    return ends.count - 1
  }
}
