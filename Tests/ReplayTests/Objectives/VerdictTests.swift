import CutoverModel
import Replay
import Testing

/// The upper bound decides `met`, the lower bound `missed`, and a limit between them is `unknown`.
@Suite struct `A verdict` {
  private func verdict(_ lower: Int64, _ upper: Int64?, _ limit: Int64, floor: Bool = false)
    -> ObjectiveVerdict
  {
    MeasuredSpan(
      stated: nil, lower: TimeSpan(seconds: lower), upper: upper.map { TimeSpan(seconds: $0) },
      canBeLower: floor
    )
    .verdict(against: TimeSpan(seconds: limit))
  }

  @Test func `is met where the upper bound equals the limit`() {
    #expect(verdict(90, 100, 100) == .met)
    #expect(verdict(90, 101, 100) == .unknown)
  }

  @Test func `is missed where the lower bound equals the limit`() {
    #expect(verdict(100, 110, 100) == .missed)
    #expect(verdict(99, 110, 100) == .unknown)
    #expect(verdict(100, nil, 100) == .missed)
  }

  @Test func `is unknown where the limit lies inside`() {
    #expect(verdict(90, 110, 100) == .unknown)
    #expect(verdict(0, nil, 100) == .unknown)
  }

  @Test func `compares a point`() {
    #expect(verdict(100, 100, 100) == .met)
    #expect(verdict(101, 101, 100) == .missed)
    #expect(verdict(0, 0, 0) == .met)
  }

  @Test func `is not missed by a floor of zero`() {
    #expect(verdict(0, 20, 0, floor: true) == .unknown)
    #expect(verdict(1, 20, 0, floor: true) == .missed)
  }

  @Test func `follows the precision of the times`() throws {
    let minute = ["timeaccuracy": "PT1M"]
    let lines = [
      pay("service.down", "22:00:00", minute), pay("service.up", "22:44:00", minute),
    ]
    #expect(try judged(rto("45m"), lines).verdict == .met)
    #expect(try judged(rto("44m"), lines).verdict == .unknown)
    #expect(try judged(rto("43m"), lines).verdict == .missed)
    let exact = [pay("service.down", "22:00:00"), pay("service.up", "22:44:00")]
    #expect(try judged(rto("44m"), exact).verdict == .met)
    #expect(try judged(rto("43m59s"), exact).verdict == .missed)
  }

  @Test func `takes one unit of the last digit where no accuracy is stated`() throws {
    let none = ["timeaccuracy": ""]
    let lines = [
      pay("service.down", "22:00:00", none), pay("service.up", "22:44:00.5", none),
    ]
    let report = try objectives(payPlan([rto("45m")]), lines)
    #expect(report.objectives[0].lower == TimeSpan(nanoseconds: 2_639_500_000_000))
    #expect(report.objectives[0].upper == TimeSpan(nanoseconds: 2_640_600_000_000))
    #expect(report.findings.map(\.rule) == ["timeaccuracy-malformed"])
  }

  @Test func `is the worst of the objectives that apply`() {
    #expect([ObjectiveVerdict.met, .missed, .unknown].max() == .missed)
    #expect([ObjectiveVerdict.met, .unknown].max() == .unknown)
  }
}
