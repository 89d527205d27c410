import CutoverModel
import Documents
import Foundation
import Replay
import Reports
import Testing

@Suite struct `The page of a plan` {
  private func page(_ text: String) throws -> Page {
    let document = try PlanDocument.read(bytes: Array(text.utf8), name: "plan.yaml")
    return ScheduleReport(plan: document.plan, schedule: try Schedule(of: document.plan)).page
  }

  private func lines(_ text: String) throws -> [String] {
    TerminalForm().render(try page(text)).split(separator: "\n").map(String.init)
  }

  private let night = """
    plan: p
    version: 1
    window: { opens: T-30m, closes: T+47m }
    services: [ { id: pay } ]
    objectives:
      - { id: out, metric: rto, service: pay, limit: 30m }
      - { id: detect, metric: rto, service: pay, clock: time-to-detect, limit: 5m }
    impact:
      - { service: pay, from: freeze.start, to: move.finish }
      - { service: pay, from: restart.start, to: restart.finish }
    rollback: { decideBy: T+40m, tasks: [back] }
    gates: [ { id: go, after: [freeze] } ]
    tasks:
      - { id: move, after: [go], duration: { optimistic: 11m, likely: 20m, pessimistic: 29m } }
      - { id: freeze, duration: 10m }
      - { id: warm, duration: 5m, after: [freeze] }
      - { id: check, duration: 1m, after: [warm] }
      - { id: restart, duration: 14m, after: [move, check] }
      - { id: watch, duration: 2h, after: [move], background: true }
      - { id: back, duration: 10m, only: rollback }
    """

  @Test func `says what the window, the rollback and the decision leave`() throws {
    let lines = try lines(night)
    for line in [
      // 10 and 20 and 14 minutes: 44, three before the window closes; the rollback's 10 leave 37.
      "window           T-30m to T+47m, the plan finishes 3m before it closes",
      "rollback         10m from its decision",
      "latest decision  T+37m for a rollback that still finishes in the window",
      "decide by        T+40m, 3m too late",
      "tasks            7, 1 only in a rollback, 1 in the background, 1 gate beside them",
    ] { #expect(lines.contains(line), "\(line)") }
  }

  @Test func `lists tasks and gates as they come due, with what they can spare`() throws {
    let lines = try lines(night)
    let start = try #require(lines.firstIndex { $0.hasPrefix("task  ") })
    #expect(
      Array(lines[start...].prefix(8)) == [
        "task     takes  start    finish       float  free",
        "freeze     10m      T     T+10m    critical",
        "warm        5m  T+10m     T+15m         14m    0s",
        "gate go     0s  T+10m     T+10m    critical",
        "move       20m  T+10m     T+30m    critical",
        "check       1m  T+15m     T+16m         14m",
        "restart    14m  T+30m     T+44m    critical",
        "watch       2h  T+30m  T+2h 30m  background",
      ])
  }

  @Test func `sums the outages of a service, overlap once, with the longest`() throws {
    let lines = try lines(night)
    // T to T+30m and T+30m to T+44m touch: one stretch of 44.
    #expect(lines.contains { $0.hasPrefix("pay in all") && $0.contains("44m") && $0.hasSuffix("the longest of it 44m") })
    #expect(lines.contains { $0.hasPrefix("pay ") && $0.hasSuffix("restart.start and restart.finish") })
  }

  /// (29 − 11) / 6 = 3 minutes; the window's end is 3 minutes after the mean: Φ(1).
  @Test func `gives PERT's chance with what it leaves out`() throws {
    let lines = try lines(night)
    #expect(lines.contains("mean finish           T+44m"))
    #expect(lines.contains("standard deviation    3m"))
    #expect(lines.contains("chance of the window  84.1 % to finish by T+47m"))
    #expect(lines.contains { $0.hasPrefix("PERT looks at the critical path alone.") })
    let steady = try self.lines(night.replacingOccurrences(of: "{ optimistic: 11m, likely: 20m, pessimistic: 29m }", with: "20m"))
    #expect(!steady.contains("Finish by PERT"))
  }

  @Test func `fits eighty columns where the ids are of ordinary length`() throws {
    let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("samples")
    for name in ["aks-payments/plan.yaml", "aks-payments/plan-failback.yaml", "gitlab-dr/plan-serial.yaml", "github-2018/plan.yaml"] {
      let text = try String(contentsOf: samples.appendingPathComponent(name), encoding: .utf8)
      let shown = TerminalForm(width: 80).render(try page(text))
      for line in shown.split(separator: "\n") { #expect(line.count <= 80, "\(name): \(line)") }
    }
  }

  @Test func `says that a very large plan is drawn less often`() throws {
    var large = Plan(plan: "large", version: 1)
    large.tasks = (0...5_000).map { PlannedTask(id: "t\($0)") }
    let simulation = Simulation(draws: nil, seed: 1, of: large, try Schedule(of: large))
    let document = try PlanDocument.read(bytes: Array(night.utf8), name: "plan.yaml")
    var report = ScheduleReport(plan: document.plan, schedule: try Schedule(of: document.plan))
    report.risk = ScheduleRisk(of: document.plan, report.schedule, simulation)
    #expect(TerminalForm().render(report.page).contains("500 draws (fewer, for so large a plan; --draws asks for more), seed 1"))
  }

  @Test func `tells a plan whose finish is held by nothing from one without durations`() throws {
    let watch = "plan: p\nversion: 1\ntasks: [ { id: a, background: true } ]"
    #expect(try lines(watch).contains { $0.hasSuffix("none: no task holds the finish") })
    let open = "plan: p\nversion: 1\nwindow: { opens: T, closes: T+1h }\ntasks: [ { id: a } ]"
    #expect(try lines(open).contains { $0.hasSuffix("unknown: not every task has a duration") })
    #expect(try lines(open).contains { $0.hasSuffix("unknown: the plan doesn't say for 1 date") })
  }
}
