import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

/// A fold sees the streams of a run one after the other, each from index 0.
@Suite struct `Several streams of one run` {
  private func fold<Fold: EventFold>(_ fold: Fold, _ streams: [[String]]) throws -> Fold.Output {
    try folding(fold, at: streams.flatMap { $0.placed })
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

  private static func opened(_ origin: String) -> String {
    event("stream.opened", at: "2026-11-22T20:00:00Z", source: origin, data: #"{"kind":"live"}"#)
  }

  @Test func `are told apart by their origins in every reference`() throws {
    let first = [Self.opened("ops/a"), pay("service.down", "21:00:00")]
    let second = [
      Self.opened("ops/b"), pay("service.up", "21:30:00"), pay("service.down", "21:40:00"),
      pay("service.up", "21:41:00"), run("task.started", "21:00:00", ["task": "x"]),
      run("note.added", "21:50:00"),
    ]
    let clock = RecoveryClock.between(from: .first(type: "service.down"), to: .last(type: "note.added"))
    let objectives = [rto("1m"), rto("1m", clock) { $0.id = "between" }]
    let report = try fold(ObjectivesFold(plan: payPlan(objectives)), [first, second])
    for result in report.objectives {
      #expect(result.from?.origin == "ops/a" && result.to?.origin == "ops/b", "\(result.id)")
    }
    #expect(report.streams == 2)
    let timeline = try fold(TimelineFold(), [first, second])
    let streams = timeline.entries.map { entry in [0: "ops/a", 1: "ops/b"][entry.event.stream] }
    #expect(streams == timeline.entries.map(\.event.origin))
    #expect(timeline.streams == 2)
  }

  @Test func `are told apart in findings, whether they are noted as they come or at the end`() throws {
    let first = [
      Self.opened("ops/a"), run("run.began", "21:00:00"), run("run.ended", "22:00:00"),
    ]
    let second = [
      Self.opened("ops/b"), pay("service.observed", "21:30:00", data: "{}"),
      pay("impact.none", "22:00:00", data: #"{"statement":"a","signature":"b"}"#),
    ]
    let report = try fold(ObjectivesFold(plan: payPlan([rto("1m")])), [first, second])
    let expected = ["impact-none-unchecked", "member-missing/service.observed/from"]
    #expect(report.findings.map(\.rule) == expected)
    #expect(report.findings.map(\.indexes) == [[2], [1]])
    #expect(report.findings.map(\.streamNumber) == [2, 2])
    #expect(report.findings.map(\.origin) == ["ops/b", "ops/b"])
    let single = try fold(ObjectivesFold(plan: payPlan([rto("1m")])), [second])
    #expect(single.findings.map(\.streamNumber) == [nil, nil])
    #expect(single.findings.map(\.origin) == ["ops/b", "ops/b"])
  }

  @Test func `hold a checked act only in its own stream`() throws {
    let act = pay("impact.none", "22:00:00", data: #"{"statement":"a","signature":"b"}"#)
    let streams = [
      [Self.opened("ops/a"), run("note.added", "21:00:00")], [Self.opened("ops/b"), act],
    ]
    for (stream, verdict) in [(0, ObjectiveVerdict.unknown), (1, .met)] {
      let options = ObjectivesFold.Options(attestations: [EventPlace(stream: stream, index: 1)])
      let report = try fold(ObjectivesFold(plan: payPlan([rto("1m")]), options: options), streams)
      #expect(report.verdict == verdict)
    }
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
