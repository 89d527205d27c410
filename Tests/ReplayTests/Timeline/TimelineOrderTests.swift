import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

/// What a timeline tells depends on what happened, not on how it was recorded or read.
@Suite struct `The whole of a timeline` {
  private static let plan: Plan = {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "a")]
    gate.deadline = PlanTime("T+10m")
    return ReplayTests.plan(
      [task("a", 5), task("b", 5, after: ["go"]), task("end", nil, after: ["b"]) { $0.mode = .milestone }], gates: [gate])
  }()

  private static let text = """
    21:59 role.taken lead by=alice
    22:00 run.began
    22:00:30 phase.entered freeze
    22:01 task.started a by=bob layer=data
    22:02 task.paused a "lunch"
    22:03 task.resumed a
    22:04 task.failed a exitStatus=1
    22:06 task.started a attempt=2
    22:09~ task.completed a
    22:10 gate.requested go by=alice
    22:10:30 service.down pay region=west
    22:11 incident.detected pay
    22:12 incident.declared pay
    22:13 role.taken lead by=carol from=alice
    22:15 decision.made go gate=go by=carol
    22:16 task.started b layer=network
    22:17 queue.observed queue=q depth=1
    22:18 queue.observed queue=q depth=2
    22:19 service.up pay region=west
    22:20 task.completed b
    22:21 com.example.thing who=me
    22:22 incident.resolved pay
    22:25 run.ended
    """

  /// All that a timeline tells, places aside.
  private func told(_ timeline: Timeline) -> [String] {
    var told = timeline.entries.map {
      "\($0.line) \($0.event.id) \($0.endEvent?.id ?? "") \($0.startSlip?.readable ?? "") \($0.course?.marble ?? [])"
    }
    told += timeline.gaps.marble + timeline.gates.map(\.marble) + timeline.roles.map(\.marble)
    told += timeline.incidents.map(\.marble) + timeline.lanes.map(\.marble)
    told += timeline.milestones.map { "\($0.id) \($0.reached?.marble ?? "") \($0.slip?.readable ?? "")" }
    return told + timeline.decisions.map { "\($0.decision ?? "") \($0.actor ?? "") \($0.at.marble)" }
  }

  @Test func `is the same in any order of recording`() throws {
    let lines = night(Self.text)
    let expected = told(try timeline(lines, plan: Self.plan))
    var random = FixedRandom(11)
    for _ in 0..<100 {
      #expect(told(try timeline(lines.shuffled(using: &random), plan: Self.plan)) == expected)
    }
  }

  @Test func `is the same in any order of naming the streams`() throws {
    let lines = night(Self.text)
    let streams = [0, 1, 2].map { part in lines.enumerated().filter { $0.offset % 3 == part }.map(\.element) }
    func fold(_ streams: [[String]]) throws -> [String] {
      var fold = TimelineFold(plan: Self.plan, schedule: try Schedule(of: Self.plan))
      for stream in streams { fold = try applying(fold, at: stream.placed) }
      return told(fold.finish())
    }
    let expected = try fold([lines])
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      #expect(try fold(order.map { streams[$0] }) == expected)
    }
  }

  @Test func `is that of a prefix, continued`() throws {
    let lines = night(Self.text)
    let whole = try timeline(lines, plan: Self.plan)
    var fold = TimelineFold(plan: Self.plan, schedule: try Schedule(of: Self.plan))
    for (index, line) in lines.enumerated() {
      let prefix = fold
      #expect(prefix.finish() == (try timeline(Array(lines.prefix(index)), plan: Self.plan)))
      fold = try applying(fold, at: [line].placed(from: index))
    }
    #expect(fold.finish() == whole)
  }
}
