import Attestation
import CloudEvents
import Replay

/// The fold of objectives, which does not see attestations that nobody stands for.
///
/// An `impact.none` counts by its signature: where that is broken, or the reader's list does not allow the key, it would
/// turn `unknown` into `met` on nobody's word. What it leaves out is a finding.
struct AttestedFold: EventFold {
  private let signers: AllowedSigners?
  private var acts: AttestationFold
  private var objectives: ObjectivesFold
  /// The first hundred left out and the number of all, by rule.
  private var broken = (indexes: [Int](), count: 0)
  private var notAllowed = (indexes: [Int](), count: 0)

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
    case (.noImpact, .invalid): Self.leaveOut(event.index, &broken)
    case (.noImpact, .notAllowed): Self.leaveOut(event.index, &notAllowed)
    default: objectives.apply(event)
    }
  }

  private static func leaveOut(_ index: Int, _ group: inout (indexes: [Int], count: Int)) {
    group.count += 1
    if group.indexes.count < 100 { group.indexes.append(index) }
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
        ? ReplayFinding(rule: rule, message: message, count: group.count, indexes: group.indexes) : nil
    }
    report.findings.sort { $0.rule < $1.rule }
    return report
  }
}
