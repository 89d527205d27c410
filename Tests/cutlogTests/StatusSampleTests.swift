import CloudEvents
import CutoverModel
import Documents
import Foundation
import JSONText
import Replay
import TestSupport
import Testing

/// The status at every instant of the invented runs at which a task, a gate, a decision or the run itself changes.
@Suite struct StatusSampleTests {
  /// The course of a run, read from its events without a fold.
  private struct Course {
    var lines: [String] = []
    var instants: Set<String> = []
    private var events: [(time: String, type: String, task: String)] = []

    init(_ run: String) throws {
      for line in try PaymentsSampleTests.lines(run) {
        let event = try JSONValue(parsing: Array(line.utf8))
        guard let type = event["type"]?.string, let time = event["time"]?.string else { continue }
        let word = type.dropFirst("dev.cutlog.".count)
        guard ["task.", "gate.", "decision.", "run.", "role."].contains(where: word.hasPrefix) else { continue }
        lines.append(String(line))
        instants.insert(time)
        if let task = event["task"]?.string { events.append((time, String(word), task)) }
      }
      // All of a run's times are UTC with the same digits, so that texts are in the order of time.
      events.sort { $0.time < $1.time }
    }

    /// The last word on each task by an instant.
    func states(at time: String) -> [String: String] {
      var states: [String: String] = [:]
      for event in events where event.time <= time { states[event.task] = event.type }
      return states
    }
  }

  private static func plan(_ run: String) throws -> Plan {
    let name = run == "live" ? "plan.yaml" : run == "failback" ? "plan-failback.yaml" : "plan-v2.yaml"
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: PaymentsSampleTests.path(name))))
    return try PlanDocument.read(bytes: bytes, name: name).plan
  }

  @Test(arguments: PaymentsSampleTests.runs)
  func `every task stands in one place, and what is ready waits for nothing`(run: String) throws {
    let plan = try Self.plan(run)
    let schedule = try Schedule(of: plan)
    let course = try Course(run)
    #expect(course.instants.count > 80)
    let milestones = Set(plan.tasks.filter { $0.mode == .milestone }.map(\.id))
    for instant in course.instants.sorted() {
      let now = try Timestamp(instant)
      let status = try folding(StatusFold(at: now, .stated, plan: plan, schedule: schedule), over: course.lines)
      let counts = status.tasks
      let all = counts.done + counts.running + counts.waiting + counts.dropped + counts.standby + counts.abandoned
      #expect(all == plan.tasks.count && counts.planned == all)
      let states = course.states(at: instant)
      let isRunning = { (task: String) in ["task.started", "task.paused", "task.resumed"].contains(states[task]) }
      #expect(Set(status.now.map(\.id)) == Set(states.keys.filter(isRunning)), "\(instant)")
      #expect(counts.running == status.now.count { $0.isPlanned })
      let done = Set(states.filter { $0.value == "task.completed" }.keys)
      #expect(counts.done >= done.count && counts.done <= done.count + milestones.count)
      let gates = Dictionary(uniqueKeysWithValues: status.gates.map { ($0.id, $0) })
      for next in status.next {
        let task = try #require(plan.tasks.first { $0.id == next.id })
        #expect(!done.contains(next.id) && !isRunning(next.id))
        guard next.isReady else {
          #expect(!next.waitsFor.isEmpty || next.notBefore != nil, "\(next.id) at \(instant)")
          continue
        }
        for link in task.after where link.relation == .finishToStart {
          let isDone = done.contains(link.predecessor) || ["task.skipped", "task.cancelled"].contains(states[link.predecessor])
          let isGate = plan.gates.contains { $0.id == link.predecessor }
          let isMilestone = milestones.contains(link.predecessor)
          #expect(isGate ? gates[link.predecessor] == nil : isDone || isMilestone, "\(next.id) at \(instant)")
        }
      }
      if !status.isOver, counts.waiting + counts.running > 0, let finish = status.forecastFinish { #expect(finish >= now) }
    }
  }

  @Test(arguments: PaymentsSampleTests.runs)
  func `the forecast begins as the plan and ends as the variance`(run: String) throws {
    let plan = try Self.plan(run)
    let schedule = try Schedule(of: plan)
    let course = try Course(run)
    let start = try #require(course.instants.min())
    let before = try Timestamp(nanoseconds: Timestamp(start).nanoseconds - 3_600_000_000_000, fractionDigits: 0)
    // Nothing says when T is before the run began, unless its opening does.
    let opening = event("stream.opened", at: "2026-01-01T00:00:00Z", data: #"{"starts":"\#(start)"}"#)
    let early = try folding(StatusFold(at: before, .stated, plan: plan, schedule: schedule), over: [opening] + course.lines)
    #expect(early.slip == .zero && early.tasks.done == 0)
    let end = try #require(try folding(RunEndFold(), over: course.lines))
    let status = try folding(StatusFold(at: end, .end, plan: plan, schedule: schedule), over: course.lines)
    let variance = try folding(VarianceFold(plan: plan, schedule: schedule), over: course.lines)
    #expect(status.isOver && status.tasks.running == 0)
    #expect(status.forecastFinish == variance.actualFinish?.time)
    #expect(status.run?.outcome != nil)
  }
}
