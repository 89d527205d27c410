import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `On random as-built networks the attribution` {
  private static func run(_ plan: Plan, _ lines: [String]) throws -> Variance {
    try variance(plan, lines)
  }

  /// Runs of random plans in which tasks take, wait, start too early, are skipped or lack a start at random.
  private func randomRun(_ tasks: [PlannedTask], _ random: inout FixedRandom) -> [String] {
    var lines = [event("run.began", at: clock(Int64.random(in: -5...5, using: &random)))]
    for task in tasks {
      let start = Int64.random(in: 0...60, using: &random)
      let end = start + Int64.random(in: 0...30, using: &random)
      switch Int.random(in: 0..<12, using: &random) {
      case 0: lines.append(happens("skipped", task.id, start))
      case 1: lines.append(happens("completed", task.id, end))
      case 2: lines.append(happens("started", task.id, start))
      default:
        lines.append(happens("started", task.id, start))
        lines.append(happens("completed", task.id, end))
      }
    }
    lines.append(event("run.ended", at: clock(200)))
    return lines.shuffled(using: &random)
  }

  @Test func `sums to the slip exactly`() throws {
    var random = FixedRandom(31)
    var attributed = 0
    for _ in 0..<2_000 {
      let plan = plan(randomTasks(&random))
      let variance = try variance(plan, randomRun(plan.tasks, &random))
      guard let slip = variance.slip else {
        #expect(variance.attribution.isEmpty)
        continue
      }
      attributed += 1
      #expect(variance.attribution.reduce(.zero) { $0 + $1.slip } == slip)
      #expect(variance.attribution.allSatisfy { $0.slip != .zero })
      let onPath = Set(variance.drivingPath)
      #expect(variance.attribution.allSatisfy { onPath.contains($0.task) })
      #expect(onPath.count == variance.drivingPath.count)
    }
    #expect(attributed > 1_900)
  }

  /// A run that keeps to its plan has nothing to attribute, whatever its links.
  @Test func `is empty for a run as planned`() throws {
    var random = FixedRandom(12)
    for _ in 0..<300 {
      let plan = plan(randomTasks(&random))
      var lines = [event("run.began", at: clock(0))]
      for task in try Schedule(of: plan).tasks {
        lines.append(happens("started", task.id, try #require(task.earlyStart?.minutes)))
        lines.append(happens("completed", task.id, try #require(task.earlyFinish?.minutes)))
      }
      let variance = try variance(plan, lines.shuffled(using: &random))
      #expect(variance.slip == .zero)
      #expect(variance.attribution.isEmpty)
      // A lead may pull a task before the start; the plan keeps it there, and so did the run.
      #expect(variance.findings.allSatisfy { $0.rule == "pulled-before-start" })
    }
  }

  @Test func `follows the kinds of links that held each end`() throws {
    let plan = plan([
      task("copy", 10), task("check", 4, links: [link(.finishToFinish, "copy", lag: 1)]),
      task("warm", 5, links: [link(.startToStart, "check", lag: 1)]),
    ])
    // Planned: copy 0–10, check 7–11, warm 8–13.
    let lines = [
      event("run.began", at: clock(0)), happens("started", "copy", 0),
      happens("completed", "copy", 20), happens("started", "check", 7),
      happens("completed", "check", 21), happens("started", "warm", 9),
      happens("completed", "warm", 30), event("run.ended", at: clock(31)),
    ]
    let variance = try Self.run(plan, lines)
    #expect(variance.drivingPath == ["check", "warm"])
    #expect(
      variance.attribution == [
        SlipAttribution(task: "warm", kind: .gap, slip: .minutes(1)),
        SlipAttribution(task: "warm", kind: .duration, slip: .minutes(16)),
      ])
    let withoutWarm = try Self.run(plan, lines.filter { !$0.contains(#""task":"warm""#) })
    #expect(withoutWarm.drivingPath == ["copy", "check"])
    #expect(
      withoutWarm.attribution == [
        SlipAttribution(task: "copy", kind: .duration, slip: .minutes(10)),
        SlipAttribution(task: "check", kind: .scope, slip: .minutes(-2)),
      ])
  }
}
