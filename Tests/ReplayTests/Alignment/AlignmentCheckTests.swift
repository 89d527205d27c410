import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// What each check says of small timelines.
@Suite struct `Checks on the state` {
  @Test(arguments: AlignmentMarble.all)
  func `say of a timeline what stands beside it`(marble: AlignmentMarble) throws {
    let check = try marble.judged(eventLines(of: marble.text))
    #expect(check.outcome == marble.outcome, "\(check.message)")
    #expect(!check.message.isEmpty)
  }

  @Test(arguments: AlignmentRule.allCases)
  func `are each satisfied, violated and left undecided by some timeline`(rule: AlignmentRule) {
    // Objectives come from another fold; their test stands below.
    guard rule != .objectivesMet else { return }
    let outcomes = Set(AlignmentMarble.all.filter { $0.rule == rule }.map(\.outcome))
    #expect(outcomes.isSuperset(of: [.satisfied, .violated, .undecidable]))
  }

  @Test(arguments: AlignmentMarble.all.filter { $0.outcome == .satisfied })
  func `are satisfied no more once what they name is gone`(marble: AlignmentMarble) throws {
    let lines = eventLines(of: marble.text)
    let named = try Set(marble.judged(lines).events.map(\.index))
    #expect(!named.isEmpty)
    let others = lines.indices.filter { !named.contains($0) }.map { lines[$0] }
    #expect(try marble.judged(others).outcome != .satisfied)
    // Runs of a job tell of themselves what was due, and an end tells of its start.
    guard marble.rule != .jobCyclesKept else { return }
    for removed in named {
      var rest = lines
      rest.remove(at: removed)
      #expect(try marble.judged(rest).outcome != .satisfied, "without line \(removed)")
    }
  }

  @Test(arguments: AlignmentMarble.all)
  func `never get better by an event that is gone, unless they name it as what is bad`(marble: AlignmentMarble) throws {
    let lines = eventLines(of: marble.text)
    let before = try marble.judged(lines)
    let named = Set(before.events.map(\.index))
    for removed in lines.indices {
      var rest = lines
      rest.remove(at: removed)
      let after = try marble.judged(rest)
      guard after.outcome.alignment < before.outcome.alignment else { continue }
      // A stub says nothing of what it hides, so taking it away takes a doubt away.
      let isStub = lines[removed].contains("dev.cutlog.withheld")
      #expect(named.contains(removed) || isStub, "without line \(removed): \(after.message)")
    }
  }

  @Test(arguments: AlignmentMarble.all)
  func `don't depend on the order in which events are recorded`(marble: AlignmentMarble) throws {
    let lines = eventLines(of: marble.text)
    guard !lines.contains(where: { $0.contains("dev.cutlog.withheld") }) else { return }
    let check = try marble.judged(lines.reversed())
    #expect(check.outcome == marble.outcome, "\(check.message)")
  }

  @Test(arguments: AlignmentMarble.all.filter { $0.outcome == .satisfied })
  func `are not satisfied with a line withheld, unless it is accepted`(marble: AlignmentMarble) throws {
    let lines = eventLines(of: marble.text)
    let stub = eventLines(of: "22:00 withheld index=\(lines.count) reason=legal\n22:59 seal checkpoint=x")
    #expect(try marble.judged(lines + stub).outcome == .undecidable)
    let accepted = try state(lines + stub, kind: marble.kind, accepted: [lines.count])
    #expect(try accepted.first(marble.rule).outcome == .satisfied)
  }

  @Test(arguments: [("1h", "satisfied"), ("10m", "violated")])
  func `ask a failback for its objectives`(limit: String, outcome: String) throws {
    let plan =
      StatePlan.text + "\nobjectives: [ { id: pay-rto, metric: rto, service: pay, limit: \(limit) } ]\n"
    let lines = eventLines(of: "22:00 service.down @service=pay\n22:30 service.up @service=pay\n22:40 run.ended")
    var report = try state(lines, plan, kind: "failback")
    #expect(report.said(.objectivesMet) == ["undecidable"])
    report.judge(try objectives(StatePlan.plan(plan), lines))
    #expect(report.said(.objectivesMet) == ["pay-rto \(outcome)"])
    #expect(try report.first(.objectivesMet).events.map(\.index) == [0, 1])
    var live = try state(lines, plan)
    live.judge(try objectives(StatePlan.plan(plan), lines))
    #expect(live.said(.objectivesMet) == ["not-applicable"])
  }

  @Test func `leave a failback's objectives undecided where evidence for them is missing`() throws {
    let plan = StatePlan.text + "\nobjectives: [ { id: pay-rto, metric: rto, service: pay, limit: 1h } ]\n"
    let lines = eventLines(of: "22:00 service.down @service=pay")
    var report = try state(lines, plan, kind: "failback")
    report.judge(try objectives(StatePlan.plan(plan), lines))
    #expect(report.said(.objectivesMet) == ["pay-rto undecidable"])
  }
}

/// The lines of a timeline; a test's argument may be called marble.
private func eventLines(of text: String) -> [String] { marble(text) }
