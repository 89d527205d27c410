import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// What several events or several folds give rise to is told once.
@Suite struct `Findings` {
  private func finding(_ places: some Sequence<Int>, _ rule: String = "odd") -> ReplayFinding? {
    var findings = FindingCollector()
    for index in places { findings.note(rule: rule, message: "line \(index) is odd", index: index) }
    return findings.findings.first
  }

  @Test func `are the same in whatever order events are noted`() throws {
    let rising = try #require(finding(0..<250))
    #expect(rising.count == 250 && rising.indexes == Array(0..<100) && rising.message == "line 0 is odd")
    #expect(finding((0..<250).reversed()) == rising)
    #expect(finding((0..<250).map { ($0 * 37) % 250 }) == rising)
  }

  @Test func `of several folds are one for each rule`() throws {
    let (one, other) = (try #require(finding([3, 7])), try #require(finding([1, 7])))
    let united = ReplayFinding.united([[one], [other], [one]])
    #expect(united.map(\.indexes) == [[1, 3, 7]])
    #expect(united.map(\.count) == [3] && united.map(\.message) == ["line 1 is odd"])
    let many = try #require(finding(0..<250))
    #expect(ReplayFinding.united([[one], [many]]).map(\.count) == [250])
    let further = try #require(finding([2], "odder"))
    #expect(ReplayFinding.united([[one, further], [further]]) == [one, further])
  }

  @Test func `about more tasks than are named are those that stand first`() throws {
    let lines = (0..<150).reversed().map { run("task.completed", "22:00:00", ["task": "t\($0)"]) }
    let plan = payPlan()
    let schedule = try Schedule(of: plan)
    let found = [
      try folding(VarianceFold(plan: plan, schedule: schedule), over: lines).findings,
      try folding(TimelineFold(plan: plan, schedule: schedule), over: lines).findings,
      try folding(StateFold(plan: plan), over: lines).findings,
      try objectives(plan, lines).findings,
    ]
    for findings in found {
      let missing = try #require(findings.first { $0.rule == "task-start-missing" })
      #expect(missing.count == 150 && missing.indexes == Array(0..<100))
    }
  }

  /// What is odd about tasks and the run, as a small timeline.
  static let odd = [
    [run("task.completed", "22:00:00", ["task": "a"])],
    [run("task.started", "22:00:00", ["task": "a"]), run("task.started", "22:05:00", ["task": "a"])],
    [
      run("task.started", "22:00:00", ["task": "a"]), run("task.completed", "22:05:00", ["task": "a"]),
      run("task.started", "22:06:00", ["task": "a"]), run("task.resumed", "22:07:00", ["task": "a"]),
    ],
    [
      run("task.started", "22:00:00", ["task": "a"], data: #"{"attempt":1}"#),
      run("task.started", "22:05:00", ["task": "a"], data: #"{"attempt":2}"#),
    ],
    [run("task.started", "22:00:00"), run("check.passed", "22:00:00")],
    [run("run.began", "22:00:00"), run("run.began", "22:05:00"), run("run.ended", "22:06:00")],
    [run("run.began", "22:00:00"), run("run.ended", "22:05:00"), run("run.ended", "22:06:00")],
    [run("run.began", "22:00:00"), run("run.ended", "22:05:00"), run("run.began", "22:06:00")],
    [run("run.ended", "22:05:00")],
  ]

  @Test(arguments: odd) func `of objectives and timeline have one name for one fact`(lines: [String]) throws {
    var check = Plan.Check(id: "c")
    check.required = true
    let plan = payPlan { $0.checks = [check] }
    let told = try folding(TimelineFold(plan: plan, schedule: try Schedule(of: plan)), over: lines).findings
    #expect(try objectives(plan, lines).findings == told)
  }
}
