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
  /// The first hundred left out and the number of all, by rule.
  private var broken = (places: [EventPlace](), count: 0)
  private var notAllowed = (places: [EventPlace](), count: 0)
  /// The ordinal of the stream that is being seen, from 0.
  private var stream = -1

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  init(_ objectives: ObjectivesFold, signers: AllowedSigners?) {
    self.signers = signers
    acts = AttestationFold(signers: signers)
    self.objectives = objectives
  }

  mutating func apply(_ event: EventView) {
    // The streams of a run come one after another, and each has its own seals.
    if event.index == 0 {
      acts = AttestationFold(signers: signers)
      stream += 1
    }
    let place = EventPlace(stream: max(0, stream), index: event.index)
    let act = acts.take(event)
    switch (act?.act, act?.outcome) {
    case (.noImpact, .invalid): Self.leaveOut(place, &broken)
    case (.noImpact, .notAllowed): Self.leaveOut(place, &notAllowed)
    case (.noImpact, .valid):
      objectives.apply(event)
      objectives.attest(event)
    default: objectives.apply(event)
    }
  }

  private static func leaveOut(_ place: EventPlace, _ group: inout (places: [EventPlace], count: Int)) {
    group.count += 1
    if group.places.count < 100 { group.places.append(place) }
  }

  consuming func finish() -> ObjectivesReport {
    let groups = [
      ("attestation-broken", "an attestation does not hold and is not counted; `cutlog verify` says why", broken),
      (
        "attestation-not-allowed", "an attestation is signed by a key that the reader does not allow, and is not counted",
        notAllowed
      ),
    ]
    var report = objectives.finish()
    report.findings += groups.compactMap { rule, message, group in
      group.count > 0
        ? ReplayFinding(rule: rule, message: message, count: group.count, places: group.places) : nil
    }
    report.findings.sort { $0.rule < $1.rule }
    return report
  }
}
