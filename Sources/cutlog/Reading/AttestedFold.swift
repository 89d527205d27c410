import Attestation
import CloudEvents
import Replay

/// The fold of objectives, which does not see attestations that nobody stands for.
///
/// An `impact.none` counts by its signature and by the reader's list of those who may sign: without either it would turn
/// `unknown` into `met` on nobody's word. One whose signature is broken, or whose key the list does not allow, is left
/// out, and that is a finding; any other that isn't checked counts for nothing.
struct AttestedFold: EventFold {
  private let signers: AllowedSigners?
  private var acts: AttestationFold
  private var objectives: ObjectivesFold

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  init(_ objectives: ObjectivesFold, signers: AllowedSigners?) {
    self.signers = signers
    acts = AttestationFold(signers: signers)
    self.objectives = objectives
  }

  mutating func apply(_ event: EventView) {
    // The streams of a run come one after another, and each has its own seals.
    if event.index == 0 { acts = AttestationFold(signers: signers) }
    let act = acts.take(event)
    switch (act?.act, act?.outcome) {
    case (.noImpact, .invalid):
      objectives.leaveOut(
        event, rule: "attestation-broken",
        message: "an attestation does not hold and is not counted; `cutlog verify` says why")
    case (.noImpact, .notAllowed):
      objectives.leaveOut(
        event, rule: "attestation-not-allowed",
        message: "an attestation is signed by a key that the reader does not allow, and is not counted")
    case (.noImpact, .valid):
      objectives.apply(event)
      objectives.attest(event)
    default: objectives.apply(event)
    }
  }

  mutating func apply(all events: EventLines) {
    let judged = events.selection(of: AttestationFold.types)
    var start = events.range.lowerBound
    for number in events.range where events.lines[number].isEvent {
      guard judged.contains(events.lines[number].type) || events.firstIndex + number == 0 else { continue }
      if start < number { objectives.apply(all: events.part(start..<number)) }
      apply(events[number])
      start = number + 1
    }
    objectives.apply(all: events.part(start..<events.range.upperBound))
  }

  consuming func finish() -> ObjectivesReport { objectives.finish() }
}
