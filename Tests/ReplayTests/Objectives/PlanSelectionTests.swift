import CutoverModel
import Replay
import TestSupport
import Testing

/// Judged is the last plan sealed, by index, before the first impact, freeze or task.
@Suite struct `The judged plan` {
  private func adopted(_ version: Int, revised: Bool = false) -> String {
    run(
      revised ? "plan.revised" : "plan.adopted", "20:0\(version):00",
      data: "{\"plan\":\"p\",\"version\":\(version),\"document\":\"\(version)f\",\"tasks\":\"aa\"}")
  }
  private func opened(_ kind: String) -> String {
    run("stream.opened", "20:00:00", data: "{\"kind\":\"\(kind)\"}")
  }
  private func select(_ lines: [String]) throws -> PlanSelection {
    try folding(PlanSelectionFold(), over: lines)
  }

  @Test func `is the last one before anything is touched`() throws {
    let touching = [
      pay("service.degraded", "21:00:00"), db("writes.frozen", "21:00:00", #"{"side":"west"}"#),
      run("task.started", "21:00:00", ["task": "a"]),
    ]
    for touch in touching {
      let lines = [
        opened("live"), adopted(1), adopted(2, revised: true), touch, adopted(3, revised: true),
      ]
      let selection = try select(lines)
      #expect(selection.judged?.version == 2)
      #expect(selection.judged?.index == 2)
      #expect(selection.judged?.document == "2f")
      #expect(selection.judged?.isRevision == true)
      #expect(selection.standing == .beforehand)
      #expect(selection.adoptions.map(\.version) == [1, 2, 3])
      #expect(selection.boundary.index(inStream: 0) == 3)
    }
  }

  @Test func `that was adopted afterwards is marked so`() throws {
    let selection = try select([
      opened("live"), pay("service.down", "21:00:00"), adopted(1), adopted(2, revised: true),
    ])
    #expect(selection.judged?.version == 1)
    #expect(selection.standing == .adoptedAfterwards)
  }

  @Test func `of an import is marked as written afterwards`() throws {
    let lines = [opened("import"), adopted(1), pay("service.down", "21:00:00")]
    #expect(try select(lines).standing == .writtenAfterwards)
    #expect(try objectives(payPlan(), lines).planStanding == .writtenAfterwards)
  }

  @Test func `isn't there in a stream without one`() throws {
    let selection = try select([opened("live"), pay("service.down", "21:00:00")])
    #expect(selection.judged == nil)
    #expect(selection.standing == .absent)
    #expect(try objectives(nil, []).planStanding == .absent)
  }

  @Test func `is not displaced by what isn't live`() throws {
    let lines = [
      opened("live"), pay("service.down", "20:00:30", ["mode": "isolated"]), adopted(1),
      run("note.added", "20:30:00"), adopted(2, revised: true),
    ]
    #expect(try select(lines).judged?.version == 2)
  }

  @Test func `stands in the report as its index says`() throws {
    let lines = [opened("live"), pay("service.down", "21:00:00"), adopted(1)]
    func standing(_ index: Int) throws -> PlanStanding {
      try folding(
        ObjectivesFold(plan: payPlan(), options: .init(planIndex: index)), over: lines
      ).planStanding
    }
    #expect(try standing(2) == .adoptedAfterwards)
    #expect(try standing(0) == .beforehand)
  }
}
