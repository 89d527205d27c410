import CutoverModel
import Replay
import TestSupport
import Testing

/// The published times of GitHub's incident of 21 October 2018, each exact to the minute.
@Suite struct `GitHub 2018` {
  private static func at(
    _ type: String, _ time: String, _ attributes: [String: String] = [:], data: String? = nil
  ) -> String {
    event(
      type, at: "2018-10-\(time):00Z",
      ["service": "github", "timeaccuracy": "PT1M"].merging(attributes) { $1 }, data: data)
  }

  private static let lines = [
    at("fault.occurred", "21T22:52"),
    at("service.degraded", "21T22:52", ["region": "us-east"]),
    at("incident.detected", "21T22:54"),
    at("incident.declared", "21T23:09"),
    at("decision.made", "21T23:13", data: #"{"decision":"fail-forward"}"#),
    at("backlog.reported", "21T23:19", data: #"{"queue":"webhooks"}"#),
    at("backlog.reported", "21T23:19", ["subject": "pages"], data: #"{"queue":"pages"}"#),
    at("service.up", "22T16:24", ["region": "us-east"]),
    at("backlog.cleared", "22T23:03", data: #"{"queue":"webhooks"}"#),
    at("backlog.cleared", "22T23:03", ["subject": "pages"], data: #"{"queue":"pages"}"#),
  ]

  private func report(_ objectives: [Objective] = []) throws -> ObjectivesReport {
    var plan = Plan(plan: "github", version: 1)
    plan.objectives = objectives
    return try folding(ObjectivesFold(plan: plan), over: Self.lines)
  }

  @Test func `until the backlog was cleared it took 24 hours and 11 minutes`() throws {
    let clock = try #require(try report().clock(.businessCleared, of: "github"))
    #expect(clock.seconds == 87_060)
    #expect(clock.value?.lower == TimeSpan(seconds: 87_000))
    #expect(clock.value?.upper == TimeSpan(seconds: 87_120))
    #expect(clock.from?.index == 1)
    #expect(clock.to?.index == 9)
    #expect(clock.missing.isEmpty)
  }

  @Test func `until the service was up it took 17 hours and 32 minutes`() throws {
    let clock = try #require(try report().clock(.business, of: "github"))
    #expect(clock.seconds == 63_120)
    #expect(clock.value?.lower == TimeSpan(seconds: 63_060))
    #expect(clock.value?.upper == TimeSpan(seconds: 63_180))
    #expect(clock.to?.id == "service.up-2018-10-22T16:24:00Z")
  }

  @Test(arguments: [
    (RecoveryClock.sinceFault, Int64(63_120)), (.sinceDetection, 63_000),
    (.sinceDeclaration, 62_100), (.sinceInvocation, 61_860), (.firstRelief, 63_120),
    (.timeToDetect, 120), (.timeToDeclare, 900), (.timeToDecide, 240), (.downtime, 0),
  ])
  func `every other clock with anchors is read`(clock: RecoveryClock, seconds: Int64) throws {
    #expect(try report().clock(clock, of: "github")?.seconds == seconds)
  }

  @Test(arguments: [
    (RecoveryClock.untilValidated, "service.validated after the episode's end"),
    (.untilAccepted, "service.accepted after the episode's end"),
    (.technical, "task.started after the invocation"),
    (.writes, "writes.frozen"), (.run, "run.began"),
  ])
  func `clocks without anchors name the missing one`(clock: RecoveryClock, name: String) throws {
    let reading = try #require(try report().clock(clock, of: "github"))
    #expect(reading.value == nil)
    #expect(reading.missing.contains(name))
  }

  @Test func `verdicts follow the clock that is judged`() throws {
    var business = Objective(id: "a", metric: .rto, limit: .span(TimeSpan(seconds: 18 * 3_600)))
    business.service = "github"
    var cleared = business
    cleared.id = "b"
    cleared.clock = .businessCleared
    let report = try report([business, cleared])
    #expect(report.objectives.map(\.verdict) == [.met, .missed])
    #expect(report.verdict == .missed)
    #expect(report.objectives[1].episodes.count == 1)
    #expect(report.objectives[1].clocks.count == RecoveryClock.named.count)
    #expect(report.findings.isEmpty)
  }
}
