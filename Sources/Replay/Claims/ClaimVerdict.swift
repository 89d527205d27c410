/// How a claim stands against the events.
package enum ClaimVerdict: String, CaseIterable, Hashable, Sendable {
  case holds, contradicted, undecidable

  /// The worst of several: contradicted, then undecidable, then holds; nil of none.
  package static func worst(_ verdicts: some Sequence<ClaimVerdict>) -> ClaimVerdict? {
    let all = Set(verdicts)
    return [.contradicted, .undecidable, .holds].first(where: all.contains)
  }
}
