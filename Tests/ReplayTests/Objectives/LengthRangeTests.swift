import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Lengths that 64 bits of nanoseconds can't hold are unknown, never cut.
@Suite struct `Lengths of more than 292 years` {
  private let exact = ["service": "pay", "dataset": "db", "timeaccuracy": "PT0S"]

  private func at(_ type: String, _ time: String, _ data: String? = nil) -> String {
    event(type, at: time, exact, data: data)
  }

  @Test(arguments: [RecoveryClock.business, .downtime, .firstRelief])
  func `are unknown`(clock: RecoveryClock) throws {
    let lines = [
      at("service.down", "1678-01-01T00:00:00Z"), at("service.up", "2261-12-31T00:00:00Z"),
    ]
    let report = try objectives(payPlan([rto("45m", clock)]), lines)
    let result = report.objectives[0]
    #expect(result.verdict == .unknown)
    #expect(result.value == nil)
    #expect(result.missing == ["a length of less than 292 years"])
    #expect(result.episodes.map(\.value) == [nil])
    #expect(report.clock(.business)?.value == nil)
    #expect(report.findings.map(\.rule) == ["length-out-of-range"])
    #expect(report.findings.first?.indexes == [1])
  }

  @Test func `are unknown while they last`() throws {
    let lines = [
      at("service.down", "1678-01-01T00:00:00Z"), at("service.degraded", "2261-12-31T00:00:00Z"),
    ]
    let report = try objectives(payPlan([rto("45m")]), lines)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].value == nil)
    #expect(report.findings.map(\.rule) == ["length-out-of-range"])
  }

  @Test func `are unknown as data loss`() throws {
    let lines = [
      at("writes.frozen", "2261-12-30T00:00:00Z", #"{"side":"source"}"#),
      at("data.recoverable", "2261-12-31T00:00:00Z", #"{"side":"target","upTo":"1678-01-01T00:00:00Z"}"#),
      at("writes.opened", "2261-12-31T01:00:00Z", #"{"side":"target"}"#),
    ]
    let report = try objectives(payPlan([rpo("1h")]), lines)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.objectives[0].value == nil)
    #expect(report.objectives[0].missing.contains("a length of less than 292 years"))
    #expect(report.findings.map(\.rule) == ["length-out-of-range"])
  }

  @Test func `are no slip`() throws {
    let plan = plan([task("lock", 5)])
    let lines = [
      event("run.began", at: "1678-01-01T00:00:00Z"),
      event("task.started", at: "1678-01-01T00:00:00Z", ["task": "lock"]),
      event("task.completed", at: "2261-12-31T00:00:00Z", ["task": "lock"]),
    ]
    let variance = try variance(plan, lines)
    #expect(variance.slip == nil)
    #expect(variance.attribution.isEmpty)
    #expect(variance.tasks[0].startSlip == .zero)
    #expect(variance.tasks[0].finishSlip == nil)
    #expect(variance.tasks[0].durationSlip == nil)
    #expect(variance.findings.map(\.indexes) == [[2]])
    #expect(variance.findings.map(\.rule) == ["length-out-of-range"])
  }

  @Test func `of less are reckoned`() throws {
    let lines = [
      at("service.down", "1978-01-01T00:00:00Z"), at("service.up", "2261-12-31T00:00:00Z"),
    ]
    #expect(try judged(rto("45m"), lines).verdict == .missed)
  }
}
