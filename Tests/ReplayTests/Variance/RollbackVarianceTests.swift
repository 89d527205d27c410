import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Variance of a run that is rolled back` {
  /// Planned: lock 0–5, freeze 5–7, sync 7–15, open 15–17; back from its decision: thaw 0–2, tell 2–5.
  private static let night: Plan = {
    var night = plan([
      task("lock", 5), task("freeze", 2, after: ["lock"]), task("sync", 8, after: ["freeze"]),
      task("open", 2, after: ["sync"]), task("watch", 9) { $0.isBackground = true },
      task("thaw", 2) { $0.isRollbackOnly = true },
      task("tell", 3, after: ["thaw"]) { $0.isRollbackOnly = true },
    ])
    night.window = .init(opens: PlanTime("T-30m")!, closes: PlanTime("T+1h")!)
    var rollback = Plan.Rollback()
    rollback.decideBy = PlanTime("T+25m")
    night.rollback = rollback
    return night
  }()

  private static let lines = [
    event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 6),
    happens("started", "sync", 7), happens("failed", "sync", 20),
    event("decision.made", at: clock(30), data: #"{"decision":"rollback"}"#),
    happens("started", "thaw", 31), happens("completed", "thaw", 35),
    happens("started", "tell", 35), happens("completed", "tell", 39),
  ]

  @Test func `counts the planned finish from the decision, and is over once the rollback is done`() throws {
    let variance = try variance(Self.night, Self.lines)
    #expect(variance.plannedFinish?.description == clock(35))
    #expect(variance.actualFinish?.time.description == clock(39))
    #expect(variance.isOver && variance.slip == .minutes(4))
    #expect(variance.drivingPath == ["thaw", "tell"])
    #expect(
      variance.attribution == [
        SlipAttribution(task: "thaw", kind: .start, slip: .minutes(1)),
        SlipAttribution(task: "thaw", kind: .duration, slip: .minutes(2)),
        SlipAttribution(task: "tell", kind: .duration, slip: .minutes(1)),
      ])
  }

  @Test func `goes on until the rollback is done`() throws {
    let ongoing = try variance(Self.night, Array(Self.lines.dropLast()))
    #expect(!ongoing.isOver && ongoing.slip == nil)
    #expect(ongoing.plannedFinish?.description == clock(35))
  }

  @Test func `gives up what was not done, except for what was passed over`() throws {
    let variance = try variance(Self.night, Self.lines)
    let rollback = try #require(variance.rollback)
    #expect(rollback.abandoned == ["sync", "open", "watch"])
    #expect(variance.tasks.filter(\.isAbandoned).map(\.id) == rollback.abandoned)
    // `sync` was tried, so that `freeze`, for which it waits, was passed over.
    #expect(variance.notExecuted == ["freeze"])
    #expect(rollback.decision.time.description == clock(30))
    #expect(rollback.plannedFinish?.description == clock(17))
    #expect(rollback.decideBy?.description == clock(25))
    #expect(rollback.latest?.description == clock(55))
  }

  @Test func `counts a task that failed as failed, also where the rollback gave it up`() throws {
    let counts = try variance(Self.night, Self.lines).taskCounts
    #expect(counts == PlannedTaskCounts(completed: 3, failed: 1, notExecuted: 1, givenUp: 2))
    #expect(counts.all == 7)
  }

  @Test func `has windows of the main network up to the decision, and one of the rollback`() throws {
    let windows = try variance(Self.night, Self.lines).windows
    #expect(windows.map(\.to.kind) == [.decision, .finish])
    #expect(windows.map(\.isRollback) == [false, true])
    // At minute 30 nothing of freeze, sync and open was done: 2 + 8 + 2 more.
    #expect(windows.map { $0.to.forecast?.description } == [clock(42), clock(39)])
    #expect(windows.map(\.to.slip) == [.minutes(25), .minutes(4)])
    #expect(windows[0].to.path == ["freeze", "sync", "open"])
    // The rollback's plan took 5 minutes, 9 went by.
    #expect(windows[1].to.earned?.performanceIndex?.tenThousandths == 5_556)
  }

  @Test func `has no planned finish where the plan does not know how to go back`() throws {
    var night = Self.night
    night.tasks.removeAll(where: \.isRollbackOnly)
    let ended = try variance(night, Array(Self.lines.prefix(6)) + [event("run.ended", at: clock(40))])
    #expect(ended.plannedFinish == nil && ended.slip == nil && ended.attribution.isEmpty)
    #expect(ended.actualFinish?.time.description == clock(6))
    #expect(ended.rollback?.abandoned == [])
    #expect(ended.notExecuted == ["freeze", "open", "watch"])
  }
}
