package import CloudEvents
package import CutoverModel

/// Compares a run with its plan.
///
/// The run is over when it ended, when every stream was closed, or when every required task is completed, skipped or
/// cancelled and every gate passed: all but milestones and `background` tasks; once a rollback was decided, those of the
/// rollback. Events of all modes count, each attempt says its own. Memory grows with the number of events of tasks and gates.
package struct VarianceFold: EventFold {
  private let baselines: PlanBaselines
  private var log: RunLog
  private var streams = StreamCounter()
  private var withheld: WithheldEvidence

  /// - Parameters:
  ///   - baselines: What the run is compared with.
  ///   - starts: T where it is known; else it is taken from the stream's opening, the first `run.began`, or the first
  ///     start of a task.
  ///   - acceptance: Which withheld lines the reader accepts.
  package init(
    _ baselines: PlanBaselines, starts: Timestamp? = nil, acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    withheld = WithheldEvidence(acceptance)
    self.baselines = baselines
    log = RunLog(starts: starts, checks: baselines.judged.plan.gates.flatMap(\.requires))
  }

  /// The same with the judged plan alone.
  package init(
    plan: Plan, schedule: Schedule, starts: Timestamp? = nil, acceptance: WithheldEvidence.Acceptance = .init()
  ) {
    self.init(PlanBaselines(judged: .init(plan, schedule)), starts: starts, acceptance: acceptance)
  }

  package mutating func apply(_ event: EventView) {
    if streams.advance(to: event) { log.findings.streams = streams }
    if EventKind.isRecordersOwn(event) { withheld.apply(event) }
    log.apply(event, of: streams)
  }

  package consuming func finish() -> Variance {
    var judge = VarianceJudge(baselines.judged, log)
    var variance = judge.variance()
    withheld.finish()
    withheld.note(in: &judge.findings)
    if !withheld.isWhole {
      // The line may have been a check that failed.
      for row in variance.tasks.indices where variance.tasks[row].verified == .passed {
        variance.tasks[row].verified = .noCheck
      }
    }
    variance.findings = judge.findings.findings
    variance.baselines = baselines.variances(variance, log)
    return variance
  }
}
