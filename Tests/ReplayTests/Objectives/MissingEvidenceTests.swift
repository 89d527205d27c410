import CutoverModel
import Replay
import Testing

/// Evidence taken away never makes a verdict `met`, but where it was the bad news itself, and what is missing is named.
@Suite struct `Missing evidence` {
  private static let plan = payPlan(
    [
      rto("45m"), rto("45m", .businessCleared), rto("30m", .downtime), rto("2h", .untilValidated),
      rto("2h", .sinceInvocation), rto("4h", .technical), rto("2h", .run), rto("1h", .writes),
      rto("10m", .timeToDetect), rto("4h", .executionHealth), rpo("0s"),
    ], freezeImpact: .degraded
  ) { plan in
    plan.tasks = [PlannedTask(id: "a"), PlannedTask(id: "b")]
    var check = Plan.Check(id: "smoke")
    check.required = true
    plan.checks = [check]
  }

  private static let lines = [
    run("run.began", "20:00:00"), run("decision.made", "20:20:00", data: #"{"decision":"invoke"}"#),
    run("task.started", "20:21:00", ["task": "a"]),
    run("task.completed", "20:25:00", ["task": "a"]),
    pay("fault.occurred", "20:29:00"), pay("service.down", "20:30:00", ["region": "eu"]),
    pay("incident.detected", "20:31:00"), pay("incident.declared", "20:32:00"),
    pay("service.degraded", "20:35:00", ["region": "us"]),
    db("writes.frozen", "20:40:00", #"{"side":"west"}"#),
    db(
      "replication.observed", "20:41:00",
      #"{"side":"north","sourcePosition":7,"targetPosition":6}"#),
    db(
      "replication.observed", "20:42:00",
      #"{"side":"north","sourcePosition":7,"targetPosition":7}"#),
    db("writer.changed", "20:43:00", #"{"from":"west","to":"north"}"#),
    db("writes.opened", "20:45:00", #"{"side":"north"}"#),
    run("task.started", "20:46:00", ["task": "b"]),
    pay("backlog.reported", "20:50:00", data: #"{"queue":"q"}"#),
    pay("service.up", "20:55:00", ["region": "eu"]),
    pay("service.up", "21:00:00", ["region": "us"]),
    pay("backlog.cleared", "21:10:00", data: #"{"queue":"q"}"#),
    pay("service.validated", "21:31:00"),
    run("check.passed", "21:40:00", data: #"{"check":"smoke"}"#),
    run("task.completed", "21:55:00", ["task": "b"]), run("run.ended", "21:59:00"),
  ]

  @Test func `is met with all of it`() throws {
    let report = try objectives(Self.plan, Self.lines)
    #expect(report.objectives.map(\.verdict) == Array(repeating: .met, count: 11))
  }

  @Test(arguments: lines.indices)
  func `never makes an objective met`(removed: Int) throws {
    for limit in ["1s", "20m", "45m"] {
      var plan = Self.plan
      for position in plan.objectives.indices where plan.objectives[position].metric == .rto {
        plan.objectives[position].limit = .span(TimeSpan(limit) ?? .zero)
      }
      var lines = Self.lines
      lines.remove(at: removed)
      let before = try objectives(plan, Self.lines)
      let after = try objectives(plan, lines)
      let isBadNews = Self.lines[removed].contains("dev.cutlog.service.down")
      for (old, new) in zip(before.objectives, after.objectives) where new.verdict < old.verdict {
        #expect(new.verdict != .met || isBadNews, "\(limit) \(old.objective.clock)")
        #expect(new.verdict != .unknown || !new.missing.isEmpty, "\(limit) \(old.objective.clock)")
      }
    }
  }

  @Test func `lets no clock meet a shorter limit but where it showed when something began`() throws {
    let improvements = try EvidenceRemoval(probing: Self.plan, Self.lines).improvements().filter(\.isGood)
    let unlisted = improvements.filter { !Self.beginnings.contains($0.removed) }
    #expect(unlisted.isEmpty, "\(unlisted.map(\.description).joined(separator: "\n"))")
    let idle = Self.beginnings.subtracting(improvements.map(\.removed))
    #expect(idle.isEmpty, "\(idle)")
  }

  private static let beginnings: Set<String> = [
    "fault.occurred-2026-11-22T20:29:00Z", "service.down-2026-11-22T20:30:00Z",
    "service.degraded-2026-11-22T20:35:00Z", "backlog.reported-2026-11-22T20:50:00Z",
  ]

  /// The nights, each with the events that are the bad news, by id.
  private static let nights: [(picture: String, badNews: Set<String>)] = [
    (
      """
      east  .x....o......x..o
      west  ...~......o......
      """, ["service.down-2026-11-22T22:01:00Z", "service.down-2026-11-22T22:13:00Z"]
    ),
    (
      """
      all  ...x...o..............~..o.
      run  (.!.dDi....v.a............)
      """,
      [
        "service.down-2026-11-22T22:03:00Z", "service.degraded-2026-11-22T22:22:00Z",
        "fault.occurred-2026-11-22T22:02:00Z",
      ]
    ),
    (
      """
      all  .x...o.........
      run  ..b.......c....
      """, ["backlog.reported-2026-11-22T22:02:00Z"]
    ),
    (
      """
      run       (......r.............................)
      west db   ..F....O..................F...........
      north db  ............................==.O......
      """,
      ["writes.frozen-2026-11-22T22:02:00Z", "writes.frozen-2026-11-22T22:26:00Z"]
    ),
    (
      """
      west db   ..F..........
      north db  R....P.O..R..
      """, []
    ),
    (
      """
      west db   ..F..........
      north db  ...<==.O.....
      db        .........D.m.
      """, ["data.diverged-2026-11-22T22:09:00Z"]
    ),
    ("run  (..n.)", []),
    (
      """
      run  e...........
      all  ...x......o.
      """, ["service.down-2026-11-22T22:03:00Z"]
    ),
    (
      """
      all  ..7...x..o..
      web  ...x....o...
      """,
      [
        "service.degraded-2026-11-22T22:02:00Z", "service.down-2026-11-22T22:06:00Z",
        "service.down-2026-11-22T22:03:00Z",
      ]
    ),
    (
      """
      west db   .F........R.O.
      north db  ..==..O..F....
      db        .............m
      """, ["writes.frozen-2026-11-22T22:01:00Z", "writes.frozen-2026-11-22T22:09:00Z"]
    ),
  ]

  @Test(arguments: nights.indices) func `makes nothing of a night good but where it was the bad news`(number: Int) throws {
    let (picture, badNews) = Self.nights[number]
    let night = try Night(picture)
    for impact in [Plan.Service.FreezeImpact.none, .degraded] {
      let net = rto("5m") {
        $0.id = "net"
        $0.excludesAnnounced = true
      }
      let level = rto("5m") {
        $0.id = "level"
        $0.minimumLevel = 60
      }
      let plan = payPlan([rto("5m"), net, level, rpo("0s")], freezeImpact: impact)
      let removal = try EvidenceRemoval(probing: plan, night.lines)
      let improvements = try removal.improvements().filter { $0.isGood && !badNews.contains($0.removed) }
      #expect(improvements.isEmpty, "\(improvements.map(\.description).joined(separator: "\n"))")
    }
  }

  @Test func `of a wave meets no shorter limit but where it showed that items were undone`() throws {
    func progress(_ time: String, _ done: Int) -> String {
      run("progress.reported", time, ["wave": "w2"], data: "{\"done\":\(done),\"total\":400,\"unit\":\"tenants\"}")
    }
    func removed(_ count: Int64?, _ lines: [String]) throws -> Set<String> {
      var objective = Objective(id: "tenants", metric: .rto, limit: .span(.minutes(60)))
      objective.wave = "w2"
      objective.percent = 95
      let plan = payPlan([objective]) { plan in
        var wave = Plan.Wave(id: "w2")
        wave.count = count
        plan.waves = [wave]
        plan.tasks = ["a", "b"].map { PlannedTask(id: $0) }
        for position in plan.tasks.indices { plan.tasks[position].wave = "w2" }
      }
      let improvements = try EvidenceRemoval(probing: plan, lines).improvements().filter(\.isGood)
      return Set(improvements.filter { $0.objective.hasPrefix("tenants") }.map(\.removed))
    }
    let start = run("phase.entered", "20:00:00", ["wave": "w2"], data: #"{"phase":"switch"}"#)
    let reports = [
      start, progress("20:30:00", 100), progress("21:00:00", 390), progress("21:30:00", 300),
      progress("22:00:00", 400),
    ]
    #expect(try removed(400, reports) == ["progress.reported-2026-11-22T21:30:00Z"])
    func task(_ type: String, _ time: String, _ id: String) -> String { run("task.\(type)", time, ["task": id]) }
    let tasks = [
      task("started", "20:00:00", "a"), task("failed", "20:05:00", "a"), task("started", "20:20:00", "a"),
      task("completed", "20:40:00", "a"), task("started", "20:10:00", "b"), task("completed", "20:50:00", "b"),
    ]
    #expect(try removed(nil, tasks).isEmpty)
  }
}
