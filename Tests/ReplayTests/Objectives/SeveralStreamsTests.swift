import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

/// A fold sees the streams of a run one after the other, each from index 0.
@Suite struct `Several streams of one run` {
  private func fold<Fold: EventFold>(_ fold: Fold, _ streams: [[String]]) throws -> Fold.Output {
    var fold = fold
    var scanner = EnvelopeScanner()
    for (index, line) in streams.flatMap({ $0.enumerated().map { ($0.offset, $0.element) } }) {
      let bytes = Array(line.utf8)
      try bytes.withUnsafeBufferPointer { buffer in
        var members: ContiguousArray<JSONMemberSpan> = []
        let layout = try scanner.scan(buffer, members: &members)
        members.withUnsafeBufferPointer {
          fold.apply(EventView(line: buffer, members: $0, layout: layout, index: index))
        }
      }
    }
    return fold.finish()
  }

  private static let opened = run("stream.opened", "20:00:00", data: #"{"kind":"live"}"#)
  private static let adopted = run(
    "plan.adopted", "20:01:00", data: #"{"plan":"p","version":1,"document":"1f","tasks":"aa"}"#)

  @Test func `keep events of equal time and index apart, the first stream's first`() throws {
    let first = [Self.opened, pay("service.down", "21:00:00")]
    let second = [Self.opened, pay("service.up", "21:00:00")]
    let report = try fold(ObjectivesFold(plan: payPlan()), [first, second])
    let episodes = try #require(report.services.first?.episodes)
    #expect(episodes.map(\.isOpen) == [false])
    #expect(episodes.first?.from.stream == 0 && episodes.first?.to?.stream == 1)
    let turned = try fold(ObjectivesFold(plan: payPlan()), [second, first])
    #expect(turned.services.first?.episodes.map(\.isOpen) == [true])
  }

  @Test func `order a timeline by time, then by stream`() throws {
    let first = [Self.opened, run("note.added", "20:30:00"), run("fault.occurred", "21:00:00")]
    let second = [Self.opened, run("note.added", "21:00:00")]
    let timeline = try fold(TimelineFold(), [first, second])
    #expect(timeline.entries.map(\.event.stream) == [0, 0, 1])
  }

  private func standing(_ streams: [[String]], planIndex: Int) throws -> PlanStanding {
    try fold(ObjectivesFold(plan: payPlan(), options: .init(planIndex: planIndex)), streams)
      .planStanding
  }

  @Test func `hold a plan against the indexes of its own stream alone`() throws {
    let other = [Self.opened, run("task.started", "21:00:00", ["task": "a"])]
    let plan = [Self.opened, run("note.added", "20:00:30"), Self.adopted]
    #expect(try standing([plan, other], planIndex: 2) == .beforehand)
    #expect(try standing([other, plan], planIndex: 2) == .beforehand)
    let late = [Self.opened, run("task.started", "20:00:30", ["task": "a"]), Self.adopted]
    #expect(try standing([other, late], planIndex: 2) == .adoptedAfterwards)
  }

  @Test(arguments: [("20:00:59", PlanStanding.adoptedAfterwards), ("20:01:01", .beforehand)])
  func `hold a plan against the acceptance of other streams`(
    accepted: String, expected: PlanStanding
  ) throws {
    let task = run(
      "task.started", "19:00:00", ["task": "a", "acceptedtime": "2026-11-22T\(accepted)Z"])
    let plan = [Self.opened, Self.adopted]
    #expect(try standing([plan, [Self.opened, task]], planIndex: 1) == expected)
    #expect(try standing([[Self.opened, task], plan], planIndex: 1) == expected)
  }
}
