import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Claims that can't be decided: each is undecidable, says what it lacks, and is a finding.
@Suite struct `A claim that is wrong in itself` {
  private func expect(
    _ lines: [String], _ expected: String, _ rules: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try outcome(lines) == expected, sourceLocation: sourceLocation)
    #expect(try claims(lines).findings.map(\.rule) == rules, sourceLocation: sourceLocation)
  }

  @Test func `names an event that is not there`() throws {
    try expect(
      marks("a 22:00") + [claim("a b about 10m")], "undecidable: lacks event b of /test", ["claim-event-missing"])
    // The id alone is not the event's name.
    let others = event("note.added", at: "2026-11-22T22:10:00Z", id: "b", source: "/other")
    try expect(
      marks("a 22:00") + [others, claim("a b about 10m")], "undecidable: lacks event b of /test", ["claim-event-missing"])
  }

  @Test func `names an event of which there are several that differ`() throws {
    let twice = marks("a 22:00 b 22:10 b 22:20") + [claim("a b about 10m")]
    try expect(twice, "undecidable: lacks one event b of /test", ["claim-event-ambiguous"])
    // The same line twice is one event: it may stand in two streams of a run.
    try expect(marks("a 22:00 b 22:10 b 22:10") + [claim("a b about 10m")], "holds 600 [600, 600]", [])
  }

  @Test func `is about a span that ends before it begins, or whose order is open`() throws {
    try expect(
      marks("a 22:10 b 22:00") + [claim("a b about 10m")], "undecidable: lacks an end after the beginning",
      ["claim-stops-before-start"])
    try expect(
      marks("a 22:00/1m b 22:00/1m") + [claim("a b at-most 10m")], "undecidable: lacks the order of beginning and end",
      ["claim-order-open"])
  }

  @Test func `begins and ends at the same place`() throws {
    for place in ["a", "22:00:00"] {
      try expect(
        marks("a 22:00") + [claim("\(place) \(place) about 0s")], "undecidable: lacks two places", ["claim-same-place"])
    }
  }

  @Test func `is about more than 292 years`() throws {
    let lines = [
      claiming(
        #""claim":"c","relation":"about","from":"1700-01-01T00:00:00Z","to":"2200-01-01T00:00:00Z","stated":"1h""#)
    ]
    #expect(try outcome(lines) == "undecidable: lacks a length of less than 292 years")
  }

  @Test(arguments: [
    (#""relation":"about","stated":"1h""#, ["member-missing/claim.made/claim"]),
    (#""claim":7,"relation":"about","stated":"1h""#, ["member-malformed/claim.made/claim"]),
    (#""claim":"c","stated":"1h""#, ["member-missing/claim.made/relation"]),
    (#""claim":"c","relation":"exactly","stated":"1h""#, ["member-malformed/claim.made/relation"]),
    (#""claim":"c","relation":"about""#, ["member-missing/claim.made/stated"]),
    (#""claim":"c","relation":"about","stated":"-1h""#, ["member-malformed/claim.made/stated"]),
    (#""claim":"c","relation":"about","stated":3600"#, ["member-malformed/claim.made/stated"]),
    (#""claim":"c","relation":"about","stated":"1h","tolerance":"much""#, ["member-malformed/claim.made/tolerance"]),
    (#""claim":"c","relation":"about","stated":"1h","count":1"#, ["member-malformed/claim.made/count"]),
  ])
  func `has members that are missing or malformed`(members: String, rules: [String]) throws {
    let lines = marks("a 22:00 b 23:00")
    let places = #","from":{"source":"/test","id":"a"},"to":{"source":"/test","id":"b"}"#
    try expect(lines + [claiming(members + places)], "undecidable: lacks a claim that can be read", rules)
  }

  @Test(arguments: [
    (#""from":"yesterday","to":{"source":"/test","id":"b"}"#, ["member-malformed/claim.made/from"]),
    (#""from":{"id":"a"},"to":{"source":"/test","id":"b"}"#, ["member-malformed/claim.made/from"]),
    (#""from":{"source":"/test","id":"a"}"#, ["member-missing/claim.made/to"]),
    (#""from":[],"to":7"#, ["member-malformed/claim.made/from", "member-malformed/claim.made/to"]),
  ])
  func `has places that are missing or malformed`(places: String, rules: [String]) throws {
    let lines = marks("a 22:00 b 23:00")
    try expect(
      lines + [claiming(#""claim":"c","relation":"about","stated":"1h","# + places)],
      "undecidable: lacks a claim that can be read", rules)
  }

  @Test func `has no data at all`() throws {
    try expect(
      [event("claim.made", at: "2026-11-22T22:00:00Z")], "undecidable: lacks a claim that can be read",
      ["claim", "relation", "stated"].map { "member-missing/claim.made/\($0)" })
  }
}

@Suite struct `A withheld line among claims` {
  private let stub = event(
    "withheld", at: "2026-11-22T20:00:00Z", id: "withheld-2", data: #"{"index":2,"leaf":"AA==","reason":"secret"}"#)

  private func verdicts(_ acceptance: WithheldEvidence.Acceptance = .init()) throws -> ClaimsReport {
    let made = [claim("a b about 10m"), claim("a b at-least 11m"), claim("a withheld-2 about 10m")]
    return try claims(marks("a 22:00 b 22:10") + [stub] + made, acceptance: acceptance)
  }

  @Test func `keeps what holds undecidable, and leaves what is contradicted`() throws {
    let report = try verdicts()
    #expect(report.claims.map(\.verdict) == [.undecidable, .contradicted, .undecidable])
    #expect(report.claims[0].missing == ["line 2, withheld as secret"])
    // Nothing in a stub is evidence, so it can't be what a claim names.
    #expect(report.claims[2].missing == ["event withheld-2 of /test"])
    #expect(report.findings.map(\.rule) == ["claim-event-missing", "line-withheld"])
  }

  @Test func `counts for nothing once it is accepted by its index`() throws {
    let report = try verdicts(.init(accepted: [2]))
    #expect(report.claims.map(\.verdict) == [.holds, .contradicted, .undecidable])
    #expect(report.findings.map(\.rule) == ["claim-event-missing", "line-withheld-accepted"])
  }
}
