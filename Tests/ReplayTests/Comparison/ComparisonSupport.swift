import CloudEvents
import CutoverModel
import JSONText
import TestSupport

@testable import Replay

/// One run of a comparison, from its events as they were recorded.
func compared(
  _ plan: Plan?, _ lines: [String], run: String = "r", kind: String = "live", parameters: [JSONMember] = [],
  fingerprint: PlanFingerprint? = nil
) throws -> ComparedRun {
  let schedule = try plan.map { try Schedule(of: $0) }
  return ComparedRun(
    run: run, origins: [run], kind: kind, parameters: parameters, plan: fingerprint,
    execution: try folding(RunExecutionFold(plan: plan, schedule: schedule), over: lines),
    objectives: try folding(ObjectivesFold(plan: plan), over: lines))
}

/// A run in which one task took so many seconds, beginning so many hours after 22:00.
func oneTask(_ seconds: Int64, hours: Int64, planned: Int64? = nil, accuracy: String? = nil) throws -> ComparedRun {
  let further = accuracy.map { ["timeaccuracy": $0] } ?? [:]
  return try compared(
    planned.map { plan([task("move", $0)]) },
    [
      happens("started", "move", at: second(hours * 3600), further),
      happens("completed", "move", at: second(hours * 3600 + seconds), further),
    ], run: "run-\(hours)")
}

/// 2026-11-22T22:00:00Z and so many seconds.
func second(_ seconds: Int64) -> String {
  (try? Timestamp(clock(0)))?.advanced(by: TimeSpan(seconds: seconds)).description ?? ""
}

func happens(_ type: String, _ task: String, at time: String, _ attributes: [String: String] = [:]) -> String {
  event(
    "task.\(type)", at: time, id: "\(type)-\(task)-\(time)", attributes.merging(["task": task]) { first, _ in first })
}

extension RunComparison {
  /// The change of a task from the first run to the second.
  func change(_ id: String) -> Change? { tasks.first { $0.id == id }?.changes.first ?? nil }
}
