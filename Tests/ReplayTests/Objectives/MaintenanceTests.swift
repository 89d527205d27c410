import CutoverModel
import Replay
import Testing

/// Announced maintenance is taken out where the objective says so; gross and net stand side by side.
@Suite struct `Announced maintenance` {
  private func announced(
    _ time: String, from: String = "22:00:00", to: String = "22:30:00", _ attributes: [String: String] = [:]
  ) -> String {
    pay(
      "maintenance.announced", time, attributes,
      data: """
        {"from":"2026-11-22T\(from).000000000Z","to":"2026-11-22T\(to).000000000Z"}
        """)
  }

  private func net(_ limit: String, _ clock: RecoveryClock = .business) -> Objective {
    rto(limit, clock) { $0.excludesAnnounced = true }
  }

  private let outage = [pay("service.down", "22:10:00"), pay("service.up", "22:50:00")]

  @Test(arguments: [RecoveryClock.business, .downtime, .businessCleared])
  func `leaves the net value to be judged beside the gross one`(clock: RecoveryClock) throws {
    let result = try judged(net("25m", clock), [announced("20:00:00")] + outage)
    #expect(result.verdict == .met)
    #expect(result.seconds == .minutes(20))
    #expect(result.net?.stated == .minutes(20))
    #expect(result.gross?.stated == .minutes(40))
    #expect(result.excluded.map(\.index) == [0])
    let whole = try judged(rto("25m", clock), [announced("20:00:00")] + outage)
    #expect(whole.verdict == .missed)
    #expect(whole.gross == nil && whole.net == nil && whole.excluded.isEmpty)
  }

  @Test func `that isn't surely before the impact counts for nothing`() throws {
    let minute = ["timeaccuracy": "PT1M"]
    for late in [announced("22:10:00"), announced("22:09:30", minute), announced("23:00:00")] {
      let report = try objectives(payPlan([net("25m")]), outage + [late])
      #expect(report.objectives[0].verdict == .missed)
      #expect(report.objectives[0].net == report.objectives[0].gross)
      #expect(report.objectives[0].excluded.isEmpty)
      #expect(report.findings.map(\.rule) == ["maintenance-announced-late"])
      #expect(report.findings.map(\.indexes) == [[2]])
    }
    let early = try objectives(payPlan([net("25m")]), outage + [announced("22:09:00", minute)])
    #expect(early.objectives[0].verdict == .met)
    #expect(early.findings.isEmpty)
    // About another time, so nothing of the impact would be taken out.
    let elsewhere = try objectives(
      payPlan([net("25m")]), outage + [announced("22:20:00", from: "23:00:00", to: "23:30:00")])
    #expect(elsewhere.findings.isEmpty)
  }

  @Test func `that holds the whole episode leaves nothing, which is no miss of a limit of zero`() throws {
    let accuracy = ["timeaccuracy": "PT1S"]
    let within = [pay("service.down", "22:05:00", accuracy), pay("service.up", "22:10:00", accuracy)]
    let result = try judged(net("0s"), [announced("20:00:00")] + within)
    #expect(result.verdict == .met)
    #expect(result.seconds == .zero)
    #expect(result.gross?.stated == .minutes(5))
    let edge = [pay("service.down", "22:05:00", accuracy), pay("service.up", "22:29:59.5", accuracy)]
    #expect(try judged(net("0s"), [announced("20:00:00")] + edge).verdict == .unknown)
  }

  @Test func `that was announced twice is taken out once, and of another service not at all`() throws {
    let twice = [announced("20:00:00"), announced("20:05:00", from: "22:20:00", to: "22:40:00")]
    #expect(try judged(net("25m"), twice + outage).seconds == .minutes(10))
    let other = announced("20:00:00", ["service": "web"])
    #expect(try judged(net("25m"), [other] + outage).seconds == .minutes(40))
    let every = announced("20:00:00", ["service": "*"])
    #expect(try judged(net("25m"), [every] + outage).seconds == .minutes(20))
  }
}
