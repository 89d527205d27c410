/// A time relative to the start of the run: `T`, `T-24h`, `T+15m`.
package struct PlanTime: Hashable, Sendable {
  /// Signed distance from the start.
  package var offset: TimeSpan

  package init(offset: TimeSpan) { self.offset = offset }

  /// Reads `T`, `T+DURATION` or `T-DURATION`; nil for anything else.
  package init?(_ text: String) {
    guard text.hasPrefix("T") else { return nil }
    let rest = text.dropFirst()
    if rest.isEmpty {
      self.init(offset: .zero)
      return
    }
    guard let sign = rest.first, sign == "+" || sign == "-",
      let after = rest.dropFirst().first, after != "+", after != "-",
      let span = TimeSpan(String(rest.dropFirst()))
    else { return nil }
    self.init(offset: sign == "-" ? -span : span)
  }
}
