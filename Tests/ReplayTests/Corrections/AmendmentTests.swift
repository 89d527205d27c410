import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// A story is read with what its own events say of each other; each case has its result and its finding.
@Suite struct `Amendments and retractions` {
  @Test func `an amended event is read with other attributes, at its own place`() throws {
    let story = """
      22:00 d1 service.down service=pay
      22:10 u1 service.up service=pay
      22:20 a1 amend d1 time=22:05 region=north
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:05:00 d1 pay north", "22:10:00 u1 pay"])
    #expect(rules.isEmpty)
    #expect(summary.amended == 1 && summary.retracted == 0)
    #expect(summary.amendments.map(\.key.index) == [1] && summary.amendments.first?.value.id == "a1")
  }

  @Test func `members of data are amended one by one, null takes away`() throws {
    let story = """
      22:00 t1 task.failed task=sync data.exitStatus=1 data.reason="x"
      22:01 t2 task.failed task=sync
      22:20 a1 amend t1 data.exitStatus=2 data.reason=null task=null data.a.b={"c":[1]}
      22:21 a2 amend t2 data.exitStatus=3
      """
    let (seen, rules, _) = try told(story)
    #expect(seen == [#"22:00:00 t1 exitStatus=2 a.b={"c":[1]}"#, "22:01:00 t2 sync exitStatus=3"])
    #expect(rules.isEmpty)
  }

  @Test func `a retracted event is not read`() throws {
    let (seen, rules, summary) = try told("22:00 d1 service.down\n22:10 u1 service.up\n22:20 r1 retract d1")
    #expect(seen == ["22:10:00 u1"])
    #expect(rules.isEmpty)
    #expect(summary.retracted == 1)
  }

  @Test func `of two amendments the one accepted last wins, for each attribute`() throws {
    let story = """
      22:00 d1 service.down service=a region=x
      22:30 a2 amend d1 region=z layer=data
      22:20 a1 amend d1 service=b region=y layer=people
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:00:00 d1 b y"])
    #expect(rules == ["amendment-superseded"])
    #expect(summary.findings.first?.indexes == [2])
    #expect(summary.amended == 1)
  }

  @Test func `an amendment that is retracted doesn't count, unless that retraction is retracted too`() throws {
    let once = "22:00 d1 service.down service=a\n22:20 a1 amend d1 service=b\n22:30 r1 retract a1"
    #expect(try told(once).seen == ["22:00:00 d1 a"])
    #expect(try told(once).rules == ["correction-retracted"])
    let twice = once + "\n22:40 r2 retract r1"
    #expect(try told(twice).seen == ["22:00:00 d1 b"])
    #expect(try told(twice).rules == ["correction-retracted"])
    let thrice = twice + "\n22:50 r3 retract r2"
    #expect(try told(thrice).seen == ["22:00:00 d1 a"])
  }

  @Test func `an amendment that is amended counts as amended`() throws {
    let story = """
      22:00 d1 service.down service=a
      22:01 d2 service.down service=a
      22:20 a1 amend d1 service=b
      22:30 a2 amend a1 data.set={"service":"c"} data.about={"source":"/test","id":"d2"}
      """
    let (seen, rules, _) = try told(story)
    #expect(seen == ["22:00:00 d1 a", "22:01:00 d2 c"])
    #expect(rules.isEmpty)
  }

  @Test func `a correction of itself, or of a later one, corrects nothing`() throws {
    let story = """
      22:00 d1 service.down service=a
      22:20 r1 retract r1
      22:21 r2 retract a1
      22:30 a1 amend d1 service=b
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:00:00 d1 b"])
    #expect(rules == ["correction-of-later-correction"])
    #expect(summary.findings.first?.indexes == [2, 3])
  }

  @Test func `a correction recorded before its event counts, and is a finding`() throws {
    let (seen, rules, _) = try told("22:20 a1 amend d1 service=b\n22:00 d1 service.down service=a")
    #expect(seen == ["22:00:00 d1 b"])
    #expect(rules == ["correction-before-event"])
  }

  @Test func `of nothing, and of the recorder's lines, it corrects nothing`() throws {
    let story = """
      22:00 d1 service.down
      22:20 a1 amend d2 service=b
      22:21 r1 retract d1@/other
      22:22 r2 retract stream.opened-2026-11-22T20:00:00Z@ops/a
      """
    let (seen, rules, summary) = try told(story)
    #expect(seen == ["22:00:00 d1"])
    #expect(rules == ["correction-of-nothing", "correction-of-recorder-line"])
    #expect(summary.findings.map(\.indexes) == [[2, 3], [4]])
    #expect(summary.isEmpty)
  }

  @Test(arguments: ["id", "source", "type", "acceptedtime", "specversion", "salt", "data"])
  func `what makes an event this one can't be amended; the rest of the amendment counts`(name: String) throws {
    let (seen, rules, _) = try told("22:00 d1 service.down service=a\n22:20 a1 amend d1 \(name)=x service=b")
    #expect(seen == ["22:00:00 d1 b"])
    #expect(rules == ["amendment-of-fixed-attribute"])
    let alone = try told("22:00 d1 service.down service=a\n22:20 a1 amend d1 \(name)=x")
    #expect(alone.seen == ["22:00:00 d1 a"])
    #expect(alone.rules == ["amendment-of-fixed-attribute"])
    #expect(alone.summary.isEmpty)
  }

  @Test(arguments: ["time=noon", "time=null", "time={\"a\":1}", "data.x=1"])
  func `an amendment after which the event would be none doesn't count`(set: String) throws {
    var lines = story(
      """
      22:00 d1 service.down service=a
      22:20 a1 amend d1 \(set)
      22:21 a2 amend d1 service=b
      """)
    if set == "data.x=1" { lines[1] = lines[1].dropLast() + ",\"data\":[1]}" }
    let (seen, summary) = try correcting(SeenEvents(), over: lines.placed)
    #expect(seen == ["22:00:00 d1 b"])
    let rule = set.contains("{") ? "amendment-member-malformed" : "amendment-not-applicable"
    #expect(summary.findings.map(\.rule) == [rule])
    #expect(summary.findings.first?.indexes == [2])
  }

  @Test func `names that are no attributes are left out, the rest of the amendment counts`() throws {
    let (seen, rules, _) = try told(
      "22:00 d1 service.down service=a\n22:20 a1 amend d1 Service=x data.=1 region=[1] service=b")
    #expect(seen == ["22:00:00 d1 b"])
    #expect(rules == ["amendment-member-malformed"])
  }

  @Test(arguments: [
    "event.amended data.about={\"id\":\"d1\"}", "event.retracted data.about=\"d1\"", "event.amended",
    "event.amended data.about={\"source\":\"/test\",\"id\":\"d1\"}", "event.retracted data.about=null",
    "event.amended data.about={\"source\":\"/test\",\"id\":\"d1\"} data.set={}",
    "event.amended data.about={\"source\":\"/test\",\"id\":\"d1\"} data.set=[1]",
    "source.clock data.source=\"/test\"", "source.clock data.source=\"/test\" data.offset=\"soon\"",
    "source.clock data.source=\"/test\" data.offset=\"PT1H\" data.accuracy=\"-PT1S\"", "source.clock data.offset=\"PT1H\"",
  ])
  func `one that can't be read corrects nothing and is a finding`(remark: String) throws {
    let (seen, rules, summary) = try told("22:00 d1 service.down service=a\n22:20 x1 \(remark)")
    #expect(seen == ["22:00:00 d1 a"])
    #expect(rules == ["correction-malformed"])
    #expect(summary.isEmpty)
  }

  @Test func `an event is found by what its id says, however it is written`() throws {
    var lines = story("22:00 d1 service.down\n22:01 d2 service.down\n22:20 r1 retract d1")
    lines[1] = lines[1].replacing(#""id":"d1""#, with: #""id":"\u00641""#)
    lines[2] = lines[2].replacing(#""source":"/test""#, with: #""source":"\/test""#)
    #expect(try correcting(SeenEvents(), over: lines.placed).output == ["22:01:00 d2"])
    lines[3] = lines[3].replacing(#""id":"d1"}"#, with: #""id":"d2"}"#)
    #expect(try correcting(SeenEvents(), over: lines.placed).output == ["22:00:00 d1"])
  }

  @Test func `an event is retracted in every stream that holds it`() throws {
    let one = story("22:00 d1 service.down\n22:10 u1 service.up").placed
    let other = story("22:00 d1 service.down\n22:20 r1 retract d1").placed
    #expect(try correcting(SeenEvents(), over: one + other).output == ["22:10:00 u1"])
    #expect(try correcting(SeenEvents(), over: other + one).output == ["22:10:00 u1"])
  }

  @Test func `verdicts follow what was amended`() throws {
    let lines = story(
      """
      22:00 d1 service.down service=pay timeaccuracy=PT0S
      22:10 u1 service.up service=pay timeaccuracy=PT0S
      22:20 a1 amend u1 time=22:04
      """)
    let fold = ObjectivesFold(plan: payPlan([rto("5m")]))
    #expect(try folding(fold, at: lines.placed).verdict == .missed)
    #expect(try correcting(fold, over: lines.placed).output.verdict == .met)
  }

  @Test func `entries and tasks whose events were amended are marked`() throws {
    let lines = story(
      """
      22:00 s1 task.started task=sync
      22:10 c1 task.completed task=sync
      22:11 n1 note.added data.text="x"
      22:20 a1 amend c1 time=22:08
      """)
    var (timeline, summary) = try correcting(TimelineFold(), over: lines.placed)
    timeline.mark(summary)
    #expect(timeline.entries.map { $0.amendment?.id } == ["a1", nil, nil])
    #expect(timeline.entries.first?.end?.stated.description == "2026-11-22T22:08:00Z")
    var plan = payPlan()
    plan.tasks = [PlannedTask(id: "sync")]
    var (variance, marks) = try correcting(VarianceFold(plan: plan, schedule: Schedule(of: plan)), over: lines.placed)
    variance.mark(marks)
    #expect(variance.tasks.map { $0.amendment?.id } == ["a1"])
  }
}
