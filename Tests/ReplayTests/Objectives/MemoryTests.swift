import CloudEvents
import CutoverModel
import JSONText
import Replay
import TestSupport
import Testing

/// Memory and result depend on what bears on an objective, not on the length of the stream.
@Suite struct `A long stream` {
  @Test func `of probes is merged into one span`() throws {
    var lines: [String] = []
    for step in 0..<2_000 {
      let from = Timestamp(nanoseconds: Int64(step) * 10_000_000_000, fractionDigits: 0)
      let to = Timestamp(nanoseconds: Int64(step + 1) * 10_000_000_000, fractionDigits: 0)
      lines.append(
        event(
          "service.observed", at: to.description, ["service": "pay"],
          data: """
            {"from":"\(from)","to":"\(to)","interval":"PT5S","ok":2,"failed":0}
            """))
    }
    var random = FixedRandom(7)
    let result = try judged(rto("45m"), lines.shuffled(using: &random))
    #expect(result.verdict == .met)
    #expect(result.upper == TimeSpan(seconds: 10))
    lines.remove(at: 1_000)
    #expect(try judged(rto("45m"), lines).verdict == .unknown)
  }

  @Test func `names the first hundred events of a finding and counts all`() throws {
    let lines = (0..<250).map { number in
      event(
        "service.down", at: "2026-11-22T22:00:00Z", id: "\(number)", ["service": "pay"],
        data: #"{"level":"half"}"#)
    }
    let report = try objectives(payPlan(), lines)
    #expect(report.findings.map(\.rule) == ["member-malformed/service.down/level"])
    #expect(report.findings.first?.count == 250)
    #expect(report.findings.first?.indexes == Array(0..<100))
  }
}
