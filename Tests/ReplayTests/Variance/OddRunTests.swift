import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// What plans and runs do that they shouldn't, each with a result and a finding.
@Suite struct `A run that does not fit its plan` {
  private static let night = plan([
    task("lock", 5), task("freeze", 2, after: ["lock"]), task("open", 2, after: ["freeze"]),
  ])

  private func findings(_ plan: Plan, _ lines: [String]) throws -> [String] {
    try variance(plan, lines).findings.map { "\($0.rule) \($0.count)" }
  }

  @Test func `with tasks never executed names them once nothing can follow`() throws {
    let begun = [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
      happens("skipped", "freeze", 6),
    ]
    #expect(try findings(Self.night, begun) == [])
    let ended = try variance(Self.night, begun + [event("run.ended", at: clock(9))])
    #expect(ended.notExecuted == ["freeze", "open"])
    // What was skipped was said to be.
    #expect(ended.findings.map(\.rule) == ["task-not-executed"])
    #expect(ended.findings.first?.message == "a task of the plan was never tried, skipped or cancelled: open")
    #expect(ended.tasks[2].inheritedSlip == nil && ended.tasks[2].floatUsed == nil)
    // It finished with what was done; that another task finished last is said as what it is.
    #expect(ended.slip == .minutes(-4))
    #expect(ended.attribution == [SlipAttribution(task: "lock", kind: .scope, slip: .minutes(-4))])
  }

  @Test func `with a task executed twice counts from its first start to its last end`() throws {
    let run = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
        happens("started", "freeze", 5), happens("completed", "freeze", 7), happens("started", "open", 7),
        happens("completed", "open", 9), happens("started", "freeze", 10), happens("completed", "freeze", 12),
        event("run.ended", at: clock(15)),
      ])
    #expect(run.findings.map(\.rule) == ["task-before-predecessor", "task-executed-again"])
    #expect(run.tasks[1].durationSlip == .minutes(5))
    #expect(run.tasks[1].attempts.count == 2)
    #expect(run.actualFinish?.time.description == clock(12))
    #expect(run.attribution.reduce(.zero) { $0 + $1.slip } == run.slip)
    #expect(run.butFor?.alone.map(\.cause.kind) == [.repetition])
    // Without the second time freeze ends at 7 again; open ended at 9.
    #expect(run.butFor?.finish.description == clock(9))
  }

  @Test func `with tasks out of order gives what went ahead a wait below zero`() throws {
    let run = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "freeze", 1), happens("completed", "freeze", 3),
        happens("started", "lock", 3), happens("completed", "lock", 8), happens("started", "open", 8),
        happens("completed", "open", 10),
      ])
    #expect(run.findings.map { "\($0.rule) \($0.indexes)" } == ["task-before-predecessor [1]"])
    // lock ended 3 minutes late, so freeze was due at 8; it started at 1.
    #expect(run.tasks[1].inheritedSlip == .minutes(3))
    #expect(run.tasks[1].causedSlip == .minutes(-7))
    #expect(run.tasks[1].finishSlip == .minutes(-4))
    #expect(run.attribution.reduce(.zero) { $0 + $1.slip } == run.slip)
  }

  @Test func `that went on without what it should have waited for names what went ahead`() throws {
    var gate = Plan.Gate(id: "go")
    gate.after = [Dependency(predecessor: "lock")]
    let gated = plan(
      [task("lock", 5), task("freeze", 2, after: ["go"]), task("open", 2, after: ["freeze"])], gates: [gate])
    let lines = [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
      happens("started", "freeze", 5), happens("failed", "freeze", 6), happens("started", "open", 6),
      happens("completed", "open", 8),
    ]
    let open = try variance(gated, lines)
    #expect(open.findings.map { "\($0.rule) \($0.indexes)" } == ["task-before-predecessor [3, 5]"])
    #expect(!open.isOver && open.undone.isEmpty)
    let ended = try variance(gated, lines + [event("run.ended", at: clock(9))])
    #expect(ended.undone == ["freeze", "go"])
    #expect(ended.findings.map(\.rule) == ["gate-not-passed", "task-before-predecessor", "task-not-completed"])
    let skipped = try variance(
      gated,
      lines.filter { !$0.contains("failed") } + [
        happens("skipped", "freeze", 6), event("gate.approved", at: clock(5), id: "a", ["gate": "go", "actor": "ann"]),
      ])
    #expect(skipped.findings.isEmpty && skipped.isOver && skipped.undone.isEmpty)
  }

  @Test func `that stops halfway is not told as early without what was left undone`() throws {
    let run = try variance(
      Self.night,
      [
        event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
        happens("started", "freeze", 5), happens("failed", "freeze", 6), event("run.ended", at: clock(7)),
      ])
    #expect(run.slip == .minutes(-4) && run.undone == ["freeze", "open"])
    #expect(run.findings.map(\.rule) == ["task-not-completed", "task-not-executed"])
  }

  @Test func `goes on until the last gate is passed, and after it began again`() throws {
    var gate = Plan.Gate(id: "accept")
    gate.after = [Dependency(predecessor: "lock")]
    gate.duration = .fixed(.minutes(5))
    let gated = plan([task("lock", 5)], gates: [gate])
    let lines = [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
    ]
    let waiting = try variance(gated, lines)
    #expect(!waiting.isOver && waiting.slip == nil && waiting.actualFinish == nil)
    let approved = event("gate.approved", at: clock(12), id: "a", ["gate": "accept", "actor": "ann"])
    #expect(try variance(gated, lines + [approved]).slip == .minutes(2))
    let again = lines + [event("run.ended", at: clock(6), id: "e"), event("run.began", at: clock(7), id: "b")]
    #expect(try !variance(gated, again).isOver)
    // Where nothing holds the finish, only its end says that it is over.
    #expect(try !variance(plan([task("watch", 5) { $0.isBackground = true }]), [lines[0]]).isOver)
  }

  @Test func `with a lead that pulls before the start is planned at the start`() throws {
    let plan = plan([task("lock", 5), task("warm", 4, links: [link(.finishToStart, "lock", lag: -20)])])
    let lines = [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5),
      happens("started", "warm", 0), happens("completed", "warm", 4),
    ]
    let run = try variance(plan, lines)
    #expect(run.findings.map(\.rule) == ["pulled-before-start"])
    #expect(run.tasks[1].plannedStart?.description == clock(0))
    #expect(run.slip == .zero && run.tasks[1].inheritedSlip == .zero)
  }

  @Test func `without a plan shows all that was done as not planned`() throws {
    let nothing = Plan(plan: "", version: 0)
    let run = try variance(
      nothing, [event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 5)])
    #expect(run.unplanned.map(\.id) == ["lock"])
    #expect(run.plannedFinish == nil && run.actualFinish == nil && run.slip == nil)
    #expect(run.tasks.isEmpty && run.notExecuted.isEmpty && run.butFor == nil)
  }

  @Test func `whose planned work is more than 292 years has no earned schedule`() throws {
    var tasks = [task("a", 5), task("b", 5, after: ["a"]), task("c", 5, after: ["b"])]
    for number in tasks.indices { tasks[number].duration = .fixed(TimeSpan(nanoseconds: .max - 1)) }
    let lines = ["a", "b", "c"].enumerated().flatMap { number, id in
      [happens("started", id, 10 * Int64(number)), happens("completed", id, 10 * Int64(number) + 10)]
    }
    let run = try variance(plan(tasks), lines)
    #expect(run.lastEarned == nil && run.slip == nil)
    #expect(try variance(plan([tasks[0]]), Array(lines.prefix(2))).lastEarned != nil)
  }

  @Test func `of which one time lies centuries from the other gives no slip and no figures of it`() throws {
    let run = try variance(
      plan([task("lock", 5)]),
      [
        event("run.began", at: "1678-01-01T00:00:00Z"),
        event("task.started", at: "1678-01-01T00:00:00Z", ["task": "lock"]),
        event("task.paused", at: "1678-01-01T00:00:00Z", id: "p", ["task": "lock"]),
        event("task.completed", at: "2261-12-31T00:00:00Z", ["task": "lock"]),
      ])
    #expect(run.slip == nil && run.tasks[0].inheritedSlip == nil && run.tasks[0].causedSlip == nil)
    #expect(run.findings.map(\.rule).contains("length-out-of-range"))
  }
}
