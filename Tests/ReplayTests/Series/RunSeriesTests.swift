import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

@Suite struct `Series of a run` {
  private func shift(_ to: String, _ percent: String, _ time: String, service: String? = "pay", mode: String? = nil) -> String {
    var attributes: [String: String] = [:]
    attributes["service"] = service
    attributes["mode"] = mode
    return event("traffic.shifted", at: "2026-11-22T\(time)Z", attributes, data: #"{"to":"\#(to)","percent":\#(percent)}"#)
  }

  private func reading(_ data: String, _ time: String) -> String {
    event("replication.observed", at: "2026-11-22T\(time)Z", ["dataset": "db"], data: data)
  }

  private func fold(_ lines: [String], plan: Plan? = nil, limit: Int = 2_000) throws -> RunSeries {
    try folding(RunSeriesFold(plan: plan, streamKind: "live", limit: limit), over: lines)
  }

  /// `pay north: 22:00 10, 22:05 100`; what isn't stated in brackets.
  private func shown(_ series: RunSeries) -> [String] {
    series.traffic.map { line in
      let points = line.points.map { point in
        let text = "\(point.at.time.description.dropFirst(11).prefix(5)) \(Double(point.share) / 1_000_000)"
        return point.isStated ? text : "(\(text))"
      }
      return "\(line.service ?? "-") \(line.site): " + points.joined(separator: ", ")
    }
  }

  @Test func `a share holds until the next, in order of time and not of lines`() throws {
    let series = try fold([shift("north", "100", "22:05:00"), shift("north", "12.5", "22:00:00")])
    #expect(shown(series) == ["pay north: 22:00 12.5, 22:05 100.0"])
  }

  @Test func `a share leaves others the room that is left, which is no statement`() throws {
    let series = try fold([shift("west", "100", "21:00:00"), shift("north", "30", "22:00:00"), shift("north", "100", "22:10:00")])
    #expect(shown(series) == ["pay north: 22:00 30.0, 22:10 100.0", "pay west: 21:00 100.0, (22:00 70.0), (22:10 0.0)"])
  }

  @Test func `a share of all services counts for each that is named or planned`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.services = [Plan.Service(id: "portal")]
    let series = try fold([shift("north", "100", "22:00:00", service: "*"), shift("north", "10", "21:00:00")], plan: plan)
    #expect(shown(series) == ["pay north: 21:00 10.0, 22:00 100.0", "portal north: 22:00 100.0"])
  }

  @Test func `source and target are the plan's sites, the other way round in a failback`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.sites = Plan.Sites(source: "west", target: "north")
    let line = shift("target", "100", "22:00:00")
    #expect(try fold([line], plan: plan).traffic.map(\.site) == ["north"])
    let back = try folding(RunSeriesFold(plan: plan, streamKind: "failback"), over: [line])
    #expect(back.traffic.map(\.site) == ["west"])
  }

  @Test(arguments: ["-1", "101", "\"10\"", "null", "1e99", "true"])
  func `what is no percentage makes no point`(percent: String) throws {
    #expect(try fold([shift("north", percent, "22:00:00")]).isEmpty)
  }

  @Test func `what is not of the live system makes no point`() throws {
    #expect(try fold([shift("north", "10", "22:00:00", mode: "dry-run")]).isEmpty)
  }

  @Test func `a lag is as stated, else the age of the last commit, and of a level copy nothing is made up`() throws {
    let series = try fold([
      reading(#"{"side":"north","lagSeconds":2.4}"#, "22:00:00"),
      reading(#"{"side":"north","lastCommit":"2026-11-22T22:00:30Z"}"#, "22:01:00"),
      reading(#"{"side":"north","inSync":true,"lastCommit":"2026-11-22T22:00:30Z"}"#, "22:02:00"),
      reading(#"{"side":"north","inSync":true,"lagSeconds":0}"#, "22:03:00"),
    ])
    let points = try #require(series.replication.first).points
    #expect(points.map { $0.lag?.decimalSeconds } == ["2.4", "30", nil, "0"])
    #expect(points.map(\.isStated) == [true, false, false, true])
    #expect(points.map(\.isInSync) == [nil, nil, true, true])
  }

  @Test func `of a long series both ends are kept, and how many lie between is said`() throws {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let lines = (0..<100).map { number in
      reading(#"{"side":"north","lagSeconds":\#(number)}"#, "22:\(two(number / 60)):\(two(number % 60))")
    }
    let series = try fold(lines, limit: 5)
    let copy = try #require(series.replication.first)
    let kept = Array(0..<5) + Array(95..<100)
    #expect(copy.points.map { $0.lag?.decimalSeconds ?? "" } == kept.map { String($0) })
    #expect(copy.omitted == 90)
    #expect(copy.pointsBeforeOmitted == 5)
    #expect(series.findings.map(\.rule) == ["series-shortened"])
    #expect(series.findings.first?.count == 90)
  }

  @Test func `behind what is left out of a long series no share is made up`() throws {
    var lines = [shift("west", "100", "20:00:00")]
    lines += (10..<50).map { shift("north", "\($0)", "21:\($0):00") }
    let series = try fold(lines, limit: 3)
    let west = try #require(series.traffic.first { $0.site == "west" })
    // The last share of the west is one that was reckoned before the gap.
    #expect(west.points.last?.at.time.description == "2026-11-22T21:11:00Z")
    #expect(west.pointsBeforeOmitted == west.points.count)
    #expect(west.omitted > 0)
  }

  @Test func `what was withheld is counted`() throws {
    let stub = event("withheld", at: "2026-11-22T21:00:00Z", data: #"{"index":0,"leaf":"AA==","reason":"secret"}"#)
    #expect(try fold([stub, shift("north", "10", "22:00:00")]).withheld == 1)
  }

  @Test func `in whatever order lines come, the series are the same`() throws {
    var dice = SeededDice(seed: 7)
    for _ in 0..<20 {
      let lines = (0..<12).map { number in
        shift(["north", "west"][dice.roll(2)], "\(dice.roll(101))", "22:\(number + 10):00", service: ["pay", "*"][dice.roll(2)])
      }
      var turned = lines
      for place in turned.indices { turned.swapAt(place, dice.roll(turned.count)) }
      #expect(shown(try fold(lines)) == shown(try fold(turned)))
      for line in try fold(lines).traffic { #expect(line.points.allSatisfy { (0...100_000_000).contains($0.share) }) }
    }
  }
}
