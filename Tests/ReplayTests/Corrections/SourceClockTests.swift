import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

/// What is stated of a source's clock shifts its times; what the events show of it only widens intervals.
@Suite struct `Clocks of sources` {
  // MARK: Stated

  @Test func `a clock that was ahead makes times earlier, and what isn't known of it makes them uncertain`() throws {
    let story = """
      22:00 a1 note.added source=/a
      22:30:00.5 a2 note.added source=/a
      22:00 b1 note.added source=/b
      22:50 c1 clock /a PT1H
      22:51 c2 clock /b -PT0.25S PT2S
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["21:00:00 a1", "21:30:00.5 a2", "22:00:00.25 b1 -2s +2.99s"])
    #expect(rules.isEmpty)
    #expect(summary.shifted == 3)
    #expect(summary.stated.map(\.source) == ["/a", "/b"])
    #expect(summary.stated.first?.offset == TimeSpan(seconds: 3600) && summary.stated.first?.event.id == "c1")
  }

  @Test func `the stated clock accepted last counts, one that is retracted doesn't`() throws {
    let story = "22:00 a1 note.added source=/a\n22:50 c1 clock /a PT1H\n22:51 c2 clock /a PT2H"
    #expect(try told(story).seen == ["20:00:00 a1"])
    #expect(try told(story).rules == ["source-clock-superseded"])
    let retracted = try told(story + "\n22:52 r1 retract c2")
    #expect(retracted.seen == ["21:00:00 a1"])
    #expect(retracted.rules == ["correction-retracted"])
    #expect(try told(story + "\n22:52 x1 amend c2 data.offset=\"PT3H\"").seen == ["19:00:00 a1"])
  }

  @Test func `a clock of nobody, or of the recorder, is a finding`() throws {
    let (seen, rules, summary) = try told(
      "22:00 a1 note.added source=/a\n22:50 c1 clock /b PT1H\n22:51 c2 clock ops/a PT1H")
    #expect(seen == ["22:00:00 a1"])
    #expect(rules == ["source-clock-of-nothing"])
    #expect(summary.findings.first?.indexes == [2, 3])
    #expect(summary.isEmpty)
  }

  @Test(arguments: [("2026-11-22", "-P100000D"), ("1700-01-01", "P100000D")])
  func `a clock by which times would leave the calendar is a finding, and they stay`(day: String, offset: String) throws {
    let (seen, rules, summary) = try told(
      "\(day)T22:00:00Z a1 note.added source=/a\n22:50 c1 clock /a \(offset) PT1S")
    #expect(seen == ["22:00:00 a1"])
    #expect(rules == ["source-clock-out-of-range"])
    #expect(summary.shifted == 0)
  }

  @Test func `a clock of which nothing is known leaves lengths unknown`() throws {
    let lines = story(
      """
      22:00 d1 service.down service=pay source=/a
      22:05 b1 backlog.reported service=pay data.queue="q" source=/a
      22:10 u1 service.up service=pay source=/a
      22:20 b2 backlog.cleared service=pay data.queue="q" source=/a
      22:50 c1 clock /a PT0S P100000D
      """)
    let report = try correcting(ObjectivesFold(plan: payPlan([rto("1h", .businessCleared)])), over: lines.placed).output
    #expect(report.verdict == .unknown)
    #expect(report.clock(.businessCleared)?.value == nil)
  }

  @Test func `a time that was amended is taken as right, other amendments leave the clock as it is`() throws {
    let story = """
      22:00 a1 note.added source=/a
      22:00 a2 note.added source=/a
      22:50 c1 clock /a PT1H PT1S
      22:51 x1 amend a1@/a time=22:07
      22:52 x2 amend a2@/a region=n
      """
    #expect(try told(story).seen == ["22:07:00 a1", "21:00:00 a2 n -1s +1s"])
  }

  @Test func `times in data are by the same clock, but for those that were agreed on`() throws {
    let lines = story(
      """
      22:00 f1 writes.frozen dataset=db timeaccuracy=PT0S data.side="west" source=/a
      22:01 w1 writes.observed dataset=db timeaccuracy=PT0S data.side="west" data.last="2026-11-22T21:59:59.000Z" source=/a
      21:10 o1 writes.opened dataset=db timeaccuracy=PT0S data.side="north"
      21:11 o2 writes.observed dataset=db timeaccuracy=PT0S data.side="north" data.first="2026-11-22T21:10:00.000Z"
      21:12 m1 writer.changed dataset=db data.from="west" data.to="north" timeaccuracy=PT0S
      22:50 c1 clock /a PT1H PT2S
      """)
    let report = try correcting(ObjectivesFold(plan: payPlan()), over: lines.placed).output
    let gap = try #require(report.clock(.writeGap)?.value)
    // 20:59:59 ± 2 s to 21:10:00, both to the millisecond.
    #expect(gap.stated == TimeSpan(seconds: 601))
    #expect(gap.lower == TimeSpan(nanoseconds: 598_999_000_000))
    #expect(gap.upper == TimeSpan(nanoseconds: 603_001_000_000))
    #expect(report.clock(.writes)?.value?.stated == TimeSpan(seconds: 600))
  }

  @Test func `what isn't known of a stated clock widens a length at both ends`() throws {
    let lines = story(
      """
      22:00 d1 service.down service=pay timeaccuracy=PT0S source=/a
      22:10 u1 service.up service=pay timeaccuracy=PT0S source=/b
      22:50 c1 clock /a PT1M PT2S
      22:51 c2 clock /b PT0S PT3S
      """)
    let result = try #require(
      try correcting(ObjectivesFold(plan: payPlan([rto("1h")])), over: lines.placed).output.objectives.first)
    #expect(result.seconds == TimeSpan(seconds: 660))
    #expect(result.lower == TimeSpan(seconds: 655) && result.upper == TimeSpan(seconds: 665))
    let entries = try correcting(TimelineFold(), over: lines.placed).output.entries
    #expect(entries.first?.moment.before == 2_000_000_000 && entries.first?.moment.accuracy == 2_000_000_000)
  }

  @Test func `a source that says what it can't know yet can't know it by another clock either`() throws {
    let lines = story(
      """
      22:00 r1 data.recoverable dataset=db timeaccuracy=PT0S data.side="west" data.upTo="2026-11-22T22:00:05Z" acceptedtime=21:59
      """)
    let fold = ObjectivesFold(plan: payPlan())
    #expect(try folding(fold, at: lines.placed).findings.map(\.rule) == ["recoverable-after-event"])
    #expect(try correcting(fold, over: lines.placed).output.findings.map(\.rule) == ["recoverable-after-event"])
  }

  // MARK: Shown

  @Test func `a time after its acceptance shows that the clock is ahead, unless the stream is an import`() throws {
    let story = """
      22:00:10 a1 note.added source=/a acceptedtime=22:00:02
      22:00:30 a2 note.added source=/a acceptedtime=22:00:27
      22:00:00 b1 note.added source=/b acceptedtime=22:00:27
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:00:10 a1 -8s", "22:00:30 a2 -8s", "22:00:00 b1"])
    #expect(rules == ["time-after-acceptance"])
    #expect(summary.findings.first?.indexes == [1, 2])
    #expect(summary.estimated.map(\.source) == ["/a"])
    #expect(try told(story, kind: "import").seen == ["22:00:10 a1", "22:00:30 a2", "22:00:00 b1"])
    let stated = try told(story + "\n22:00:31 c1 clock /a PT5S")
    #expect(stated.seen == ["22:00:05 a1 -3s", "22:00:25 a2 -3s", "22:00:00 b1"])
    #expect(try told(story + "\n22:00:31 x1 amend a1@/a time=22:00:01").seen.last(where: { $0.contains("a2") }) == "22:00:30 a2 -3s")
  }

  @Test func `an effect before its cause widens both, by what is between them`() throws {
    let story = """
      22:00:10 a1 note.added source=/a
      22:00:02 b1 note.added source=/b causationid=a1
      22:00:40 a2 note.added source=/a causationid=b1
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:00:10 a1 -7s", "22:00:02 b1 +7s", "22:00:40 a2 -7s"])
    #expect(rules == ["effect-before-cause"])
    #expect(summary.findings.first?.indexes == [1, 2])
  }

  @Test func `causes are found wherever they stand, not where several sources have the id, nor within one source`() throws {
    let late = "22:00:02 b1 note.added source=/b causationid=a1\n22:00:10 a1 note.added source=/a"
    #expect(try told(late).rules == ["effect-before-cause"])
    #expect(try told(late + "\n22:00:10 a1 note.added source=/c").rules.isEmpty)
    #expect(try told("22:00:02 b1 note.added causationid=a1\n22:00:10 a1 note.added").rules.isEmpty)
    #expect(try told("22:00:02 b1 note.added source=/b causationid=nobody").rules.isEmpty)
    let amended = "22:00:02 b1 note.added source=/b\n22:00:10 a1 note.added source=/a\n22:01 x1 amend b1@/b causationid=a1"
    #expect(try told(amended).rules == ["effect-before-cause"])
  }

  @Test func `one happening told by two sources widens both`() throws {
    let story = """
      22:00:10 a1 service.down source=/a correlationid=k
      22:03:10 b1 service.down source=/b correlationid=k timeaccuracy=PT1M
      22:10:00 a2 service.up source=/a
      """
    let (seen, rules, _) = try told(story)
    #expect(seen == ["22:00:10 a1 +2m 59s", "22:03:10 b1 -2m 59s", "22:10:00 a2 +2m 59s"])
    #expect(rules == ["sources-disagree"])
  }

  @Test(arguments: [
    "22:00:10 a1 service.down source=/a correlationid=k\n22:03:10 b1 service.up source=/b correlationid=k",
    "22:00:10 a1 service.down source=/a correlationid=k\n22:03:10 b1 service.down source=/b correlationid=l",
    "22:00:10 a1 service.down source=/a correlationid=k\n22:03:10 a2 service.down source=/a correlationid=k",
    "22:00:10 a1 task.started source=/a correlationid=k task=x\n22:03:10 b1 task.started source=/b correlationid=k task=y",
    """
    22:00:10 a1 task.started source=/a correlationid=k
    22:00:10 a2 task.started source=/a correlationid=k
    22:03:10 b1 task.started source=/b correlationid=k
    """,
    "22:00:10 a1 service.down source=/a correlationid=k\n22:00:10 b1 service.down source=/b correlationid=k",
    "22:00:10 a1 service.down source=/a correlationid=k timeaccuracy=PT5M\n22:03:10 b1 service.down source=/b correlationid=k",
  ])
  func `what is no happening of both, or no contradiction, shows nothing`(story: String) throws {
    let (seen, rules, _) = try told(story)
    #expect(rules.isEmpty)
    #expect(!seen.contains { $0.contains("+") || $0.contains(" -") })
  }

  @Test func `whole hours between two sources are a time zone slip, and nothing is widened for it`() throws {
    // GitLab.com, 31 January 2017: the live notes and the post-mortem of one owner.
    let story = """
      18:00 a1 incident.detected source=/notes correlationid=spam timeaccuracy=PT1M
      19:00 b1 incident.detected source=/post-mortem correlationid=spam timeaccuracy=PT1M
      22:00 a2 incident.detected source=/notes correlationid=lag timeaccuracy=PT1M
      23:00 b2 incident.detected source=/post-mortem correlationid=lag timeaccuracy=PT1M
      23:27 a3 fault.occurred source=/notes correlationid=deletion timeaccuracy=PT1M
      23:30 b3 fault.occurred source=/post-mortem correlationid=deletion timeaccuracy=PT1M
      """
    let (seen, rules, summary) = try told(story, kind: "import")
    #expect(rules == ["sources-disagree", "time-zone-slip"])
    #expect(summary.findings.map(\.indexes) == [[5, 6], [1, 2, 3, 4]])
    #expect(summary.findings.last?.message.contains("/notes and /post-mortem by 1 h") == true)
    #expect(seen.first == "18:00:00 a1 +2m 00s")
    let slips = story.split(separator: "\n").prefix(4).joined(separator: "\n")
    #expect(try told(slips, kind: "import").summary.estimated.isEmpty)
  }

  @Test(arguments: [("20:02", true), ("20:03", false), ("19:58", true), ("19:30", false), ("23:01", true)])
  func `a slip is whole hours within two minutes`(other: String, isSlip: Bool) throws {
    let rules = try told(
      "18:00 a1 note.added source=/a correlationid=k\n\(other) b1 note.added source=/b correlationid=k", kind: "import").rules
    #expect(rules == [isSlip ? "time-zone-slip" : "sources-disagree"])
  }

  @Test func `more than a day is no offset, and nothing is widened for it`() throws {
    let (seen, rules, _) = try told(
      """
      2026-11-25T22:00:00Z a1 note.added source=/a
      2026-11-20T22:10:00Z a2 note.added source=/a correlationid=k
      2026-11-22T22:10:00Z b2 note.added source=/b correlationid=k
      """)
    #expect(rules == ["clock-not-estimated"])
    #expect(seen.allSatisfy { !$0.contains("+") && !$0.contains(" -") })
  }

  @Test func `widened intervals leave values as they are and can make a verdict unknown`() throws {
    let lines = story(
      """
      22:00 d1 service.down service=pay timeaccuracy=PT0S source=/a acceptedtime=21:59
      22:10 u1 service.up service=pay timeaccuracy=PT0S source=/b
      """)
    let fold = ObjectivesFold(plan: payPlan([rto("10m30s")]))
    let recorded = try #require(try folding(fold, at: lines.placed).objectives.first)
    let result = try #require(try correcting(fold, over: lines.placed).output.objectives.first)
    #expect(recorded.verdict == .met && result.verdict == .unknown)
    #expect(result.seconds == recorded.seconds)
    #expect(result.lower == TimeSpan(seconds: 600) && result.upper == TimeSpan(seconds: 660))
  }

  @Test func `probes by a clock that may be wrong must reach further to cover a run`() throws {
    let probe = "source=/p service=pay timeaccuracy=PT0S data.probe=\"x\" data.ok=70 data.failed=0 data.interval=\"PT10S\""
    func lines(until: String) -> [String] {
      story(
        """
        22:00 b1 run.began timeaccuracy=PT0S
        22:10 e1 run.ended timeaccuracy=PT0S
        22:12 p1 service.observed \(probe) data.from="2026-11-22T22:00:00Z" data.to="\(until)" acceptedtime=22:11
        """)
    }
    let fold = ObjectivesFold(plan: payPlan([rto("1m")]))
    #expect(try folding(fold, at: lines(until: "2026-11-22T22:10:00Z").placed).verdict == .met)
    #expect(try correcting(fold, over: lines(until: "2026-11-22T22:10:00Z").placed).output.verdict == .unknown)
    #expect(try correcting(fold, over: lines(until: "2026-11-22T22:10:55Z").placed).output.verdict == .met)
  }

  @Test func `a commit by a clock that is ahead may be earlier, and the loss greater`() throws {
    let lines = story(
      """
      22:00:00 f1 writes.frozen dataset=db timeaccuracy=PT0S data.side="west"
      22:00:05 r1 replication.observed source=/r dataset=db timeaccuracy=PT0S data.side="north" data.lastCommit="2026-11-22T21:59:58.000Z" acceptedtime=21:59:35
      22:01:00 o1 writes.opened dataset=db timeaccuracy=PT0S data.side="north"
      """)
    let fold = ObjectivesFold(plan: payPlan([rpo("10s")]))
    #expect(try folding(fold, at: lines.placed).verdict == .met)
    let result = try #require(try correcting(fold, over: lines.placed).output.objectives.first)
    #expect(result.verdict == .unknown)
    #expect(result.seconds == TimeSpan(seconds: 2) && result.upper == TimeSpan(seconds: 32))
  }

  @Test func `a mark stays forty bytes, and slack is whole milliseconds rounded up`() {
    #expect(MemoryLayout<EventMark>.size == 40)
    #expect(ClockSlack(nanoseconds: 1).nanoseconds == 1_000_000)
    #expect(ClockSlack(nanoseconds: 2_000_000).nanoseconds == 2_000_000)
    #expect(ClockSlack(nanoseconds: -5).nanoseconds == 0)
    #expect(ClockSlack(nanoseconds: .max).nanoseconds == .max)
  }
}
