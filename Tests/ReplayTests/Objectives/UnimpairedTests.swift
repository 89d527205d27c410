import CutoverModel
import Replay
import Testing

/// A run without episodes measures nothing only where that is shown.
@Suite struct `A run without episodes` {
  private func probe(_ from: String, _ to: String, failed: Int = 0, service: String = "pay")
    -> String
  {
    pay(
      "service.observed", to, ["service": service],
      data: """
        {"from":"2026-11-22T\(from)Z","to":"2026-11-22T\(to)Z","interval":"PT10S","ok":90,"failed":\(failed)}
        """)
  }
  private let began = run("run.began", "22:00:00")
  private let ended = run("run.ended", "23:00:00")

  @Test func `is unknown where nothing shows it`() throws {
    let result = try judged(rto("45m"), [began, ended])
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["service.observed over the whole run, or impact.none"])
    #expect(result.value == nil)
  }

  @Test func `is bounded by twice the interval where probing covers it`() throws {
    let lines = [began, probe("22:00:00", "22:30:00"), probe("22:30:10", "23:00:00"), ended]
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
    let gap = [began, probe("22:00:00", "22:30:00"), probe("22:30:11", "23:00:00"), ended]
    #expect(try judged(rto("45m"), gap).verdict == .unknown)
    let early = [began, probe("22:00:00", "22:59:49"), ended]
    #expect(try judged(rto("45m"), early).verdict == .unknown)
    let failed = [
      began, probe("22:00:00", "22:30:00", failed: 1), probe("22:00:00", "23:00:00"), ended,
    ]
    #expect(try judged(rto("45m"), failed).verdict == .unknown)
    let other = [began, probe("22:00:00", "23:00:00", service: "web"), ended]
    #expect(try judged(rto("45m"), other).verdict == .unknown)
  }

  @Test func `is the whole stream where no event bounds it`() throws {
    let lines = [
      run("note.added", "22:00:00"), probe("22:00:00", "22:30:00"), run("note.added", "22:30:05"),
    ]
    #expect(try judged(rto("45m"), lines).verdict == .met)
    #expect(
      try judged(rto("45m"), lines + [run("note.added", "22:31:00")]).verdict == .unknown)
  }

  @Test func `measures zero where it is attested`() throws {
    let attested = pay(
      "impact.none", "23:00:00", data: #"{"statement":"cutlog/act/v1","signature":"-----"}"#)
    let result = try judged(rto("0s"), [began, attested, ended])
    #expect(result.verdict == .met)
    #expect(result.value == .zero)
    let unsigned = pay("impact.none", "23:00:00", data: #"{"statement":"cutlog/act/v1"}"#)
    let report = try objectives(payPlan([rto("45m")]), [began, unsigned, ended])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.findings.map(\.rule) == ["member-missing/impact.none/signature"])
  }

  @Test func `contradicts an attestation where it has an episode`() throws {
    let lines = [
      pay("impact.none", "23:00:00", data: #"{"statement":"a","signature":"b"}"#),
      pay("service.down", "22:00:00"), pay("service.up", "22:50:00"),
    ]
    let report = try objectives(payPlan([rto("45m")]), lines)
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
    let freeze = db("writes.frozen", "22:05:00", #"{"side":"west"}"#)
    #expect(try judged(payPlan([rto("45m")], freezeImpact: .degraded), lines + [freeze]).applies)
    #expect(try judged(payPlan([rto("45m")]), lines + [freeze]).applies == false)
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
}
