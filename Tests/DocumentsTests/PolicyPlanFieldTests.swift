import Audit
import CutoverModel
import Documents
import Testing

/// Patterns of policies that ask the plan, and that are lists of descriptions.
@Suite struct PolicyPlanFieldTests {
  private func read(_ lines: String...) -> (policy: Policy?, problems: [String]) {
    let text =
      (["policy: p", "version: 1", "rules:", "  - id: r", "    title: t", "    why: w"] + lines.map { "    " + $0 })
      .joined(separator: "\n") + "\n"
    do throws(DocumentError) {
      let document = try PolicyDocument.read(bytes: Array(text.utf8), name: "p.yaml")
      return (document.policy, document.remarks.map(\.description))
    } catch { return (nil, error.problems.map(\.description)) }
  }

  @Test func `a rule can ask what the plan says, and its examples say it for all their events`() throws {
    let (policy, problems) = read(
      "template: precedence", "activation: { type: gate.approved, where: { plan.gate.commits: true } }",
      "target: { type: task.started, where: { plan.task.phase: [switch, open] } }",
      "examples:", "  conforms:",
      "    - events:", "        - { type: gate.requested, gate: go, plan.gate.commits: true }",
      "        - { type: gate.approved, gate: go }",
      "        - { type: task.started, task: promote, plan.task.phase: switch }",
      "  violates:",
      "    - events:", "        - { type: gate.approved, gate: ready, plan.gate.commits: false }",
      "        - { type: task.started, task: promote, plan.task.phase: switch }")
    #expect(problems == [])
    let rule = try #require(policy?.rules.first)
    #expect(rule.requirement.planFields == [.gateCommits, .taskPhase])
    #expect(rule.examples.map { $0.outcome(of: rule) } == [.satisfied, .violated])
  }

  @Test func `of a list of descriptions one is enough, each with conditions of its own`() throws {
    let (policy, problems) = read(
      "template: precedence",
      "activation: [ { type: data.reconciled, where: { data.matches: true } }, { type: replication.observed, where: { data.inSync: true } }, writes.frozen ]",
      "target: writes.opened", "examples:", "  conforms:",
      "    - events: [ { type: replication.observed, dataset: d, data: { inSync: true } }, { type: writes.opened, dataset: d } ]",
      "    - events: [ { type: data.reconciled, dataset: d, data: { matches: true } }, { type: writes.opened, dataset: d } ]",
      "    - events: [ { type: writes.frozen, dataset: d }, { type: writes.opened, dataset: d } ]",
      "  violates:",
      "    - events: [ { type: data.reconciled, dataset: d, data: { inSync: true } }, { type: writes.opened, dataset: d } ]",
      "    - events: [ { type: replication.observed, dataset: d, data: { matches: true } }, { type: writes.opened, dataset: d } ]")
    #expect(problems == [])
    guard case .constraint(let constraint)? = policy?.rules.first?.requirement else {
      Issue.record("no constraint")
      return
    }
    #expect(constraint.activation.all.map(\.types) == [
      ["dev.cutlog.data.reconciled"], ["dev.cutlog.replication.observed"], ["dev.cutlog.writes.frozen"],
    ])
    #expect(constraint.activation.all.map(\.conditions.count) == [1, 1, 0])
  }

  @Test func `a list in which a description can never be met, or lies outside of among, is refused`() {
    let never = read(
      "template: absence", "activation: [ note.added, { type: task.started, where: { task: { is: a, not: a } } } ]")
    #expect(never.problems.contains { $0.contains("can never apply: `task` can't pass two of the conditions at once") })
    let outside = read(
      "template: init", "activation: [ task.started, { type: task.failed, where: { task: a } } ]",
      "among: [ gate.approved, { type: gate.rejected, where: { gate: g } } ]")
    #expect(outside.problems.contains { $0.contains("no event of `activation` is among those that the rule looks at") })
    let inside = read(
      "template: init", "activation: [ task.started, { type: task.failed, where: { task: a } } ]",
      "among: [ gate.approved, { type: task.failed } ]")
    #expect(!inside.problems.contains { $0.contains("never") })
  }

  @Test func `what no plan says is refused with a hint, in rules and in examples`() {
    #expect(
      read("template: absence", "activation: { type: task.started, where: { plan.task.fase: switch } }").problems == [
        "p.yaml:8:48: unknown field `plan.task.fase`, expected what a plan says; hint: did you mean `plan.task.phase`?"
      ])
    #expect(
      read("template: absence", "activation: { type: gate.approved, where: { plan.gate.commits: { atLeast: 1 } } }").problems
        .contains { $0.contains("`plan.gate.commits` is no number, so it is compared with none") })
    #expect(
      read("template: absence", "activation: { type: gate.approved, where: { plan.gate.commits: { is: true, not: true } } }")
        .problems.contains { $0.contains("can't pass two of the conditions at once") })
  }

  @Test func `an example can't say what the plan says of nothing`() {
    let text = read(
      "template: absence", "activation: gate.rejected", "examples:", "  conforms:",
      "    - events: [ { type: gate.approved, plan.gate.commits: true } ]",
      "  violates: [ { events: [ { type: gate.rejected } ] } ]")
    #expect(
      text.problems == [
        "p.yaml:11:44: `plan.gate.commits` of an event needs `gate`, which the plan says it of"
      ])
  }

  @Test func `each word of a schedule is read, and another is refused with all of them named`() {
    for (word, requirement) in ScheduleRequirement.words {
      #expect(read("schedule: \(word)").policy?.rules.first?.requirement == .schedule(requirement))
    }
    let wrong = read("schedule: sealed").problems.first ?? ""
    #expect(ScheduleRequirement.words.allSatisfy { wrong.contains($0.word) }, "\(wrong)")
  }
}
