import CutoverModel
import Replay
import Testing

/// A service is as its worst region; spans in which it is not up are episodes.
@Suite struct `Episodes` {
  private func spans(_ report: ObjectivesReport, _ service: String? = "pay") -> [String] {
    let episodes = report.services.first { $0.service == service }?.episodes ?? []
    return episodes.map { episode in
      "\(episode.from.index)-\(episode.to.map { "\($0.index)" } ?? "open")"
    }
  }

  @Test func `less than settle apart are one`() throws {
    let lines = [
      pay("service.down", "22:00:00"), pay("service.up", "22:05:00"),
      pay("service.down", "22:19:59"), pay("service.up", "22:30:00"),
    ]
    #expect(try spans(objectives(payPlan(), lines)) == ["0-3"])
  }

  @Test func `exactly settle apart are two`() throws {
    let lines = [
      pay("service.down", "22:00:00"), pay("service.up", "22:05:00"),
      pay("service.down", "22:20:00"), pay("service.up", "22:30:00"),
    ]
    #expect(try spans(objectives(payPlan(), lines)) == ["0-1", "2-3"])
    let result = try judged(rto("8m"), lines)
    #expect(result.verdict == .missed)
    #expect(result.seconds == .minutes(10))
    #expect(result.from?.index == 2)
    #expect(result.episodes.count == 2)
    #expect(try judged(rto("10m"), lines).verdict == .met)
    #expect(try judged(rto("20m") { $0.settle = .minutes(16) }, lines).seconds == .minutes(30))
  }

  @Test func `end when the last region is up`() throws {
    let lines = [
      pay("service.down", "22:00:00", ["region": "eu"]),
      pay("service.degraded", "22:01:00", ["region": "us"]),
      pay("service.up", "22:10:00", ["region": "eu"]),
      pay("service.up", "22:20:00", ["region": "us"]),
    ]
    let report = try objectives(payPlan(), lines)
    #expect(spans(report) == ["0-3"])
    #expect(report.clock(.business)?.value?.stated == .minutes(20))
    #expect(report.clock(.downtime)?.value?.stated == .minutes(10))
    #expect(report.clock(.firstRelief)?.value?.stated == .minutes(10))
    #expect(report.clock(.firstRelief)?.to?.index == 2)
  }

  @Test func `are ended in every region by a statement without one`() throws {
    let lines = [
      pay("service.down", "22:00:00", ["region": "eu"]),
      pay("service.down", "22:01:00", ["region": "us"]), pay("service.up", "22:10:00"),
    ]
    #expect(try spans(objectives(payPlan(), lines)) == ["0-2"])
    let whole = [
      pay("service.down", "22:00:00"), pay("service.up", "22:10:00", ["region": "eu"]),
    ]
    #expect(try spans(objectives(payPlan(), whole)) == ["0-open"])
  }

  @Test func `that are open are bounded below by the last bad news`() throws {
    let lines = [
      pay("service.down", "22:00:00"), pay("service.degraded", "22:30:00"),
      run("note.added", "23:59:00"),
    ]
    let result = try judged(rto("45m"), lines)
    #expect(result.verdict == .unknown)
    #expect(result.value == MeasuredSpan(stated: nil, lower: .minutes(30), upper: nil))
    #expect(result.missing == ["service.up"])
    #expect(result.episodes[0].isOpen)
    #expect(try judged(rto("30m"), lines).verdict == .missed)
    let probed =
      lines + [
        pay(
          "service.observed", "23:00:00",
          data: """
            {"from":"2026-11-22T22:50:00Z","to":"2026-11-22T23:00:00Z","interval":"PT10S","ok":0,"failed":60}
            """)
      ]
    #expect(try judged(rto("45m"), probed).verdict == .missed)
    #expect(try judged(rto("45m"), probed).lower == TimeSpan(seconds: 3_590))
  }

  @Test func `count only the live system`() throws {
    let lines = [
      pay("service.down", "22:00:00", ["mode": "dry-run"]),
      pay("service.down", "22:30:00", ["mode": "isolated"]),
      pay("service.degraded", "23:00:00", ["mode": "live"]), pay("service.up", "23:10:00"),
    ]
    #expect(try spans(objectives(payPlan(), lines)) == ["2-3"])
  }

  @Test func `take bad news without a service for every one and good news for none`() throws {
    let lines = [
      run("service.down", "22:00:00"), run("service.up", "22:10:00"),
      pay("service.up", "22:20:00"), pay("service.validated", "22:21:00", ["service": "web"]),
    ]
    let report = try objectives(payPlan(), lines)
    #expect(spans(report) == ["0-2"])
    #expect(spans(report, "web") == ["0-open"])
    #expect(
      report.findings.map(\.rule) == [
        "service-missing/service.down", "service-missing/service.up", "service-unknown",
      ])
    #expect(report.findings.map(\.indexes) == [[0], [1], [3]])
  }

  @Test func `of every service are meant by a star`() throws {
    let lines = [
      run("service.down", "22:00:00", ["service": "*"]),
      run("service.up", "22:10:00", ["service": "*"]),
      pay("service.validated", "22:21:00", ["service": "web"]),
    ]
    let report = try objectives(payPlan(), lines)
    #expect(spans(report) == ["0-1"])
    #expect(spans(report, "web") == ["0-1"])
    #expect(report.findings.map(\.rule) == ["service-unknown"])
    #expect(spans(try objectives(nil, Array(lines.prefix(2))), nil) == ["0-1"])
  }

  @Test func `follow a minimum level`() throws {
    let lines = [
      pay("service.degraded", "22:00:00", data: #"{"level":95}"#),
      pay("service.degraded", "22:10:00", data: #"{"level":60}"#),
      pay("service.degraded", "22:30:00", data: #"{"level":90}"#), pay("service.up", "23:30:00"),
    ]
    let result = try judged(rto("45m") { $0.minimumLevel = 90 }, lines)
    #expect(result.verdict == .met)
    #expect(result.seconds == .minutes(20))
    #expect(try judged(rto("45m"), lines).seconds == .minutes(90))
    let unstated = [pay("service.degraded", "22:00:00"), pay("service.up", "23:30:00")]
    #expect(try judged(rto("45m") { $0.minimumLevel = 50 }, unstated).verdict == .missed)
  }

  @Test func `follow what a write freeze means to a service`() throws {
    let lines = [
      db("writes.frozen", "22:00:00", #"{"side":"source"}"#),
      db("writes.opened", "22:20:00", #"{"side":"target"}"#),
    ]
    let degraded = try objectives(payPlan(freezeImpact: .degraded), lines)
    #expect(spans(degraded) == ["0-1"])
    #expect(degraded.clock(.downtime)?.value == .zero)
    let down = try objectives(payPlan(freezeImpact: .down), lines)
    #expect(down.clock(.downtime)?.value?.stated == .minutes(20))
    #expect(
      spans(try objectives(payPlan(freezeImpact: Plan.Service.FreezeImpact.none), lines)) == [])
  }

  @Test func `stay unknown where the plan doesn't say what a freeze means`() throws {
    let lines = [
      db("writes.frozen", "22:00:00", #"{"side":"source"}"#),
      db("writes.opened", "22:20:00", #"{"side":"target"}"#),
    ]
    let silent = payPlan([rto("45m")], freezeImpact: nil)
    let report = try objectives(silent, lines)
    #expect(spans(report) == [])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].missing == ["freezeImpact of pay"])
    let down =
      [pay("service.down", "21:59:00")] + lines + [pay("service.up", "22:21:00")]
    #expect(try judged(silent, down).verdict == .met)
    let long = lines + [pay("service.down", "23:00:00"), pay("service.up", "23:50:00")]
    #expect(try judged(silent, long).verdict == .missed)
    let short = lines + [pay("service.down", "23:00:00"), pay("service.up", "23:10:00")]
    #expect(try judged(silent, short).verdict == .unknown)
  }

  @Test func `count where they began within the run`() throws {
    let lines = [
      pay("service.down", "21:00:00"), pay("service.up", "21:50:00"),
      run("run.began", "22:00:00"), pay("service.down", "22:10:00"), pay("service.up", "22:20:00"),
      run("run.ended", "23:00:00"), pay("service.down", "23:30:00"), pay("service.up", "23:59:00"),
    ]
    let result = try judged(rto("15m"), lines)
    #expect(result.verdict == .met)
    #expect(result.seconds == .minutes(10))
    #expect(result.episodes.count == 1)
    #expect(spans(try objectives(payPlan(), lines)).count == 3)
  }

  @Test func `of all services together count where an objective names none`() throws {
    let lines = [
      pay("service.down", "22:00:00"), pay("service.down", "22:05:00", ["service": "web"]),
      pay("service.up", "22:10:00"), pay("service.up", "22:15:00", ["service": "web"]),
    ]
    #expect(try judged(rto("45m") { $0.service = nil }, lines).seconds == .minutes(15))
  }

  @Test func `leave announced maintenance out where the objective says so`() throws {
    let announced = pay(
      "maintenance.announced", "20:00:00",
      data: #"{"from":"2026-11-22T22:00:00.000000000Z","to":"2026-11-22T22:30:00.000000000Z"}"#)
    let outage = [pay("service.down", "22:10:00"), pay("service.up", "22:50:00")]
    let net = rto("30m") { $0.excludesAnnounced = true }
    #expect(try judged(net, [announced] + outage).seconds == .minutes(20))
    #expect(try judged(rto("30m"), [announced] + outage).seconds == .minutes(40))
    let open = [announced, outage[0], pay("service.degraded", "22:55:00")]
    #expect(try judged(net, open).lower == TimeSpan(nanoseconds: 1_499_999_999_999))
    #expect(try judged(net, open).verdict == .unknown)
    let late = pay(
      "maintenance.announced", "22:11:00",
      data: #"{"from":"2026-11-22T22:00:00Z","to":"2026-11-22T22:30:00Z"}"#)
    #expect(try judged(net, outage + [late]).seconds == .minutes(40))
  }
}
