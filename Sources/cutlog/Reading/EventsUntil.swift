import Attestation
import CloudEvents
import CutoverModel
import Replay

/// A fold that sees the events up to a moment by their own times, and all lines of the recorder.
struct EventsUntil<Fold: EventFold>: EventFold {
  private var fold: Fold
  private let moment: Timestamp

  init(_ fold: Fold, until moment: Timestamp) {
    self.fold = fold
    self.moment = moment
  }

  mutating func apply(_ event: EventView) {
    if event.time <= moment || EventKind.isRecordersOwn(event) { fold.apply(event) }
  }

  consuming func finish() -> Fold.Output { fold.finish() }
}

extension JudgedPlan {
  /// The folds that tell where a run stands at a moment, and judge its objectives by the events up to then.
  func statusFold(
    at now: Timestamp, _ basis: RunStatus.TimeBasis, _ signers: AllowedSigners?, _ acceptance: WithheldEvidence.Acceptance
  ) -> FoldPair<StatusFold, EventsUntil<AttestedFold>> {
    FoldPair(
      StatusFold(
        at: now, basis, plan: plan, schedule: schedule, streamKind: selection.streamKind, acceptance: acceptance),
      EventsUntil(objectivesFold(signers, acceptance, at: now), until: now))
  }
}
