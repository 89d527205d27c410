import CutoverModel
import Replay
import Testing

/// A gap whose length is uncertain may make two impacts one episode: then the verdict must hold either way.
@Suite struct `Uncertain gaps` {
  private func lines(_ second: [String], _ accuracy: String) -> [String] {
    let attributes = ["timeaccuracy": accuracy]
    return [
      pay("service.down", "22:00:00", attributes), pay("service.up", "22:05:00", attributes),
      pay("service.down", second[0], attributes), pay("service.up", second[1], attributes),
    ]
  }

  @Test(arguments: ["PT1M", "PT1S", ""])
  func `around settle leave a verdict open that depends on them`(accuracy: String) throws {
    let report = try objectives(
      payPlan([rto("10m")]), lines(["22:20:00", "22:21:00"], accuracy))
    let result = report.objectives[0]
    #expect(result.verdict == .unknown)
    #expect(result.missing == ["whether the gap from index 1 to index 2 is shorter than settle"])
    #expect(result.episodes.count == 2)
    #expect(result.seconds == .minutes(5))
    let finding = report.findings.first { $0.rule == "settle-open" }
    #expect(finding?.indexes == [2])
    #expect(report.findings.filter { $0.rule != "timeaccuracy-malformed" }.count == 1)
  }

  @Test func `leave a verdict alone that both readings share`() throws {
    for (limit, verdict) in [("30m", ObjectiveVerdict.met), ("3m", .missed)] {
      let report = try objectives(
        payPlan([rto(limit)]), lines(["22:20:00", "22:21:00"], "PT1M"))
      #expect(report.objectives[0].verdict == verdict)
      #expect(report.objectives[0].missing.isEmpty)
      #expect(report.findings.isEmpty)
    }
  }

  @Test func `also leave a miss open that only holds for one episode`() throws {
    // Stated 14:30, so shown as one; truly 13:30 to 15:30.
    let result = try judged(rto("10m"), lines(["22:19:30", "22:21:00"], "PT1M"))
    #expect(result.verdict == .unknown)
    #expect(result.episodes.count == 1)
    #expect(result.seconds == .minutes(21))
  }

  @Test func `that are surely shorter or not decide`() throws {
    // Stated 14:00, less than 15:00 as no time reaches the end of its interval.
    #expect(try judged(rto("10m"), lines(["22:19:00", "22:21:00"], "PT1M")).verdict == .missed)
    // Stated 16:00, more than 15:00.
    #expect(try judged(rto("10m"), lines(["22:21:00", "22:22:00"], "PT1M")).verdict == .met)
    #expect(try judged(rto("10m"), lines(["22:20:00", "22:21:00"], "PT0S")).verdict == .met)
  }

  @Test func `of which only one matters are all named`() throws {
    let minute = ["timeaccuracy": "PT1M"]
    let more = [
      pay("service.down", "22:36:00", minute), pay("service.up", "22:37:00", minute),
    ]
    let report = try objectives(
      payPlan([rto("10m")]), lines(["22:20:00", "22:21:00"], "PT1M") + more)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(
      report.objectives[0].missing == [
        "whether the gap from index 1 to index 2 is shorter than settle, and 1 more"
      ])
    #expect(report.findings.map(\.indexes) == [[2, 4]])
  }
}
