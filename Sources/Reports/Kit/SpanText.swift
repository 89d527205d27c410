package import CutoverModel
package import Replay

/// Lengths of time as people read them.
package enum SpanText {
  /// `1h 02m 03s`, or a dash where it isn't known.
  package static func of(_ span: TimeSpan?) -> String { span?.readable ?? "–" }

  /// The span without those of minutes and seconds that are zero: `1h 30m`, `2h`, `45m`, `1h 00m 30s`.
  package static func short(_ span: TimeSpan?) -> String {
    var text = of(span)
    for zero in [" 00s", " 00m"] where text.hasSuffix(zero) { text.removeLast(zero.count) }
    return text
  }

  /// A distance from the start, as short as a plan writes it: `T`, `T+5m`, `T+1h 30m`.
  package static func shortFromStart(_ span: TimeSpan?) -> String {
    guard let span, span != .zero else { return fromStart(span) }
    return "T\(span > .zero ? "+" : "")\(short(span))"
  }

  /// A signed difference: `+1m 00s`, `-30s`, `0s`.
  package static func signed(_ span: TimeSpan?) -> String {
    guard let span else { return "–" }
    return span > .zero ? "+\(span.readable)" : span.readable
  }

  /// `+1m 00s (+59s … +1m 01s)`; the bounds only where they differ.
  package static func difference(_ span: MeasuredSpan) -> String {
    if let stated = span.stated, span.lower == stated, span.upper == stated { return signed(stated) }
    let bounds = span.upper.map { "\(signed(span.lower)) … \(signed($0))" } ?? "at least \(signed(span.lower))"
    return span.stated.map { "\(signed($0)) (\(bounds))" } ?? bounds
  }

  /// A distance from the start: `T`, `T+5m 00s`, `T-30m 00s`.
  package static func fromStart(_ span: TimeSpan?) -> String {
    guard let span else { return "–" }
    return span == .zero ? "T" : "T\(signed(span))"
  }

  /// `24h 11m 00s (24h 10m 00s … 24h 12m 00s)`; the bounds only where they differ.
  package static func of(_ span: MeasuredSpan?) -> String {
    guard let span else { return "–" }
    if let stated = span.stated {
      if span.lower == stated, span.upper == stated { return stated.readable }
      guard let upper = span.upper else { return "\(stated.readable) (at least \(span.lower.readable))" }
      return "\(stated.readable) (\(span.lower.readable) … \(upper.readable))"
    }
    guard let upper = span.upper else { return "at least \(span.lower.readable)" }
    return span.lower == upper ? upper.readable : "\(span.lower.readable) … \(upper.readable)"
  }

  /// The same; as stated alone where the bounds are no more than two seconds from that.
  package static func brief(_ span: MeasuredSpan) -> String {
    let slack = TimeSpan(seconds: 2)
    guard let stated = span.stated, let upper = span.upper, span.lower >= stated - slack, upper <= stated + slack
    else { return of(span) }
    return stated.readable
  }
}
