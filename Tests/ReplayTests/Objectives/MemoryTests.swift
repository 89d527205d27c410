import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

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

  @Test func `of failed probes is merged as well`() throws {
    var record = RunRecord()
    let context = PlanContext(payPlan(), streamKind: nil)
    for step in 0..<2_000 {
      let from = Timestamp(nanoseconds: Int64(step) * 10_000_000_000, fractionDigits: 0)
      let to = Timestamp(nanoseconds: Int64(step + 1) * 10_000_000_000, fractionDigits: 0)
      record = try folding(
        Intake(record: record, context: context),
        over: [
          event(
            "service.observed", at: to.description, ["service": "pay"],
            data: """
              {"from":"\(from)","to":"\(to)","interval":"PT5S","ok":\(step % 2),"failed":2}
              """)
        ])
    }
    let service = record.services.known("pay")
    #expect(record.failedSpans[service]?.first(within: .min, .max) { _ in true }?.to == 20_000_000_000_000)
    record = try folding(Intake(record: record, context: context), over: [run("run.began", "23:00:00")])
    #expect(record.runBegan.map(\.id.ordinal) == [0], "the first that is kept")
  }

  @Test func `of readings, tasks and notes that concern no objective leaves nothing`() throws {
    let context = PlanContext(payPlan([rto("45m")]), streamKind: nil)
    let lines = (0..<2_000).map { number in
      switch number % 4 {
      case 0: run("note.added", "22:00:00", data: #"{"text":"x"}"#)
      case 1: run("queue.observed", "22:00:00", data: #"{"queue":"q","side":"west","depth":7}"#)
      case 2: run("workload.observed", "22:00:00", data: #"{"workload":"w"}"#)
      default: run("check.passed", "22:00:00", data: #"{"check":"c"}"#)
      }
    }
    let record = try folding(
      Intake(record: RunRecord(), context: context), over: lines + [run("run.began", "23:00:00")])
    #expect(record.runBegan.map(\.id.ordinal) == [0], "the first that is kept")
    #expect(record.checkResults.isEmpty)
  }

  @Test func `that flaps has a result of its episodes, and no findings beside them`() throws {
    let lines = (0..<4_000).map { number in
      event(
        number % 2 == 0 ? "service.down" : "service.up",
        at: Timestamp(nanoseconds: Int64(number) * 1_200_000_000_000, fractionDigits: 0).description,
        ["service": "pay", "timeaccuracy": "PT0S"])
    }
    let report = try objectives(payPlan([rto("45m")]), lines)
    #expect(report.objectives[0].episodes.count == 2_000)
    #expect(report.verdict == .met)
    #expect(report.findings.isEmpty)
  }
}

/// What a fold keeps of events, before anything is judged.
private struct Intake: EventFold {
  var record: RunRecord
  let context: PlanContext

  mutating func apply(_ view: EventView) {
    record.archive.streams.advance(to: view)
    guard let kind = EventKind(view) else { return }
    record.take(view, kind: kind, context: context)
  }

  consuming func finish() -> RunRecord { record }
}
