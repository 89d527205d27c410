import CutoverModel
import Testing

@testable import Replay

@Suite struct `A plan that will hardly work as it stands` {
  private func gate(_ id: String, after: [String] = [], _ change: (inout Plan.Gate) -> Void = { _ in }) -> Plan.Gate {
    var gate = Plan.Gate(id: id)
    gate.after = after.map { Dependency(predecessor: $0) }
    change(&gate)
    return gate
  }

  private func warnings(_ plan: Plan) throws -> [ScheduleProblem] {
    try Schedule(of: plan).problems.filter { $0.severity == .warning }
  }

  private func summary(_ plan: Plan) throws -> [String] {
    try warnings(plan).map { "\($0.kind.rawValue) \($0.subject) \($0.other ?? "-") \($0.detail ?? "-")" }
  }

  // MARK: - Duplicate work

  @Test func `has two tasks with one command, title or action for one target`() throws {
    let twice = plan([
      task("a", 1) { $0.command = "./copy"; $0.service = "pay" }, task("b", 1) { $0.command = "./copy"; $0.service = "pay" },
      task("c", 1) { $0.title = "Freeze"; $0.action = "freeze_writes" },
      task("d", 1) { $0.title = "Freeze"; $0.action = "freeze_writes" },
      task("e", 1) { $0.action = "promote"; $0.dataset = "db" }, task("f", 1) { $0.action = "promote"; $0.dataset = "db" },
      task("g", 1) { $0.action = "promote"; $0.dataset = "db" },
    ])
    #expect(
      try summary(twice) == [
        "duplicate-task b a command", "duplicate-task d c title", "duplicate-task f e action", "duplicate-task g e action",
      ])
    #expect(try warnings(twice).map(\.place).first == .step("b"))
    #expect(try Schedule(of: twice).isFeasible == true)
  }

  @Test func `is not taken for double where something tells the tasks apart`() throws {
    func pair(_ change: (inout PlannedTask) -> Void) -> Plan {
      func first(_ task: inout PlannedTask) {
        (task.title, task.command, task.action) = ("Copy", "./copy", "snapshot")
        (task.service, task.layer, task.phase) = ("pay", "data", "sync")
      }
      return plan([task("a", 1, first), task("b", 1) { first(&$0); change(&$0) }])
    }
    #expect(try summary(pair { _ in }).count == 1)
    let differences: [(inout PlannedTask) -> Void] = [
      { $0.service = "ledger" }, { $0.dataset = "db" }, { $0.region = "west" }, { $0.wave = "w2" },
      { $0.layer = "storage" }, { $0.phase = "switch" }, { $0.command = "./copy --all" },
      { $0.isRollbackOnly = true }, { $0.mode = .milestone },
    ]
    for difference in differences { #expect(try summary(pair(difference)).isEmpty) }
    // One verb for one data set, told apart by titles, or for no target at all.
    let verify = plan([
      task("a", 1) { $0.title = "Count rows"; $0.action = "verify"; $0.dataset = "db" },
      task("b", 1) { $0.title = "Compare sums"; $0.action = "verify"; $0.dataset = "db" },
      task("c", 1) { $0.action = "notify" }, task("d", 1) { $0.action = "notify" }, task("e", 1), task("f", 1),
    ])
    #expect(try summary(verify).isEmpty)
  }

  // MARK: - What is never due

  @Test(arguments: [
    ("no-go", ["open", "check", "done"]), ("rollback", ["open", "check", "done"]), ("go", []), ("extend", []), (nil, []),
  ])
  func `has tasks behind a gate that times out before it can be decided`(decision: String?, members: [String]) throws {
    let late = plan(
      [
        task("sync", 30), task("open", 5, after: ["go"]), task("check", 5, links: [link(.startToStart, "open")]),
        task("beside", 5, links: [link(.startToStart, "go")]), task("free", 5), task("done", 1, after: ["check", "free"]),
      ],
      gates: [
        gate("go", after: ["sync"]) { $0.deadline = PlanTime("T+29m"); $0.onTimeout = decision }
      ])
    let found = try warnings(late)
    #expect(found.map(\.members) == (members.isEmpty ? [] : [members]))
    #expect(found.map(\.kind) == (members.isEmpty ? [] : [.unreachable]))
    #expect(found.map(\.place) == (members.isEmpty ? [] : [.deadline(gate: "go")]))
    #expect(try Schedule(of: late).problems.contains { $0.kind == .deadline })
  }

  @Test func `has nothing out of reach behind a gate that makes its deadline`() throws {
    let good = plan(
      [task("sync", 30), task("open", 5, after: ["go"])],
      gates: [gate("go", after: ["sync"]) { $0.deadline = PlanTime("T+30m"); $0.onTimeout = "no-go" }])
    #expect(try warnings(good).isEmpty)
  }

  @Test func `names each task that is out of reach once, under the first gate that closes it`() throws {
    func late(_ gate: inout Plan.Gate) { gate.deadline = PlanTime("T+1m"); gate.onTimeout = "no-go" }
    let chain = plan(
      [task("a", 5), task("b", 5, after: ["g"]), task("c", 5, after: ["h"])],
      gates: [gate("g", after: ["a"], late), gate("h", after: ["b"], late)])
    let found = try warnings(chain)
    #expect(found.map(\.subject) == ["g"])
    #expect(found.map(\.members) == [["b", "c"]])
  }

  @Test func `has tasks that wait for one that waits for the rollback`() throws {
    let lost = plan(
      [
        task("back", 5) { $0.isRollbackOnly = true }, task("a", 5, after: ["back"]), task("b", 5, after: ["g"]),
        task("free", 5),
      ], gates: [gate("g", after: ["a"])])
    let found = try warnings(lost)
    #expect(found.map(\.kind) == [.unreachable])
    #expect(found.map(\.subject) == ["a"] && found.map(\.other) == ["back"])
    #expect(found.map(\.members) == [["g", "b"]])
    #expect(found.map(\.place) == [.after(step: "a", predecessor: "back")])
  }

  @Test func `has a task that may not start before the window closes`() throws {
    var night = plan([
      task("a", 5) { $0.start = PlanTime("T+1h") }, task("b", 5) { $0.start = PlanTime("T+2h") },
      task("watch", 5) { $0.start = PlanTime("T+2h"); $0.isBackground = true },
      task("back", 5) { $0.start = PlanTime("T+2h"); $0.isRollbackOnly = true },
      task("mark", nil) { $0.start = PlanTime("T+1h"); $0.mode = .milestone },
      task("in-time", 5) { $0.start = PlanTime("T+55m") },
    ])
    #expect(try warnings(night).isEmpty)
    night.window = .init(opens: PlanTime(offset: .zero), closes: PlanTime(offset: .minutes(60)))
    #expect(try summary(night) == ["starts-after-window a - -", "starts-after-window b - -"])
    #expect(try warnings(night).map(\.place) == [.start(task: "a"), .start(task: "b")])
  }

  // MARK: - Gates

  @Test func `has a gate that nothing waits for`() throws {
    let idle = plan(
      [task("a", 5), task("b", 5, after: ["used"]), task("back", 5, after: ["for-rollback"]) { $0.isRollbackOnly = true }],
      gates: [
        gate("idle", after: ["a"]), gate("used", after: ["a"]), gate("for-rollback", after: ["a"]),
        gate("for-gate", after: ["a"]), gate("last", after: ["for-gate"]),
      ])
    #expect(try summary(idle) == ["gate-without-followers idle - -", "gate-without-followers last - -"])
    #expect(try warnings(idle).map(\.place) == [.step("idle"), .step("last")])
  }

  @Test func `has a gate that wants a check which only tasks behind it bring`() throws {
    var night = plan(
      [
        task("sync", 5) { $0.checks = ["level"] }, task("open", 5, after: ["go"]) { $0.checks = ["smoke", "level"] },
        task("test", 5, after: ["open"]) { $0.checks = ["smoke"] },
      ],
      gates: [gate("go", after: ["sync"]) { $0.requires = ["level", "smoke", "by-hand"] }])
    #expect(try summary(night) == ["check-behind-gate go smoke -"])
    #expect(try warnings(night).map(\.place) == [.requires(gate: "go", check: "smoke")])
    // A task beside the gate may bring it.
    night.tasks.append(task("other", 5) { $0.checks = ["smoke"] })
    #expect(try warnings(night).isEmpty)
  }

  /// 150 gates in a row, the last of which lets the task go that brings what all of them want.
  @Test func `has a check behind each of more gates than a machine's word has bits`() throws {
    let gates = (0..<150).map { number in
      gate("g\(number)", after: number > 0 ? ["g\(number - 1)"] : []) { $0.requires = number == 80 ? ["early"] : ["late"] }
    }
    let chain = plan(
      [task("t", 5, after: ["g149"]) { $0.checks = ["late"] }, task("u", 5, after: ["g79"]) { $0.checks = ["early"] }],
      gates: gates)
    let found = try warnings(chain).filter { $0.kind == .checkBehindGate }
    #expect(found.map(\.subject) == gates.map(\.id).filter { $0 != "g80" })
  }

  // MARK: - Outages

  @Test func `has an outage that ends before it begins`() throws {
    var night = plan([task("a", 5), task("b", 5, after: ["a"])])
    func impact(_ from: String, _ to: String) -> Plan.PlannedImpact {
      .init(service: "pay", from: .init(task: from, side: .start), to: .init(task: to, side: .finish))
    }
    night.impact = [impact("a", "b"), impact("b", "b"), .init(service: "pay", from: .init(task: "b", side: .finish), to: .init(task: "a", side: .start))]
    #expect(try summary(night) == ["outage-reversed pay - -"])
    #expect(try warnings(night).map(\.place) == [.impact(2)])
  }
}
