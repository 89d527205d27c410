import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Where an event's accuracy reaches beyond the instant, the value says so.
@Suite struct `Doubt at an instant` {
  @Test func `an event whose interval contains the instant leaves the value open`() throws {
    let lines = """
      22:00 dns.changed name=a answers=["1"]
      22:10 dns.changed name=a answers=["2"] timeaccuracy=PT1M
      """
    #expect(try state(lines, at: "22:09") == "dns a/-/-: answers=1 @22:00")
    #expect(try state(lines, at: "22:10") == "dns a/-/-: answers=2? @22:10?")
    #expect(try state(lines, at: "22:10:59.999999999") == "dns a/-/-: answers=2? @22:10?")
    #expect(try state(lines, at: "22:11") == "dns a/-/-: answers=2 @22:10")
  }

  @Test func `the first thing said of something is open too, for it may not have been yet`() throws {
    #expect(
      try state("22:10 queue.observed queue=q side=west depth=1 timeaccuracy=PT1M", at: "22:10")
        == "queues q/west: depth=1? @22:10?")
  }

  @Test func `a repetition of what was surely so leaves nothing open`() throws {
    let lines = """
      22:00 endpoint.observed key=a value=1
      22:10 endpoint.observed key=a value=1 timeaccuracy=PT1M
      """
    #expect(try state(lines, at: "22:10") == "endpoints a/-: value=1 @22:10")
  }

  @Test func `an event that may have happened after a later one leaves the value open`() throws {
    let lines = """
      22:00 endpoint.observed key=a value=1 timeaccuracy=PT10M
      22:05 endpoint.observed key=a value=2
      """
    #expect(try state(lines, at: "22:06") == "endpoints a/-: value=2? @22:05?")
    #expect(try state(lines, at: "22:10") == "endpoints a/-: value=2 @22:05")
  }

  @Test func `a change there and back leaves the value open`() throws {
    let lines = """
      22:00 endpoint.observed key=a value=1
      22:10 endpoint.observed key=a value=2 timeaccuracy=PT1M
      22:10:30 endpoint.observed key=a value=1 timeaccuracy=PT1M
      """
    #expect(try state(lines, at: "22:10:40") == "endpoints a/-: value=1? @22:10:30?")
  }

  @Test func `tasks, gates and services are open while any of their events is`() throws {
    let lines = """
      22:00 task.started task=t
      22:00 gate.requested gate=g
      22:00 service.up service=pay
      22:10 task.completed task=t timeaccuracy=PT1M
      22:10 gate.approved gate=g actor=alice timeaccuracy=PT1M
      22:10 service.down service=pay timeaccuracy=PT1M
      """
    #expect(
      try state(lines, at: "22:10:30") == """
        task t: completed x1 no-check @22:10?
        gate g: passed [alice] @22:10?
        service pay: down [whole down@22:10] @22:10?
        """)
    #expect(try !state(lines, at: "22:11").contains("?"))
  }

  @Test func `a check in doubt leaves the verification of its task open`() throws {
    let plan = payPlan { plan in
      var task = PlannedTask(id: "t")
      task.checks = ["c"]
      plan.checks = [Plan.Check(id: "c")]
      plan.tasks = [task]
    }
    let lines = """
      22:00 task.started task=t
      22:05 task.completed task=t
      22:10 check.passed check=c timeaccuracy=PT1M
      """
    #expect(try state(lines, at: "22:06", plan: plan) == "task t: completed x1 no-check @22:05")
    #expect(try state(lines, at: "22:10", plan: plan).hasPrefix("task t: completed x1 passed @22:05?\n"))
    #expect(try state(lines, at: "22:11", plan: plan).hasPrefix("task t: completed x1 passed @22:05\n"))
  }

  @Test func `what follows from several events is open where one of them is`() throws {
    let lines = """
      22:00 job.completed job=j side=west
      22:01 job.suspended job=j side=west
      22:10 job.resumed job=j side=west timeaccuracy=PT1M
      """
    #expect(
      try state(lines, at: "22:10") == "jobs j/west: state=completed? completed=22:00 suspended=false? @22:10?")
  }

  @Test func `an owner who may have left leaves the listener open`() throws {
    let lines = """
      22:00 listener.bound listener=l owner=a side=west
      22:10 listener.released listener=l owner=a side=west timeaccuracy=PT1M
      """
    #expect(try state(lines, at: "22:10") == "listener l: [] @22:10?")
    #expect(try state(lines, at: "22:11") == "listener l: [] @22:10")
  }

  @Test func `the second itself is in doubt where a time is given to the second`() throws {
    let line = #"{"specversion":"1.0","id":"1","source":"/t","type":"dev.cutlog.service.down","time":"2026-11-22T22:00:00Z","service":"pay"}"#
    let at = try folding(StateFold(at: .at(.init("2026-11-22T22:00:00Z"))), over: [line])
    #expect(at.live.services.map(\.basis?.isCertain) == [false])
    let later = try folding(StateFold(at: .at(.init("2026-11-22T22:00:01Z"))), over: [line])
    #expect(later.live.services.map(\.basis?.isCertain) == [true])
  }

  @Test func `at the end nothing is in doubt`() throws {
    #expect(
      try state("22:10 queue.observed queue=q side=west depth=1 timeaccuracy=PT1M") == "queues q/west: depth=1 @22:10")
  }

  /// What is shown at 22:10 where the clock of `/fast` may be wrong by half a minute.
  private func corrected(_ timeline: String, plan: Plan? = nil) throws -> String {
    let lines = story(timeline + "\n23:00 c clock /fast PT0S PT30S")
    let fold = StateFold(at: .at(try Timestamp(Marbles.time("22:10"))), plan: plan)
    return try correcting(fold, over: lines.placed).output.text
  }

  @Test func `an event behind the instant leaves a value open if its clock may be ahead`() throws {
    let first = "22:00 a endpoint.changed data.key=\"a\" data.value=1"
    func later(_ time: String, _ value: Int) -> String {
      "\n\(time) b endpoint.changed source=/fast data.key=\"a\" data.value=\(value)"
    }
    #expect(try corrected(first + later("22:10:20", 2)) == "endpoints a/-: value=1? @22:00?")
    #expect(try corrected(first + later("22:10:20", 1)) == "endpoints a/-: value=1 @22:00")
    #expect(try corrected(first + later("22:10:31", 2)) == "endpoints a/-: value=1 @22:00")
    #expect(try corrected(later("22:10:20", 2).trimmingPrefix("\n").description) == "")
  }

  /// What is certain at 22:10, and an event behind it by a clock that may be ahead.
  static let openings = [
    (["run.began"], "run.ended", "run began -"),
    (["task.started task=t"], "task.completed task=t", "task t: started"),
    (["gate.requested gate=g"], "gate.approved gate=g actor=a", "gate g: requested"),
    (["service.up service=pay"], "service.down service=pay region=west", "service pay: up"),
    (["service.up service=pay"], "service.down", "service pay: up"),
    (
      [#"traffic.shifted service=pay data.to="west" data.percent=100"#],
      #"traffic.shifted service=pay data.to="north" data.percent=10"#, "traffic pay: west"
    ),
    (
      [#"listener.bound data.listener="l" data.owner="a" data.side="west""#],
      #"listener.released data.listener="l" data.owner="a" data.side="west""#, "listener l:"
    ),
    (
      [#"job.started data.job="j" data.side="west""#], #"job.suspended data.job="j" data.side="west""#, "jobs j/west:"
    ),
    (
      [#"phase.entered data.phase="freeze""#], #"phase.entered data.phase="switch""#, "phase -:"
    ),
  ]

  @Test(arguments: openings) func `what such an event is about is open`(
    sure: [String], possible: String, shown: String
  ) throws {
    let lines = sure.enumerated().map { "22:00 a\($0.offset) \($0.element)" }.joined(separator: "\n")
    func line(_ text: String) -> Substring? {
      text.split(separator: "\n").first { $0.hasPrefix(shown) }
    }
    #expect(try line(corrected(lines))?.contains("?") == false)
    #expect(try line(corrected(lines + "\n22:10:20 b \(possible) source=/fast"))?.hasSuffix("?") == true)
    #expect(try line(corrected(lines + "\n22:10:40 b \(possible) source=/fast"))?.contains("?") == false)
  }
}
