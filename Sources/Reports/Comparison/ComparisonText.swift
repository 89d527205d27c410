internal import CutoverModel
internal import Replay

/// How a comparison says things in narrow columns.
enum ComparisonText {
  /// A length to the second, or with all its digits below ten seconds; a dash where it isn't known.
  static func brief(_ span: TimeSpan?) -> String {
    guard let span else { return "–" }
    return rounded(span).readable
  }

  /// A signed difference, likewise.
  static func signed(_ span: TimeSpan?) -> String { SpanText.signed(span.map(rounded)) }

  /// A measured length: as stated, else the least that it can be.
  static func brief(_ span: MeasuredSpan?) -> String {
    guard let span else { return "–" }
    return span.stated.map { brief($0) } ?? "≥ \(brief(span.lower))"
  }

  /// `×1.5`, empty where there is no quotient.
  static func times(_ permille: Int64?) -> String {
    guard let permille else { return "" }
    let tenths = permille / 100 + (permille % 100 >= 50 ? 1 : 0)
    return tenths < 10 ? "×0.\(tenths)" : tenths < 1_000 ? "×\(tenths / 10).\(tenths % 10)" : "×\(tenths / 10)"
  }

  /// A cell with the sign of its change: longer, shorter or not to be told.
  static func cell(_ text: String, _ change: Change?) -> Phrase {
    switch change?.kind {
    case .regression: .verdict("\(text) ↑", .bad)
    case .improvement: .verdict("\(text) ↓", .good)
    case .unknown where change?.difference != nil: "\(text) ?"
    default: "\(text)"
    }
  }

  /// Values of all runs, each with its change from the one before.
  static func cells<Value>(
    _ values: [Value], _ changes: [Change?], _ text: (Value) -> String
  ) -> [Phrase] {
    values.enumerated().map { number, value in cell(text(value), number > 0 ? changes[number - 1] : nil) }
  }

  /// Names, comma by comma.
  static func names(_ names: [String]) -> Phrase {
    Phrase(Array(names.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(", ")])))
  }

  private static func rounded(_ span: TimeSpan) -> TimeSpan {
    let second: Int64 = 1_000_000_000
    let rest = span.nanoseconds % second
    guard rest != 0, span.nanoseconds.magnitude >= UInt64(10 * second) else { return span }
    let down = TimeSpan(nanoseconds: span.nanoseconds - rest)
    guard rest.magnitude >= UInt64(second / 2) else { return down }
    return down + TimeSpan(nanoseconds: rest < 0 ? -second : second)
  }
}
