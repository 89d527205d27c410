import CutoverModel
import Testing

@testable import Replay

@Suite struct `What a plan promises` {
  private func within(_ minutes: Int64, _ tasks: [PlannedTask], decideBy: String? = nil) -> Plan {
    var night = plan(tasks)
    night.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(minutes)))
    night.rollback = Plan.Rollback()
    night.rollback?.decideBy = decideBy.flatMap { PlanTime($0) }
    return night
  }

  private func back(_ minutes: Int64?) -> PlannedTask { task("back", minutes) { $0.isRollbackOnly = true } }

  private func promises(_ plan: Plan) throws -> [String] {
    try Schedule(of: plan).problems.map {
      "\($0.kind.rawValue) \($0.planned?.minutes ?? -1) \($0.limit?.minutes ?? -1)\($0.detail.map { " " + $0 } ?? "")"
    }
  }

  @Test func `is not known to be kept where durations are missing`() throws {
    let open = within(60, [task("a", 5), task("b", nil, after: ["a"])])
    #expect(try promises(open) == ["date-unknown -1 60"])
    #expect(try Schedule(of: open).problems.map(\.place) == [.windowCloses])
    #expect(try Schedule(of: open).isFeasible == nil)
  }

  @Test func `is not known of a task, a gate and a rollback without planned ends`() throws {
    var open = within(
      60, [task("a", nil), task("b", 5, after: ["a"]) { $0.finishBy = PlanTime("T+10m") }, back(nil)], decideBy: "T+20m")
    var gate = Plan.Gate(id: "g")
    gate.after = [Dependency(predecessor: "a")]
    gate.deadline = PlanTime("T+15m")
    open.gates = [gate]
    open.tasks[1].after.append(Dependency(predecessor: "g"))
    #expect(
      try Schedule(of: open).problems.map(\.place) == [
        .finishBy(task: "b"), .deadline(gate: "g"), .windowCloses, .decideBy,
      ])
    #expect(try Schedule(of: open).problems.allSatisfy { $0.kind == .dateUnknown })
    #expect(try Schedule(of: open).isFeasible == nil)
  }

  @Test func `is not known of a rollback that has no tasks`() throws {
    let night = within(60, [task("a", 5), task("undo", 30) { $0.isBackground = true }], decideBy: "T+50m")
    #expect(try promises(night) == ["date-unknown -1 50 no task is `only: rollback`"])
    #expect(try Schedule(of: night).isFeasible == nil)
  }

  @Test func `is broken where what is planned comes too late, whatever the rest takes`() throws {
    let late = within(
      60,
      [
        task("a", 61), task("b", nil),
        task("c", nil) { $0.start = PlanTime("T+9m"); $0.finishBy = PlanTime("T+9m") },
        task("d", nil, after: ["a"]) { $0.finishBy = PlanTime("T+30m") },
      ])
    #expect(
      try promises(late) == [
        "finish-by 61 30 at the earliest", "window-closes 61 60 at the earliest", "date-unknown -1 9",
      ])
    #expect(try Schedule(of: late).isFeasible == false)
  }

  @Test func `leaves the window alone where nothing holds the finish`() throws {
    let watch = within(60, [task("watch", nil) { $0.isBackground = true }, back(nil)])
    #expect(try promises(watch) == [])
    #expect(try Schedule(of: watch).isFeasible == true)
  }

  @Test func `is broken by a rollback that doesn't fit in the window at all`() throws {
    #expect(try promises(within(60, [task("a", 5), back(61)])) == ["decide-by 0 -1"])
    #expect(try Schedule(of: within(60, [task("a", 5), back(61)])).problems.map(\.place) == [.windowCloses])
    #expect(try promises(within(60, [task("a", 5), back(60)])) == [])
    #expect(try promises(within(60, [task("a", 5) { $0.start = PlanTime("T-10m") }, back(70)])) == [])
  }
}
