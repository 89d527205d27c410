import CloudEvents
import CutoverModel
import TestSupport

@testable import Replay

/// A plan of tasks and gates with links of all kinds and leads, and a run of it in which tasks take, wait, are paused,
/// tried again, done twice, skipped, given up or forgotten at random.
struct RandomNight {
  var plan: Plan
  var lines: [String]

  init(_ random: inout FixedRandom, rollsBack: Bool = false) {
    var tasks = randomTasks(&random)
    var gates: [Plan.Gate] = []
    for number in 0..<Int.random(in: 0...2, using: &random) {
      let border = Int.random(in: 0..<tasks.count, using: &random)
      var gate = Plan.Gate(id: "g\(number)")
      gate.duration = .fixed(.minutes(Int64.random(in: 0...3, using: &random)))
      gate.after = tasks.prefix(border).filter { _ in Bool.random(using: &random) }
        .map { Dependency(predecessor: $0.id) }
      for task in border..<tasks.count where Bool.random(using: &random) {
        tasks[task].after.append(link(.finishToStart, gate.id, lag: Int64.random(in: -2...2, using: &random)))
      }
      gates.append(gate)
    }
    if rollsBack {
      var back = randomTasks(&random)
      for number in back.indices {
        back[number].id = "r" + back[number].id
        back[number].isRollbackOnly = true
        for link in back[number].after.indices {
          back[number].after[link].predecessor = "r" + back[number].after[link].predecessor
        }
      }
      tasks += back
    }
    var plan = Plan(plan: "night", version: 1)
    plan.tasks = tasks
    plan.gates = gates
    self.plan = plan
    lines = [event("run.began", at: clock(Int64.random(in: -5...5, using: &random)))]
    if rollsBack {
      let at = Int64.random(in: 20...60, using: &random)
      lines.append(event("decision.made", at: clock(at), data: #"{"decision":"rollback"}"#))
    }
    for task in tasks { lines += Self.course(of: task, &random) }
    for gate in gates where Int.random(in: 0..<5, using: &random) > 0 {
      let asked = Int64.random(in: 0...70, using: &random)
      if Bool.random(using: &random) { lines.append(event("gate.requested", at: clock(asked), ["gate": gate.id])) }
      let passed = asked + Int64.random(in: 0...10, using: &random)
      lines.append(event("gate.approved", at: clock(passed), id: "pass-\(gate.id)", ["gate": gate.id, "actor": "ann"]))
    }
    lines.append(event("run.ended", at: clock(400)))
    lines.shuffle(using: &random)
  }

  private static func course(of task: PlannedTask, _ random: inout FixedRandom) -> [String] {
    var time = Int64.random(in: 0...60, using: &random)
    func later(_ most: Int64, _ random: inout FixedRandom) -> Int64 {
      time += Int64.random(in: 0...most, using: &random)
      return time
    }
    let start = happens("started", task.id, time)
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return []
    case 1: return [happens("skipped", task.id, time)]
    case 2: return [happens("completed", task.id, time)]
    case 3: return [start]
    case 4: return [start, happens("failed", task.id, later(9, &random))]
    case 5, 6:
      return [
        start, happens("paused", task.id, later(9, &random)), happens("resumed", task.id, later(9, &random)),
        happens("completed", task.id, later(9, &random)),
      ]
    case 7, 8:
      let failed = happens("failed", task.id, later(9, &random), data: #"{"attempt":1}"#)
      let again = happens("started", task.id, later(9, &random) + 1, data: #"{"attempt":2}"#)
      time += 1
      return [start, failed, again, happens("completed", task.id, later(20, &random), data: #"{"attempt":2}"#)]
    case 9:
      let done = happens("completed", task.id, later(9, &random))
      time += 1
      return [start, done, happens("started", task.id, time), happens("completed", task.id, later(9, &random) + 1)]
    default: return [start, happens("completed", task.id, later(30, &random))]
    }
  }
}

/// What a run's lines hold of tasks, gates and checks.
struct RunLogFold: EventFold {
  private var log = RunLog(starts: nil)
  private var streams = StreamCounter()

  mutating func apply(_ event: EventView) {
    streams.advance(to: event)
    log.apply(event, of: streams)
  }

  consuming func finish() -> RunLog { log }
}

/// The judge of a run of events against a plan, after it has judged.
func judging(_ plan: Plan, _ lines: [String]) throws -> (judge: VarianceJudge, variance: Variance) {
  var judge = VarianceJudge(
    .init(plan, try Schedule(of: plan)), try folding(RunLogFold(), over: lines))
  let variance = judge.variance()
  return (judge, variance)
}
