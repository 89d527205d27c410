package import CloudEvents
internal import CutoverModel

/// Holds claims against the events that they are about.
///
/// The claims are known beforehand: gathered from the same streams by `ClaimsGathering`, or read from a document.
/// Memory grows with the claims, not with the stream.
package struct ClaimsFold: EventFold {
  private let claims: [MadeClaim]
  private var events = EventSearch()
  private var counts = CountSearch()
  private var withheld: WithheldEvidence
  private var streams = StreamCounter()

  /// - Parameter acceptance: Which withheld lines the reader accepts.
  package init(_ claims: [MadeClaim], acceptance: WithheldEvidence.Acceptance = .init()) {
    self.claims = claims
    withheld = WithheldEvidence(acceptance)
    for claim in claims.lazy.map(\.claim) {
      if let key = CountSearch.Key(claim) { counts.seek(key) }
      for case .event(let source, let id)? in [claim.from, claim.to] { events.seek(.init(source: source, id: id)) }
    }
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    if EventKind.isRecordersOwn(view) { withheld.apply(view) }
    events.apply(view, of: streams)
    if !counts.isEmpty, let kind = EventKind(view) { counts.apply(view, kind: kind, of: streams) }
  }

  package consuming func finish() -> ClaimsReport {
    withheld.finish()
    var findings = FindingCollector()
    findings.streams = streams
    withheld.note(in: &findings)
    let results = claims.map { made in
      var result = ClaimResult(made)
      if result.faults.isEmpty {
        if let key = CountSearch.Key(made.claim) { result.judge(counts.tallies(key)) } else { result.judge(events) }
      } else {
        result.missing = ["a claim that can be read"]
      }
      if result.verdict == .holds, !withheld.isWhole {
        result.verdict = .undecidable
        result.missing += withheld.missing
      }
      if case .event(let event) = made.origin {
        for fault in result.faults { findings.note(rule: fault.rule, message: fault.message, at: event.place) }
      }
      return result
    }
    return ClaimsReport(claims: results, findings: findings.findings, streams: streams.count)
  }
}
