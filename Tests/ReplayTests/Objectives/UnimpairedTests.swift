import CloudEvents
import CutoverModel
import Replay
import Testing

/// A run without episodes measures nothing only where that is shown.
@Suite struct `A run without episodes` {
  /// Probes every ten seconds; as many as fit, if nothing else is said.
  private func probe(
    _ from: String, _ to: String, ok: Int? = nil, failed: Int = 0, service: String = "pay"
  ) throws -> String {
    let times = try [from, to].map { try Timestamp("2026-11-22T\($0)Z").nanoseconds }
    let fitting = Int((times[1] - times[0]) / 10_000_000_000) + 1 - failed
    return pay(
      "service.observed", to, ["service": service],
      data: """
        {"from":"2026-11-22T\(from)Z","to":"2026-11-22T\(to)Z","interval":"PT10S","ok":\(ok ?? fitting),"failed":\(failed)}
        """)
  }
  private func attested(_ time: String, service: String = "pay") -> String {
    pay(
      "impact.none", time, ["service": service],
      data: #"{"statement":"cutlog/act/v1","signature":"-----"}"#)
  }
  private let began = run("run.began", "22:00:00")
  private let ended = run("run.ended", "23:00:00")

  @Test func `is unknown where nothing shows it`() throws {
    let result = try judged(rto("45m"), [began, ended])
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["service.observed over the whole run, or impact.none"])
    #expect(result.value == nil)
  }

  @Test func `has beside the clocks of a service what shows it, or what is missing for that`() throws {
    func shown(_ lines: [String]) throws -> ClockReading? {
      try #require(try objectives(payPlan([]), lines).services.first { $0.service == "pay" }).unimpaired
    }
    let unseen = try #require(try shown([began, ended]))
    #expect(unseen.value == nil && unseen.missing == ["service.observed over the whole run, or impact.none"])
    let probed = try #require(try shown([began, try probe("22:00:00", "23:00:00"), ended]))
    #expect(probed.value?.upper == TimeSpan(seconds: 20) && probed.missing.isEmpty)
    #expect(probed.from?.index == 1 && probed.to?.index == 1)
    let down = [began, pay("service.down", "22:10:00", ["service": "pay"]), ended]
    #expect(try shown(down) == nil)
  }

  @Test func `is bounded by twice the interval where probing covers it`() throws {
    let lines = [began, try probe("22:00:00", "22:30:00"), try probe("22:30:10", "23:00:00"), ended]
    let result = try judged(rto("45m"), lines)
    #expect(result.verdict == .met)
    #expect(result.seconds == .zero)
    #expect(result.lower == .zero)
    #expect(result.upper == TimeSpan(seconds: 20))
    #expect(try judged(rto("20s"), lines).verdict == .met)
    #expect(try judged(rto("19s"), lines).verdict == .unknown)
    #expect(try judged(rto("0s"), lines).verdict == .unknown)
  }

  @Test func `is unknown where probing has a gap, or failed, or probed another service`() throws {
    let gap = [began, try probe("22:00:00", "22:30:00"), try probe("22:30:11", "23:00:00"), ended]
    #expect(try judged(rto("45m"), gap).verdict == .unknown)
    let early = [began, try probe("22:00:00", "22:59:49"), ended]
    #expect(try judged(rto("45m"), early).verdict == .unknown)
    let failed = [
      began, try probe("22:00:00", "22:30:00", failed: 1), try probe("22:00:00", "23:00:00"), ended,
    ]
    #expect(try judged(rto("45m"), failed).verdict == .unknown)
    let other = [began, try probe("22:00:00", "23:00:00", service: "web"), ended]
    #expect(try judged(rto("45m"), other).verdict == .unknown)
  }

  @Test func `is the whole stream where no event bounds it`() throws {
    let lines = [
      run("note.added", "22:00:00"), try probe("22:00:00", "22:30:00"), run("note.added", "22:30:05"),
    ]
    #expect(try judged(rto("45m"), lines).verdict == .met)
    #expect(
      try judged(rto("45m"), lines + [run("note.added", "22:31:00")]).verdict == .unknown)
  }

  @Test func `is not covered by fewer probes than one an interval, and that is a finding`() throws {
    for (ok, isCovered) in [(361, true), (360, true), (359, true), (358, false), (1, false)] {
      let lines = [began, try probe("22:00:00", "23:00:00", ok: ok), ended]
      let report = try objectives(payPlan([rto("45m")]), lines)
      #expect(report.verdict == (isCovered ? .met : .unknown), "\(ok)")
      #expect(report.findings.map(\.rule) == (isCovered ? [] : ["probes-too-few"]), "\(ok)")
      #expect(isCovered || report.findings.first?.indexes == [1])
    }
  }

  @Test func `names the first and the last of the probes that show it`() throws {
    let probes = [
      try probe("22:30:00", "22:40:00"), try probe("22:00:00", "22:30:00"),
      try probe("22:40:00", "23:00:00"),
    ]
    let result = try judged(rto("45m"), [began] + probes + [ended])
    #expect(result.from?.index == 2 && result.to?.index == 3)
    #expect(result.from?.type == "dev.cutlog.service.observed")
    #expect(result.from?.id == "service.observed-2026-11-22T22:30:00Z")
    let single = try judged(
      rto("45m"), [began, try probe("22:00:00", "23:00:00"), ended])
    #expect(single.from?.index == 1 && single.to == single.from)
  }

  @Test func `measures zero where a checked act attests it, and names the act`() throws {
    for lines in [[began, attested("23:00:00"), ended], [began, attested("23:10:00", service: "*"), ended]] {
      let report = try objectives(payPlan([rto("0s")]), lines, checked: [1])
      #expect(report.verdict == .met)
      #expect(report.objectives[0].value == .zero)
      #expect(report.objectives[0].from?.index == 1 && report.objectives[0].to?.index == 1)
      #expect(report.findings == [])
    }
  }

  @Test func `is unknown where nobody checked the act's signature, and that is a finding`() throws {
    let report = try objectives(
      payPlan([rto("45m")]), [began, attested("23:00:00"), ended], checked: [0, 2])
    #expect(report.verdict == .unknown)
    #expect(report.objectives[0].missing == ["a checked signature of impact.none"])
    #expect(report.objectives[0].value == nil)
    #expect(report.findings.map(\.rule) == ["impact-none-unchecked"])
    #expect(report.findings.map(\.indexes) == [[1]])
  }

  @Test func `is unknown where the act lacks its signature`() throws {
    let unsigned = pay("impact.none", "23:00:00", data: #"{"statement":"cutlog/act/v1"}"#)
    let report = try objectives(payPlan([rto("45m")]), [began, unsigned, ended], checked: [1])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.findings.map(\.rule) == ["member-missing/impact.none/signature"])
  }

  @Test func `is attested only up to the act's own time; the rest must be probed`() throws {
    let early = [began, attested("22:59:59"), ended]
    let report = try objectives(payPlan([rto("45m")]), early, checked: [1])
    #expect(report.verdict == .unknown)
    #expect(report.objectives[0].missing == ["impact.none at the end of the run or later"])
    #expect(report.findings.map(\.rule) == ["impact-none-early"])
    let probed = [began, attested("22:30:00"), try probe("22:30:00", "23:00:00"), ended]
    let both = try objectives(payPlan([rto("45m")]), probed, checked: [1]).objectives[0]
    #expect(both.verdict == .met && both.upper == TimeSpan(seconds: 20))
    #expect(both.from?.index == 1 && both.to?.index == 2)
    let gap = [began, attested("22:30:00"), try probe("22:31:00", "23:00:00"), ended]
    #expect(try objectives(payPlan([rto("45m")]), gap, checked: [1]).verdict == .unknown)
  }

  @Test func `contradicts an attestation where it has an episode`() throws {
    let lines = [
      pay("impact.none", "23:00:00", data: #"{"statement":"a","signature":"b"}"#),
      pay("service.down", "22:00:00"), pay("service.up", "22:50:00"),
    ]
    let report = try objectives(payPlan([rto("45m")]), lines, checked: [0])
    #expect(report.objectives[0].verdict == .missed)
    #expect(report.findings.map(\.rule) == ["impact-none-contradicted"])
  }

  @Test func `that a no-go ended makes objectives not apply`() throws {
    let lines = [
      began, run("decision.made", "22:10:00", data: #"{"decision":"no-go"}"#),
      run("run.ended", "22:15:00", data: #"{"outcome":"aborted"}"#),
    ]
    let report = try objectives(payPlan([rto("45m"), rpo("0s")]), lines)
    #expect(report.objectives.map(\.applies) == [false, false])
    #expect(report.verdict == nil)
    let impact = [pay("service.down", "22:05:00"), pay("service.up", "22:06:00")]
    #expect(try judged(rto("45m"), lines + impact).applies)
    let resumed = run("decision.made", "22:12:00", data: #"{"decision":"go"}"#)
    #expect(try judged(rto("45m"), lines + [resumed]).applies)
    let completed = run("run.ended", "22:30:00", data: #"{"outcome":"completed"}"#)
    #expect(try judged(rto("45m"), lines + [completed]).applies)
    let freeze = db("writes.frozen", "22:05:00", #"{"side":"west"}"#)
    #expect(try judged(payPlan([rto("45m")], freezeImpact: .degraded), lines + [freeze]).applies)
    #expect(try judged(payPlan([rto("45m")]), lines + [freeze]).applies == false)
    // What lasts from before the run is an impact in it too.
    let earlier = pay("service.down", "21:00:00")
    #expect(try judged(rto("45m"), [earlier] + lines).applies)
    #expect(try judged(rto("45m"), [earlier, pay("service.up", "21:30:00")] + lines).applies == false)
    let frozen = db("writes.frozen", "21:00:00", #"{"side":"west"}"#)
    for impact in [Plan.Service.FreezeImpact.degraded, nil] {
      #expect(try judged(payPlan([rto("45m")], freezeImpact: impact), [frozen] + lines).applies)
    }
    #expect(try judged(payPlan([rto("45m")]), [frozen] + lines).applies == false)
  }

  @Test func `with regions needs every one of them covered`() throws {
    func region(_ name: String) -> String {
      pay(
        "service.observed", "23:00:00", ["region": name],
        data: """
          {"from":"2026-11-22T22:00:00Z","to":"2026-11-22T23:00:00Z","interval":"PT10S","ok":360,"failed":0}
          """)
    }
    let known = pay("service.up", "22:30:00", ["region": "us"])
    #expect(try judged(rto("45m"), [began, region("eu"), known, ended]).verdict == .unknown)
    #expect(
      try judged(rto("45m"), [began, region("eu"), region("us"), known, ended]).verdict == .met)
  }

  @Test func `isn't one into which an episode from before lasts, whatever is attested`() throws {
    let lines = [
      began, attested("23:00:00"), ended, pay("service.down", "21:59:00"), pay("service.up", "22:30:00"),
    ]
    let report = try objectives(payPlan([rto("45m")]), lines, checked: [1])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].missing == ["an end of the episode that began before the run"])
    #expect(report.findings.map(\.rule) == ["episode-from-before-run", "impact-none-contradicted"])
    let over = [began, attested("23:00:00"), ended, pay("service.down", "21:00:00"), pay("service.up", "21:59:00")]
    #expect(try objectives(payPlan([rto("45m")]), over, checked: [1]).verdict == .met)
  }
}
