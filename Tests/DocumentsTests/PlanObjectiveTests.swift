import CutoverModel
import Documents
import Testing

@Suite struct `objectives and remarks of a plan` {
  private func objective(_ members: String) -> String {
    """
    plan: p
    version: 1
    services: [ { id: pay, datasets: [db] } ]
    waves: [ { id: w } ]
    tasks: [ { id: t.1 } ]
    objectives:
    - { id: o, \(members) }

    """
  }

  @Test(arguments: RecoveryClock.named)
  func `every named clock is taken`(clock: RecoveryClock) throws {
    let read = try readPlan(objective("metric: rto, service: pay, clock: \(clock.name), limit: 1m"))
    #expect(read.plan.objectives[0].clock == clock)
  }

  @Test func `a planned data loss is taken for rpo alone, beside a limit of its kind`() throws {
    let read = try readPlan(objective("metric: rpo, dataset: db, limit: 1h, planned: 4h"))
    #expect(read.plan.objectives[0].planned == TimeSpan(seconds: 4 * 3_600))
    #expect(
      problems(objective("metric: rto, service: pay, limit: 1h, planned: 30m")) == [
        "plan.yaml:7:59: `planned` of objective `o` has no meaning for the metric `rto`; hint: the planned time of an `rto` is read off the plan's schedule"
      ])
    #expect(
      problems(objective("metric: rpo, dataset: db, limit: { count: 0, unit: writes }, planned: 0s")) == [
        "plan.yaml:7:82: `planned` of objective `o` has no meaning beside a `limit` that is a count; hint: state the `limit` as a duration, or leave `planned` out"
      ])
    #expect(
      problems(objective("metric: rpo, dataset: db, limit: 1h, planned: -1m")) == [
        "plan.yaml:7:58: `planned` of objective `o` is `-1m`, expected a duration that isn't negative"
      ])
  }

  @Test(arguments: [
    ("task:t.1.started", ClockAnchor.taskStarted("t.1")),
    ("task:t.1.completed", .taskCompleted("t.1")),
    ("type:fault.occurred", .first(type: "fault.occurred")),
    ("last:dev.cutlog.service.up", .last(type: "service.up")),
    ("type:com.example.Deployed", .first(type: "com.example.Deployed")),
  ])
  func `a clock between two anchors is taken`(text: String, anchor: ClockAnchor) throws {
    let read = try readPlan(
      objective("metric: rto, clock: { from: '\(text)', to: type:run.ended }, limit: 1m"))
    #expect(read.plan.objectives[0].clock == .between(from: anchor, to: .first(type: "run.ended")))
  }

  @Test(arguments: [
    (
      "metric: rto, service: pay, clock: busines, limit: 1m",
      "7:46: unknown clock `busines` in objective `o`, expected one of `business`,",
      "or a mapping of `from` and `to`; hint: did you mean `business`?"
    ),
    (
      "metric: rto, clock: { from: T, to: type:run.ended }, limit: 1m",
      "7:40: `from` of `clock` of objective `o` is `T`, expected `task:ID.started`, `task:ID.completed`, `type:TYPE` or `last:TYPE`",
      ""
    ),
    (
      "metric: rto, clock: { from: task:t.2.started, to: type:run.ended }, limit: 1m",
      "7:40: unknown task `t.2` in `from` of `clock` of objective `o`; hint: did you mean `t.1`?",
      ""
    ),
    (
      "metric: rto, clock: { from: type:run.begun, to: type:run.ended }, limit: 1m",
      "7:40: unknown event type `run.begun` in `from` of `clock` of objective `o`; hint: did you mean `run.began`?",
      ""
    ),
    (
      "metric: rto, clock: { from: type:seal, to: type:run.ended }, limit: 1m",
      "7:40: unknown event type `seal` in `from` of `clock` of objective `o`", ""
    ),
    (
      "metric: rto, clock: { from: type:run.began }, limit: 1m",
      "7:32: `to` is missing in `clock` of objective `o`", ""
    ),
    (
      "metric: mtbf, service: pay, limit: 1m",
      "7:20: `metric` of objective `o` is `mtbf`, expected one of `rto`, `rpo`", ""
    ),
    (
      "metric: rto, service: pay, limit: -1m",
      "7:46: `limit` of objective `o` is `-1m`, expected a duration that isn't negative", ""
    ),
    (
      "metric: rto, service: pay, limit: 45",
      "7:46: `limit` of objective `o` is `45`, expected a duration such as PT45M, 45m or 1h30m", ""
    ),
    (
      "metric: rto, service: pay, limit: { count: 1, unit: x }",
      "7:46: `limit` of objective `o` is a mapping, expected a duration for the metric `rto`", ""
    ),
    (
      "metric: rpo, dataset: db, limit: { count: -1, unit: writes }",
      "7:54: `count` of `limit` of objective `o` is `-1`, expected an integer from 0", ""
    ),
    (
      "metric: rpo, dataset: db, limit: { count: 1 }",
      "7:45: `unit` is missing in `limit` of objective `o`", ""
    ),
    ("metric: rto, limit: 1m", "7:3: `service` is missing in objective `o`", ""),
    ("metric: rpo, limit: 1m", "7:3: `dataset` is missing in objective `o`", ""),
    ("metric: rto, clock: write-gap, limit: 1m", "7:3: `dataset` is missing in objective `o`", ""),
    (
      "metric: rpo, dataset: db, clock: run, limit: 1m",
      "7:45: `clock` of objective `o` has no meaning for the metric `rpo`", ""
    ),
    (
      "metric: rto, wave: w, clock: run, limit: 1m",
      "7:41: `clock` of objective `o` has no meaning beside `wave`", ""
    ),
    (
      "metric: rto, service: pay, percent: 95, limit: 1m",
      "7:48: `percent` of objective `o` has no meaning without `wave`", ""
    ),
    (
      "metric: rto, service: pay, dataset: db, limit: 1m",
      "7:48: `dataset` of objective `o` has no meaning for the clock `business`", ""
    ),
    (
      "metric: rto, wave: w, percent: 0, limit: 1m",
      "7:43: `percent` of objective `o` is `0`, expected an integer from 1 to 100", ""
    ),
    (
      "metric: rto, wave: w, percent: 101, limit: 1m",
      "7:43: `percent` of objective `o` is `101`, expected an integer from 1 to 100", ""
    ),
    (
      "metric: rto, service: pay, minimumLevel: 101, limit: 1m",
      "7:53: `minimumLevel` of objective `o` is `101`, expected an integer from 0 to 100", ""
    ),
    (
      "metric: rto, service: pay, settle: -1s, limit: 1m",
      "7:47: `settle` of objective `o` is `-1s`, expected a duration that isn't negative", ""
    ),
    (
      "metric: rto, service: pay, exclude: planned, limit: 1m",
      "7:48: `exclude` of objective `o` is `planned`, expected `announced`", ""
    ),
  ])
  func `an objective that can't be judged is refused`(members: String, start: String, end: String) {
    let found = problems(objective(members))
    #expect(found.count == 1)
    if end.isEmpty {
      #expect(found.first == "plan.yaml:\(start)")
    } else {
      #expect(found.first?.hasPrefix("plan.yaml:\(start)") == true)
      #expect(found.first?.hasSuffix(end) == true)
    }
  }

  @Test func `everything that an objective can say is read`() throws {
    let read = try readPlan(
      objective(
        "metric: rto, service: pay, clock: downtime, limit: PT45M, settle: 10m, minimumLevel: 90, exclude: announced"
      ))
    var expected = Objective(id: "o", metric: .rto, limit: .span(TimeSpan(seconds: 2_700)))
    expected.service = "pay"
    expected.clock = .downtime
    expected.settle = TimeSpan(seconds: 600)
    expected.minimumLevel = 90
    expected.excludesAnnounced = true
    #expect(read.plan.objectives == [expected])
    let count = try readPlan(
      objective("metric: rpo, dataset: db, limit: { count: 0, unit: writes }"))
    #expect(count.plan.objectives[0].limit == .count(0, unit: "writes"))
  }

  // MARK: - Remarks

  @Test func `a side that is no site is a note and the plan is taken`() throws {
    let read = try readPlan(
      plan(
        "sites: { source: west, target: north }",
        "expect: { listeners: [ { listener: l, side: south }, { listener: m, side: source } ], consumers: [ { topic: t, group: g, side: north } ] }",
        "tasks: []"))
    #expect(
      read.remarks == [
        DocumentProblem(
          severity: .note, rule: .unknownSide,
          message:
            "`side` of an entry in `listeners` of `expect` is `south`, no site of the plan, expected `west`, `north`, `source` or `target`",
          file: "plan.yaml", line: 4, column: 45)
      ])
    #expect(read.plan.expect.listeners[0].side == "south")
  }

  @Test func `a time zone of no known area is a note and the plan is taken`() throws {
    #expect(
      problems(plan("timezone: Nowhere/Land", "tasks: []")) == [
        "plan.yaml:3:11: `timezone` of the plan is `Nowhere/Land`, no area of the time zone database, expected a name such as Europe/Amsterdam or UTC"
      ])
    #expect(problems(plan("timezone: Eurpe/Paris", "tasks: []"))[0].hasSuffix("; hint: did you mean `Europe`?"))
    #expect(rules(plan("timezone: Europe", "tasks: []")) == ["unknown-timezone"])
    #expect(try readPlan(plan("timezone: Nowhere/Land", "tasks: []")).plan.timezone == "Nowhere/Land")
    for known in ["UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "EST5EDT"] {
      #expect(problems(plan("timezone: \(known)", "tasks: []")) == [], "\(known)")
    }
  }

  @Test func `what can't work as it stands is a warning`() throws {
    let read = try readPlan(
      """
      plan: p
      version: 1
      sites: { source: here, target: here }
      people: [ { id: ann, roles: [lead] }, { id: bob } ]
      gates: [ { id: g, approvals: 2, roles: [lead], separate: true } ]
      tasks:
      - { id: back, only: rollback }
      - { id: on, after: [back, g, g], mode: milestone, duration: 5m }
      """)
    #expect(read.remarks.allSatisfy { $0.severity == .warning })
    #expect(
      read.remarks.map { "\($0.line):\($0.column) \($0.rule.rawValue)" } == [
        "3:8 same-site", "5:30 too-few-approvers", "8:21 waits-for-rollback", "8:30 repeated-entry",
        "8:61 milestone-duration",
      ])
  }
}
