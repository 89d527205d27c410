import CutoverModel
import Replay
import Testing

/// Probes that failed where no episode is keep a service from meeting anything.
@Suite struct `A failed probe` {
  private func probe(_ from: String, _ to: String, ok: Int, failed: Int) -> String {
    pay(
      "service.observed", to,
      data: """
        {"from":"2026-11-22T\(from)Z","to":"2026-11-22T\(to)Z","interval":"PT10S","ok":\(ok),"failed":\(failed)}
        """)
  }

  private let outage = [pay("service.down", "22:10:00"), pay("service.up", "22:20:00")]

  private func verdict(_ probes: String...) throws -> (ObjectiveVerdict, [String]) {
    let report = try objectives(payPlan([rto("45m")]), outage + probes)
    return (report.objectives[0].verdict, report.findings.map(\.rule))
  }

  @Test func `within the episode leaves it met`() throws {
    #expect(try verdict(probe("22:10:00", "22:20:00", ok: 0, failed: 60)) == (.met, []))
    #expect(try verdict(probe("22:09:50", "22:20:10", ok: 0, failed: 62)) == (.met, []))
    // Nothing says when they failed: it may have been in the episode.
    #expect(try verdict(probe("22:00:00", "23:00:00", ok: 300, failed: 60)) == (.met, []))
  }

  @Test func `outside every episode makes it unknown, and is a finding`() throws {
    let rule = "probes-failed-outside-episodes"
    #expect(try verdict(probe("23:00:00", "23:10:00", ok: 30, failed: 30)) == (.unknown, [rule]))
    #expect(try verdict(probe("22:10:00", "23:00:00", ok: 0, failed: 300)) == (.unknown, [rule]))
    let report = try objectives(
      payPlan([rto("45m"), rto("5m")]), outage + [probe("23:00:00", "23:10:00", ok: 0, failed: 60)])
    #expect(report.objectives.map(\.verdict) == [.unknown, .missed])
    #expect(
      report.objectives[0].missing == ["service.down or service.degraded where probes failed outside the episodes"])
    #expect(report.findings.map(\.indexes) == [[2]])
  }

  @Test func `before or after the run matters nothing`() throws {
    let bounds = [run("run.began", "22:00:00"), run("run.ended", "22:30:00")]
    let report = try objectives(
      payPlan([rto("45m")]), outage + bounds + [probe("23:00:00", "23:10:00", ok: 0, failed: 60)])
    #expect(report.verdict == .met)
  }
}

private func == (left: (ObjectiveVerdict, [String]), right: (ObjectiveVerdict, [String])) -> Bool {
  left.0 == right.0 && left.1 == right.1
}
