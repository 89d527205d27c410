import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// The rule of claims: `holds` by the value as stated, `contradicted` by the whole interval, else `undecidable`.
@Suite struct `A claim about a duration` {
  @Test(arguments: [
    // Exact times: a point is compared, and half of the last unit stated is allowed.
    ("a 22:00 b 22:10", "a b about 10m", "holds 600 [600, 600]"),
    ("a 22:00 b 22:10:30", "a b about 10m", "holds 630 [630, 630]"),
    ("a 22:00 b 22:09:30", "a b about 10m", "holds 570 [570, 570]"),
    ("a 22:00 b 22:10:31", "a b about 10m", "contradicted 631 [631, 631]"),
    ("a 22:00 b 22:09:29", "a b about 10m", "contradicted 569 [569, 569]"),
    // The last unit stated is what counts: hours, seconds, and tenths of an hour.
    ("a 20:00 b 21:30", "a b about 1h", "holds 5400 [5400, 5400]"),
    ("a 20:00 b 21:30", "a b about 60m", "contradicted 5400 [5400, 5400]"),
    ("a 22:00 b 22:10:01", "a b about 10m0s", "contradicted 601 [601, 601]"),
    ("a 20:00 b 21:03", "a b about PT1.0H", "holds 3780 [3780, 3780]"),
    ("a 20:00 b 21:04", "a b about PT1.0H", "contradicted 3840 [3840, 3840]"),
    // A tolerance that the claim states.
    ("a 22:00 b 22:32", "a b about 30m 5m", "holds 1920 [1920, 1920]"),
    ("a 22:00 b 22:36", "a b about 30m 5m", "contradicted 2160 [2160, 2160]"),
    // Times to the minute: the value decides for `holds`, the bounds against it.
    ("a 22:00/1m b 22:10/1m", "a b about 10m", "holds 600 [540, 660]"),
    ("a 22:00/1m b 22:11/1m", "a b about 10m", "undecidable 660 [600, 720]"),
    ("a 22:00/1m b 22:12/1m", "a b about 10m", "contradicted 720 [660, 780]"),
    // A difference of two uncertain times never is one of its bounds.
    ("a 22:00/1m b 22:11:30/1m", "a b about 10m", "contradicted 690 [630, 750]"),
    ("a 22:00/1m b 22:08:30/1m", "a b about 10m", "contradicted 510 [450, 570]"),
  ])
  func `about so long`(timeline: String, claimed: String, expected: String) throws {
    #expect(try outcome(marks(timeline) + [claim(claimed)]) == expected)
  }

  @Test(arguments: [
    // On the right side anything goes, on the other the tolerance: half the last unit stated.
    ("a 22:00 b 22:01", "a b at-most 10m", "holds 60 [60, 60]"),
    ("a 22:00 b 22:10:30", "a b at-most 10m", "holds 630 [630, 630]"),
    ("a 22:00 b 22:10:31", "a b at-most 10m", "contradicted 631 [631, 631]"),
    ("a 22:00 b 23:59", "a b at-least 10m", "holds 7140 [7140, 7140]"),
    ("a 22:00 b 22:09:30", "a b at-least 10m", "holds 570 [570, 570]"),
    ("a 22:00 b 22:09:29", "a b at-least 10m", "contradicted 569 [569, 569]"),
    // A tolerance of nothing makes a bound strict.
    ("a 22:00 b 22:10", "a b at-most 10m 0s", "holds 600 [600, 600]"),
    ("a 22:00 b 22:10:01", "a b at-most 10m 0s", "contradicted 601 [601, 601]"),
    ("a 22:00 b 22:10", "a b at-least 10m 0s", "holds 600 [600, 600]"),
    ("a 22:00 b 22:09:59", "a b at-least 10m 0s", "contradicted 599 [599, 599]"),
    // By the times as stated it is on the right side.
    ("a 22:00/1m b 22:10/1m", "a b at-most 10m 0s", "holds 600 [540, 660]"),
    ("a 22:00/1m b 22:10:59/1m", "a b at-most 10m 0s", "undecidable 659 [599, 719]"),
    ("a 22:00/1m b 22:11/1m", "a b at-most 10m 0s", "contradicted 660 [600, 720]"),
    ("a 22:00/1m b 22:09:01/1m", "a b at-least 10m 0s", "undecidable 541 [481, 601]"),
    ("a 22:00/1m b 22:09/1m", "a b at-least 10m 0s", "contradicted 540 [480, 600]"),
  ])
  func `at most or at least so long`(timeline: String, claimed: String, expected: String) throws {
    #expect(try outcome(marks(timeline) + [claim(claimed)]) == expected)
  }

  @Test func `may name events that come after it, and times that no event has`() throws {
    #expect(try outcome([claim("a b about 10m")] + marks("a 22:00 b 22:10")) == "holds 600 [600, 600]")
    #expect(try outcome([claim("a 22:10:00 about 10m")] + marks("a 22:00")) == "holds 600 [600, 601]")
    #expect(try outcome([claim("22:00:00 22:10:00 at-least 9m")]) == "holds 600 [599, 601]")
  }

  @Test func `takes times as uncertain as the event that states them`() throws {
    let made = claiming(
      #""claim":"c","relation":"about","from":"2026-11-22T22:00:00Z","to":"2026-11-22T22:11:00Z","stated":"10m""#,
      ["timeaccuracy": "PT1M"])
    #expect(try outcome([made]) == "undecidable 660 [600, 720]")
  }

  @Test func `points at the events it rests on and at itself`() throws {
    let report = try claims(marks("a 22:00 b 22:10") + [claim("a b about 10m", id: "c")])
    let result = try #require(report.claims.first)
    #expect(result.from?.index == 0 && result.from?.id == "a")
    #expect(result.to?.index == 1 && result.to?.id == "b")
    #expect(result.origin == .event(EventReference(
      index: 2, source: "/test", id: "c", time: try .init("2026-11-22T23:59:00Z"), type: "dev.cutlog.claim.made")))
    #expect(report.findings.isEmpty)
  }

  @Test func `the worst of several verdicts is the answer`() throws {
    let timeline = marks("a 22:00 b 22:10")
    #expect(try claims(timeline).verdict == nil)
    #expect(try claims(timeline + [claim("a b about 10m")]).verdict == .holds)
    #expect(try claims(timeline + [claim("a b about 10m"), claim("a x about 10m")]).verdict == .undecidable)
    let all = [claim("a b about 10m"), claim("a x about 10m"), claim("a b at-least 11m")]
    #expect(try claims(timeline + all).verdict == .contradicted)
    #expect(try claims(timeline + all).claims.map(\.verdict) == [.holds, .undecidable, .contradicted])
  }
}
