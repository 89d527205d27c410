import CutoverModel
import Testing

@testable import Replay

@Suite struct `The planned outage of a service` {
  private func outages(_ impacts: [(String, String, String)], services: [String] = []) throws -> [PlannedOutage] {
    var night = plan([
      task("a", 10), task("b", 20, after: ["a"]), task("c", 5, after: ["b"]), task("open", nil, after: ["c"]),
      task("back", 3) { $0.isRollbackOnly = true },
    ])
    night.services = services.map(Plan.Service.init)
    night.impact = impacts.map { service, from, to in
      Plan.PlannedImpact(service: service, from: .init(task: from, side: .start), to: .init(task: to, side: .finish))
    }
    return try Schedule(of: night).outages
  }

  @Test func `runs from boundary to boundary of the schedule`() throws {
    let outage = try #require(try outages([("pay", "b", "c")]).first)
    #expect(outage.service == "pay")
    #expect(outage.spans.map(\.start) == [.minutes(10)] && outage.spans.map(\.end) == [.minutes(35)])
    #expect(outage.total == .minutes(25) && outage.longest == .minutes(25))
  }

  @Test func `counts an overlap once and takes what touches as one`() throws {
    let overlap = try outages([("pay", "b", "c"), ("pay", "a", "b")])[0]
    #expect(overlap.total == .minutes(35) && overlap.longest == .minutes(35))
    #expect(overlap.spans.map(\.length) == [.minutes(25), .minutes(30)])
    let apart = try outages([("pay", "c", "c"), ("pay", "a", "a")])[0]
    #expect(apart.total == .minutes(15) && apart.longest == .minutes(10))
  }

  @Test func `has no length where the plan gives no time or ends it first`() throws {
    for (from, to) in [("a", "open"), ("a", "back"), ("c", "a")] {
      let outage = try #require(try outages([("pay", from, to)]).first)
      #expect(outage.total == nil && outage.longest == nil && outage.spans[0].length == nil)
    }
  }

  @Test func `is listed in the order of the services, with what is meant for all`() throws {
    let listed = try outages([("pay", "a", "a"), ("*", "c", "c"), ("other", "b", "b")], services: ["files", "pay"])
    #expect(listed.map(\.service) == ["files", "pay", "other"])
    #expect(listed.map(\.total) == [.minutes(5), .minutes(15), .minutes(25)])
    #expect(try outages([("*", "a", "a")]).map(\.service) == ["*"])
    #expect(try outages([], services: ["files"]).isEmpty)
  }
}
