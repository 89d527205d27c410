import CutoverModel
import Documents
import Testing

/// Identifiers: declared once, named only where they exist, and never in a circle.
@Suite struct `identifiers in a plan` {
  private static let base = """
    plan: p
    version: 1
    people: [ { id: ann, roles: [lead] } ]
    services: [ { id: pay, datasets: [db] } ]
    waves: [ { id: w1 } ]
    checks: [ { id: smoke } ]
    gates: [ { id: go, after: [sync] } ]

    """

  @Test(arguments: [
    ("owner: bob", "unknown person or role `bob` in `owner` of task `t`"),
    (
      "owner: leed",
      "unknown person or role `leed` in `owner` of task `t`; hint: did you mean `lead`?"
    ),
    ("service: paid", "unknown service `paid` in `service` of task `t`; hint: did you mean `pay`?"),
    ("dataset: pay", "unknown dataset `pay` in `dataset` of task `t`"),
    ("wave: w2", "unknown wave `w2` in `wave` of task `t`; hint: did you mean `w1`?"),
    ("checks: [smoke, fire]", "unknown check `fire` in `checks` of task `t`"),
    (
      "after: [go, gone]",
      "unknown task or gate `gone` in `after` of task `t`; hint: did you mean `go`?"
    ),
    (
      "after: [ { task: gone, type: SS } ]",
      "unknown task or gate `gone` in `after` of task `t`; hint: did you mean `go`?"
    ),
    ("rollback: go", "unknown task `go` in `rollback` of task `t`"),
  ])
  func `an unknown one in a task is refused`(line: String, expected: String) {
    let text = Self.base + "tasks:\n- id: sync\n- id: t\n  \(line)\n"
    let found = problems(text)
    #expect(found.count == 1)
    #expect(found.first?.split(separator: ": ", maxSplits: 1).last.map(String.init) == expected)
    #expect(found.first?.hasPrefix("plan.yaml:11:") == true)
  }

  @Test(arguments: [
    (
      "people: [ { id: ann, deputy: bob } ]",
      "3:30: unknown person `bob` in `deputy` of person `ann`"
    ),
    (
      "objectives: [ { id: o, metric: rto, service: pay, limit: 1m } ]",
      "3:46: unknown service `pay` in `service` of objective `o`; hint: the plan declares no service"
    ),
    (
      "objectives: [ { id: o, metric: rpo, dataset: db, limit: 1m } ]",
      "3:46: unknown dataset `db` in `dataset` of objective `o`; hint: the plan declares no dataset"
    ),
    (
      "objectives: [ { id: o, metric: rto, wave: w, limit: 1m } ]",
      "3:43: unknown wave `w` in `wave` of objective `o`; hint: the plan declares no wave"
    ),
    (
      "checks: [ { id: c, from: sinc.start } ]",
      "3:26: unknown task `sinc` in `from` of check `c`; hint: did you mean `sync`?"
    ),
    (
      "checks: [ { id: c, until: sync } ]",
      "3:27: `until` of check `c` is `sync`, expected `TASK.start` or `TASK.finish`"
    ),
    (
      "checks: [ { id: c, until: sync.end } ]",
      "3:27: `until` of check `c` is `sync.end`, expected `TASK.start` or `TASK.finish`"
    ),
    (
      "gates: [ { id: g, requires: [c] } ]",
      "3:30: unknown check `c` in `requires` of gate `g`; hint: the plan declares no check"
    ),
    ("gates: [ { id: g, after: [x] } ]", "3:27: unknown task or gate `x` in `after` of gate `g`"),
    ("rollback: { tasks: [undo] }", "3:21: unknown task `undo` in `tasks` of `rollback`"),
  ])
  func `an unknown one elsewhere is refused`(line: String, expected: String) {
    #expect(problems(plan(line, "tasks: [ { id: sync } ]")) == ["plan.yaml:\(expected)"])
  }

  @Test func `a gate is no task where a task is wanted`() {
    #expect(
      problems(
        plan(
          "services: [ { id: s } ]", "gates: [ { id: go } ]",
          "impact: [ { service: s, from: go.start, to: t.finish } ]", "tasks: [ { id: t } ]")) == [
          "plan.yaml:5:31: unknown task `go` in `from` of an entry in `impact`; hint: `go` is a gate, expected a task"
        ])
  }

  @Test func `ids with points are told from the boundary by the last point`() throws {
    let read = try readPlan(
      plan(
        "checks: [ { id: c, from: a.start.start, until: a.start.finish } ]",
        "tasks: [ { id: a.start } ]"))
    #expect(read.plan.checks[0].from == TaskBoundary(task: "a.start", side: .start))
    #expect(read.plan.checks[0].until == TaskBoundary(task: "a.start", side: .finish))
  }

  @Test(arguments: ["", "people: []"])
  func `without people no owner and no role is known`(people: String) {
    #expect(
      problems(
        plan("gates: [ { id: g, roles: [boss] } ]", "tasks: [ { id: t, owner: ann } ]", people)) == [
          "plan.yaml:3:27: unknown role `boss` in `roles` of gate `g`; hint: the plan declares no role",
          "plan.yaml:4:26: unknown person or role `ann` in `owner` of task `t`; hint: the plan declares no person or role",
        ])
  }

  @Test func `all services at once is written with an asterisk in quotes`() throws {
    #expect(try readPlan(plan("tasks: [ { id: t, service: \"*\" } ]")).plan.tasks[0].service == "*")
  }

  // MARK: - Twice

  @Test func `one that is declared twice is refused at the later place`() {
    #expect(
      problems(plan("tasks:", "- id: a", "- id: b", "- id: a")) == [
        "plan.yaml:6:7: task `a` has the id of the task on line 4"
      ])
    #expect(
      problems(plan("gates: [ { id: a } ]", "tasks:", "- id: b", "- id: a")) == [
        "plan.yaml:6:7: task `a` has the id of the gate on line 3; hint: tasks and gates share one space of ids"
      ])
    #expect(
      problems(plan("tasks:", "- id: a", "gates: [ { id: a } ]")) == [
        "plan.yaml:5:16: gate `a` has the id of the task on line 4; hint: tasks and gates share one space of ids"
      ])
  }

  @Test(arguments: ["people", "services", "waves", "checks"])
  func `every section wants ids of its own`(section: String) {
    #expect(
      rules(plan("\(section): [ { id: a }, { id: b }, { id: a } ]", "tasks: [ { id: a } ]")) == [
        "duplicate-id"
      ])
  }

  @Test func `expectations are said once`() {
    let text = plan(
      "expect:", "  configuration: [ { key: a, value: 1 }, { key: a, value: 2 } ]",
      "  consumers: [ { topic: t, group: g }, { topic: t, group: h }, { topic: t, group: g } ]",
      "tasks: []")
    #expect(
      problems(text) == [
        "plan.yaml:4:42: `a` stands twice in `configuration` of `expect`, before on line 4",
        "plan.yaml:5:64: `t`, `g` stands twice in `consumers` of `expect`, before on line 5",
      ])
  }

  // MARK: - Circles

  @Test func `a cycle is refused and its members are named in order`() {
    let hint = "each of them waits for the next, so none can begin"
    #expect(
      problems(
        plan(
          "tasks:", "- { id: a, after: [c] }", "- { id: b, after: [a] }",
          "- { id: c, after: [x, b] }", "- { id: x }")) == [
          "plan.yaml:4:20: cycle: `a` after `c` after `b` after `a`; hint: \(hint)"
        ])
    #expect(
      problems(plan("tasks: [ { id: a, after: [a] } ]")) == [
        "plan.yaml:3:27: cycle: `a` after `a`; hint: \(hint)"
      ])
  }

  @Test func `a cycle through gates and links of every type is found`() {
    #expect(
      rules(
        plan(
          "gates: [ { id: g, after: [ { task: b, type: SS, lag: -5m } ] } ]", "tasks:",
          "- { id: a, after: [ { task: g, type: FF } ] }",
          "- { id: b, after: [ { task: a, type: SF } ] }"))
        == ["cycle"])
  }

  @Test func `each knot of cycles is named once, by a shortest way around`() {
    let text = plan(
      "tasks:", "- { id: a, after: [b, c] }", "- { id: b, after: [c] }",
      "- { id: c, after: [a, b] }",
      "- { id: d, after: [a, e] }", "- { id: e, after: [d] }", "- { id: f, after: [a, d] }")
    #expect(
      problems(text).map { String($0.prefix { $0 != ";" }) } == [
        "plan.yaml:4:23: cycle: `a` after `c` after `a`",
        "plan.yaml:7:23: cycle: `d` after `e` after `d`",
      ])
  }

  @Test func `a long cycle names its first members and counts the rest`() {
    let count = 3_000
    let tasks = (0..<count).map { "- { id: t\($0), after: [t\(($0 + 1) % count)] }" }
    let found = problems((["plan: p", "version: 1", "tasks:"] + tasks).joined(separator: "\n"))
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("plan.yaml:4:21: cycle: `t0` after `t1` after `t2`"))
    #expect(found[0].contains("`t49` after 2950 more after `t0`;"))
  }
}
