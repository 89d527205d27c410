import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A timeline of events that don't fit` {
  private func rules(_ text: String, plan: Plan? = nil) throws -> [String] { try timeline(text, plan: plan).rules }

  @Test func `keeps ends without starts, and says so`() throws {
    let told = try timeline("22:05 task.completed a\n22:06 task.failed b")
    #expect(told.entries.map(\.line) == ["22:05–22:05 task: a (completed)", "22:06–22:06 task: b (failed)"])
    #expect(told.rules == ["task-start-missing ×2"])
  }

  @Test func `counts the first of two starts, or two attempts where they say so`() throws {
    let told = try timeline("22:00 task.started a\n22:02 task.started a\n22:05 task.completed a")
    #expect(told.entries.first?.course?.marble == ["22:00–22:05 completed"])
    #expect(told.rules == ["task-repeated"])
    #expect(try rules("22:00 task.started a attempt=1\n22:02 task.started a attempt=2\n22:05 task.completed a") == [])
  }

  @Test func `keeps an end that is stated before its start`() throws {
    let told = try timeline("22:05 task.started a\n22:01 task.completed a\n22:20 run.ended")
    #expect(told.entries.first?.course?.marble == ["?–22:01 completed", "22:05–? open"])
    #expect(told.rules == ["run-ended-without-beginning", "task-end-missing", "task-ended-before-start", "task-executed-again", "task-start-missing", "time-before-earlier-event"])
  }

  @Test func `shows tasks, gates and services that the plan doesn't hold`() throws {
    var plan = plan([task("a", 5)])
    plan.services = [Plan.Service(id: "pay")]
    let told = try timeline(
      """
      22:00 task.started a
      22:01 task.started b
      22:02 service.down mail
      22:03 service.down *
      22:04 service.up pay
      22:05 note.added task=c
      """, plan: plan)
    #expect(told.entries.count == 6)
    #expect(told.rules == ["service-unknown", "task-unknown ×2"])
    #expect(told.findings.last?.message == "a task that the plan doesn't hold, such as b")
  }

  @Test func `counts times that run backwards at one source, and no others`() throws {
    #expect(
      try rules(
        """
        22:05 note.added
        22:03 note.added
        22:04 note.added
        22:01 note.added @source=/other
        22:00 com.example.x
        22:06 note.added
        """) == ["time-before-earlier-event ×3"])
    // To the minute it may have been later after all.
    #expect(try rules("22:05:30 note.added\n22:05~ note.added") == [])
  }

  @Test func `counts the earliest beginning of a run and its latest end`() throws {
    let told = try timeline("22:00 run.began\n22:01 run.began\n22:20 run.ended\n22:30 run.ended\n22:02 task.started a\n22:03 task.completed a")
    #expect(told.start?.time.description == "2026-11-22T22:00:00Z")
    #expect(told.gaps.to?.marble == "22:30")
    #expect(told.rules == ["run-began-twice", "run-ended-twice", "time-before-earlier-event ×2"])
  }

  @Test func `has no gaps in a run that ends before it begins`() throws {
    let told = try timeline("22:30 run.began\n22:00 run.ended\n22:31 task.started a\n22:32 task.completed a")
    #expect(told.gaps.spans.isEmpty)
    #expect(told.rules.contains("run-ended-before-began"))
  }

  @Test func `keeps what names nothing, and says so`() throws {
    let told = try timeline("22:00 task.started\n22:01 gate.approved\n22:02 check.passed\n22:03 decision.made")
    #expect(told.entries.count == 4)
    #expect(told.rules == ["check-missing", "gate-missing", "task-missing"])
  }

  @Test func `tells pauses that don't fit`() throws {
    #expect(try rules("22:00 task.paused a\n22:01 task.started a\n22:02 task.resumed a\n22:03 task.completed a") == ["task-pause-misplaced ×2"])
  }

  @Test func `bears the first and the last instant that there is`() throws {
    var gate = Plan.Gate(id: "go")
    gate.deadline = PlanTime("T+9999d")
    let plan = plan([task("a", 5)], gates: [gate])
    let lines = [
      ("run.began", Timestamp.earliest), ("task.started", .earliest), ("gate.requested", .earliest),
      ("incident.detected", .earliest), ("service.down", .earliest), ("gate.approved", .latest), ("task.paused", .latest),
      ("incident.declared", .latest), ("decision.made", .latest), ("run.ended", .latest),
    ].enumerated().map { number, pair in
      event(
        pair.0, at: pair.1.description, id: "e\(number)",
        ["task": "a", "gate": "go", "service": "s", "timeaccuracy": "PT2400000H"])
    }
    let told = try timeline(lines, plan: plan, starts: .latest)
    #expect(told.entries.count == 9)
    #expect(told.gates.first?.deadline == nil)
  }
}
