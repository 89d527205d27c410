/// Every claim against the events, in the order in which they were made.
package struct ClaimsReport: Hashable, Sendable {
  package var claims: [ClaimResult]
  /// What is wrong with claims of the stream, and withheld lines; what is wrong with those of a document stands in
  /// their results alone.
  package var findings: [ReplayFinding]
  /// How many streams were folded.
  package var streams: Int

  /// The worst verdict; nil where nothing was claimed.
  package var verdict: ClaimVerdict? { .worst(claims.map(\.verdict)) }
}
