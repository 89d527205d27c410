import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Counts are compared with what events state in the same unit.
@Suite struct `A claim about a count` {
  private func claimed(_ relation: String, _ count: Int, _ unit: String, _ attributes: [String: String] = [:], tolerance: Int? = nil)
    -> String
  {
    claiming(
      #""claim":"c","relation":"\#(relation)","count":\#(count),"unit":"\#(unit)""#
        + (tolerance.map { #","tolerance":\#($0)"# } ?? ""), attributes)
  }

  private func lost(_ time: String, _ data: String, _ attributes: [String: String] = [:]) -> String {
    db("data.lost", time, data, attributes)
  }

  @Test func `of what was lost is compared with the sum in that unit`() throws {
    let events = [
      lost("22:10:00", #"{"count":3000,"unit":"projects"}"#), lost("22:00:00", #"{"count":2000,"unit":"projects"}"#),
      lost("22:05:00", #"{"count":700,"unit":"users"}"#),
      lost("22:05:00", #"{"count":9,"unit":"projects"}"#, ["mode": "dry-run"]),
    ]
    #expect(try outcome(events + [claimed("about", 5000, "projects")]) == "holds 5000")
    #expect(try outcome(events + [claimed("about", 4999, "projects")]) == "contradicted 5000")
    #expect(try outcome(events + [claimed("about", 4900, "projects", tolerance: 100)]) == "holds 5000")
    #expect(try outcome(events + [claimed("at-most", 700, "users")]) == "holds 700")
    #expect(try outcome(events + [claimed("at-least", 701, "users")]) == "contradicted 700")
    let result = try #require(try claims(events + [claimed("about", 5000, "projects")]).claims.first)
    // The earliest and the latest of them by time.
    #expect(result.from?.index == 1 && result.to?.index == 0)
  }

  @Test func `of what was lost is only bounded from below while an event states no count`() throws {
    let events = [lost("22:00:00", #"{"count":10,"unit":"rows"}"#), lost("22:10:00", #"{"unit":"rows"}"#)]
    let lacking = ": lacks a count in every event that tells of rows"
    #expect(try outcome(events + [claimed("at-least", 10, "rows")]) == "holds ≥ 10")
    #expect(try outcome(events + [claimed("at-least", 11, "rows")]) == "undecidable ≥ 10" + lacking)
    #expect(try outcome(events + [claimed("at-most", 9, "rows")]) == "contradicted ≥ 10")
    #expect(try outcome(events + [claimed("at-most", 10, "rows")]) == "undecidable ≥ 10" + lacking)
    #expect(try outcome(events + [claimed("about", 10, "rows")]) == "undecidable ≥ 10" + lacking)
    #expect(try outcome(events + [claimed("about", 9, "rows")]) == "contradicted ≥ 10")
  }

  @Test func `of writes is compared with those that diverged`() throws {
    let events = [db("data.diverged", "22:00:00", #"{"side":"west","writes":954}"#, ["region": "west"])]
    #expect(try outcome(events + [claimed("about", 954, "writes")]) == "holds 954")
    let other = db("data.diverged", "22:00:00", #"{"side":"east"}"#, ["region": "east"])
    #expect(try outcome(events + [other, claimed("at-most", 1000, "writes")]).hasPrefix("undecidable ≥ 954"))
    // What the claim is about narrows what is compared.
    #expect(try outcome(events + [other, claimed("at-most", 1000, "writes", ["region": "west"])]) == "holds 954")
    #expect(
      try outcome(events + [claimed("about", 954, "writes", ["dataset": "x"])])
        == "undecidable: lacks an event that states a count of writes")
  }

  @Test func `of work done is compared with the last report, of a backlog with the greatest`() throws {
    let events = [
      run("progress.reported", "22:30:00", data: #"{"done":30,"total":40,"unit":"tenants"}"#),
      run("progress.reported", "22:10:00", data: #"{"done":10,"total":40,"unit":"tenants"}"#),
      pay("backlog.reported", "22:00:00", data: #"{"queue":"hooks","depth":5}"#),
      pay("backlog.reported", "22:10:00", data: #"{"queue":"hooks","depth":50}"#),
      pay("backlog.reported", "22:20:00", data: #"{"queue":"hooks","depth":20}"#),
    ]
    #expect(try outcome(events + [claimed("about", 30, "tenants")]) == "holds 30")
    #expect(try outcome(events + [claimed("at-least", 40, "tenants")]) == "contradicted 30")
    #expect(try outcome(events + [claimed("about", 50, "hooks")]) == "holds 50")
  }

  @Test func `that no event states, or several kinds do, is undecidable and a finding`() throws {
    let nobody = [claimed("about", 5, "rows")]
    #expect(try outcome(nobody) == "undecidable: lacks an event that states a count of rows")
    #expect(try claims(nobody).findings.map(\.rule) == ["claim-count-missing"])
    let two = [
      lost("22:00:00", #"{"count":954,"unit":"writes"}"#), db("data.diverged", "22:00:00", #"{"side":"west","writes":954}"#),
      claimed("about", 954, "writes"),
    ]
    #expect(
      try outcome(two) == "undecidable: lacks one kind of event that counts writes; there are data.diverged, data.lost")
    #expect(try claims(two).findings.map(\.rule) == ["claim-count-ambiguous"])
  }

  @Test(arguments: [
    (#""count":-1,"unit":"rows""#, "count"), (#""count":1.5,"unit":"rows""#, "count"), (#""count":1,"unit":"""#, "unit"),
    (#""count":1,"unit":"rows","tolerance":"5m""#, "tolerance"),
    (#""count":1,"unit":"rows","from":"2026-11-22T22:00:00Z""#, "from"),
  ])
  func `with a malformed member is undecidable`(members: String, member: String) throws {
    let lines = [
      lost("22:00:00", #"{"count":1,"unit":"rows"}"#), claiming(#""claim":"c","relation":"about","# + members),
    ]
    #expect(try outcome(lines) == "undecidable: lacks a claim that can be read")
    #expect(try claims(lines).findings.map(\.rule) == ["member-malformed/claim.made/\(member)"])
  }

  @Test func `too great for 64 bits in sum stops there`() throws {
    let events = (0..<2_000).map { number in lost("22:00:00", #"{"count":9007199254740991,"unit":"rows"}"#, ["x": "\(number)"]) }
    #expect(try outcome(events + [claimed("at-least", 1, "rows")]) == "holds \(Int64.max)")
  }
}
