import JSONText
import Replay
import Reports
import SealedLog

extension RunInput {
  /// What a comparison needs of the run: what was done, its objectives and clocks, and its plan's digests.
  ///
  /// - Throws: `Failure` if a stream is refused.
  mutating func comparedRun(_ acceptance: WithheldEvidence.Acceptance) throws -> ComparedRun {
    let signers = try signers()
    let (objectives, execution) = try fold { judged in
      FoldPair(judged.objectivesFold(signers, acceptance), judged.executionFold(acceptance))
    }
    return comparedRun(execution, objectives)
  }

  /// The same of a run whose objectives were judged before; one further pass.
  func comparedRun(_ acceptance: WithheldEvidence.Acceptance, with objectives: ObjectivesReport) throws -> ComparedRun {
    comparedRun(try foldAgain(judged.executionFold(acceptance)), objectives)
  }

  private func comparedRun(_ execution: RunExecution, _ objectives: ObjectivesReport) -> ComparedRun {
    var execution = execution
    execution.mark(corrections)
    let opened = streams.first?.verification.opened
    return ComparedRun(
      run: opened?.run, origins: summaries.map { $0.origin ?? "" }, kind: opened?.kind.rawValue,
      environment: opened?.environment, parameters: (opened?.parameters ?? []).map { JSONMember($0.name, $0.value) },
      plan: judged.fingerprint, execution: execution, objectives: objectives, corrections: corrections)
  }
}

extension JudgedPlan {
  fileprivate func executionFold(_ acceptance: WithheldEvidence.Acceptance) -> RunExecutionFold {
    RunExecutionFold(plan: plan, schedule: schedule, acceptance: acceptance)
  }
}
