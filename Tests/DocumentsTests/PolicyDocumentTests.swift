import Audit
import CutoverModel
import Documents
import Replay
import Testing

/// Policies as files, with a place for everything that is wrong.
@Suite struct PolicyDocumentTests {
  private static let good = """
    policy: baseline
    version: 2
    title: What every cutover keeps
    controls:
      - { id: CC8.1, title: Changes are authorised, source: TSP section 100, secondHand: true }
    rules:
      - id: approved-first
        title: Nothing is opened before a gate was passed
        why: An action without approval can't be taken back.
        severity: high
        controls: [CC8.1]
        cannotShow: Whether the approver had understood what was approved.
        template: precedence
        activation: { type: gate.approved, where: { gate: go-live } }
        target: { type: [writes.opened, traffic.shifted], where: { mode: live, data.percent: { not: 0 } } }
        within: 4h
        examples:
          conforms:
            - title: approved, then opened
              events: [ { type: gate.approved, gate: go-live }, { type: writes.opened, dataset: db } ]
          violates:
            - events:
                - { type: writes.opened, dataset: db, data: { side: west } }
                - { type: gate.approved, gate: go-live, at: T+5m }
      - id: two-people
        title: Two people approve
        why: Four eyes.
        separation: { activation: gate.approved, per: [gate], people: 2 }
        examples:
          conforms:
            - events: [ { type: gate.approved, gate: g, signer: alice }, { type: gate.approved, gate: g, signer: bob } ]
          violates: [ { events: [ { type: gate.approved, gate: g, actor: alice } ] } ]
      - { id: met, title: Objectives are met, why: w, objectives: all }
      - { id: on-time, title: On time, why: w, schedule: { finishedWithin: 15m } }
      - { id: moved, title: Listeners moved, why: w, state: listener-moved }
    """

  private func problems(_ text: String) -> [String] {
    do throws(DocumentError) {
      return try PolicyDocument.read(bytes: Array(text.utf8), name: "p.yaml").remarks.map(\.description)
    } catch { return error.problems.map(\.description) }
  }

  /// A policy with one rule of these further lines.
  private func rule(_ lines: String...) -> String {
    (["policy: p", "version: 1", "rules:", "  - id: r", "    title: t", "    why: w"] + lines.map { "    " + $0 })
      .joined(separator: "\n") + "\n"
  }

  @Test func `a policy is read with its rules, controls and examples`() throws {
    let policy = try PolicyDocument.read(bytes: Array(Self.good.utf8), name: "p.yaml").policy
    #expect(policy.id == "baseline" && policy.version == 2 && policy.rules.count == 5)
    #expect(policy.controls.first?.isSecondHand == true)
    let rule = try #require(policy.rules.first)
    #expect(rule.severity == .high && rule.controls == ["CC8.1"] && rule.examples.map(\.conforms) == [true, false])
    #expect(
      rule.requirement
        == .constraint(
          Constraint(
            .precedence,
            activation: EventPattern(
              types: ["dev.cutlog.gate.approved"], conditions: [.init(.attribute("gate"), .isAnyOf(["go-live"]))]),
            target: EventPattern(
              types: ["dev.cutlog.writes.opened", "dev.cutlog.traffic.shifted"],
              conditions: [
                .init(.attribute("mode"), .isAnyOf(["live"])), .init(.data(["percent"]), .isNoneOf(["0"])),
              ]), within: TimeSpan(seconds: 14_400))))
    #expect(policy.rules.map(\.requirement)[2...] == [
      .objectives(ObjectiveRequirement()), .schedule(.finishedWithin(TimeSpan(seconds: 900))), .state(.listenerMoved),
    ])
  }

  @Test func `what is wrong in a policy is told with its place`() {
    #expect(
      problems(rule("template: responce", "activation: task.started", "target: task.completed")) == [
        "p.yaml:7:15: unknown template `responce` in rule `r`; hint: did you mean `response`?"
      ])
    #expect(
      problems(rule("template: init", "activation: task.startet")) == [
        "p.yaml:8:17: unknown event type `task.startet` in `activation` of rule `r`; hint: did you mean `task.started`?"
      ])
    #expect(
      problems(rule("template: init", "activation: task.started", "target: task.completed")) == [
        "p.yaml:9:13: `target` of rule `r` has no meaning for the template `init`"
      ])
    #expect(
      problems(rule("template: response", "activation: task.started")) == [
        "p.yaml:4:5: `target` is missing in rule `r`"
      ])
    #expect(
      problems(rule("template: absence", "activation: { type: task.started, where: { data.: x } }")) == [
        "p.yaml:8:48: unknown field `data.`, expected an attribute or `data.NAME`"
      ])
    #expect(
      problems(rule("separation: { activation: gate.approved }")) == [
        "p.yaml:7:17: `separation` of rule `r` separates nobody, expected `target` or `people` above 1"
      ])
    #expect(
      problems(rule("state: listener-move")).first?.hasPrefix("p.yaml:7:12: `state` of rule `r` is `listener-move`") == true)
    #expect(
      problems(rule("severty: high", "schedule: done-verified")).first?.hasSuffix("hint: did you mean `severity`?") == true)
    #expect(problems(rule()).first?.hasPrefix("p.yaml:4:5: rule `r` says not what it demands") == true)
  }

  @Test func `a control that is named twice, declared twice or unknown is refused`() {
    let declared = "policy: p\nversion: 1\ncontrols: [{ id: A-1 }, { id: A-1 }]\nrules: []\n"
    #expect(problems(declared) == ["p.yaml:3:31: control `A-1` is declared twice"])
    let named = "policy: p\nversion: 1\ncontrols: [{ id: A-1 }]\nrules:\n  - { id: r, title: t, why: w, schedule: done-verified, controls: [A-1, A-1, A-2] }\n"
    #expect(
      problems(named) == [
        "p.yaml:5:73: control `A-1` stands twice in `controls` of rule `r`",
        "p.yaml:5:78: unknown control `A-2` in `controls` of rule `r`; hint: did you mean `A-1`?",
      ])
  }

  @Test func `a rule that can never apply is refused`() {
    let empty = problems(
      rule("template: absence", "activation: { type: task.started, where: { task: { is: a, not: a } } }"))
    #expect(
      empty.first { $0.contains("never") } == "p.yaml:8:17: rule `r` can never apply: `task` can't pass two of the conditions at once")
    let outside = problems(
      rule("template: init", "activation: task.started", "among: { type: [gate.approved] }"))
    #expect(
      outside.first { $0.contains("never") }
        == "p.yaml:8:17: rule `r` can never apply: no event of `activation` is among those that the rule looks at")
  }

  @Test func `a word that a field can't be is refused where it stands`() {
    func first(_ condition: String) -> String? {
      problems(rule("template: absence", "activation: { type: task.started, where: { \(condition) } }")).first
    }
    let misspelt = first("plan.task.phase: [open, swich]")
    #expect(misspelt?.contains("`plan.task.phase` in `activation` of rule `r` is `swich`, expected ") == true)
    #expect(misspelt?.hasSuffix("hint: did you mean `switch`?") == true)
    #expect(first("signature: maybe")?.contains("`signature` in `activation` of rule `r` is `maybe`, expected ") == true)
    for condition in [
      "plan.gate.commits: yes", "mode: lve", "plan.check.kind: { not: smokes }", "plan.side: west", "plan.task.only: never",
    ] {
      #expect(first(condition)?.contains("expected") == true, "\(condition)")
    }
    for condition in ["plan.gate.commits: true", "mode: { not: [dry-run, isolated] }", "plan.task.owner: anybody"] {
      #expect(first(condition)?.contains("expected") != true, "\(condition)")
    }
  }

  @Test func `rules that no run can keep together are refused`() {
    let text = """
      policy: p
      version: 1
      rules:
        - { id: one, title: t, why: w, template: existence, activation: gate.approved }
        - { id: two, title: t, why: w, template: absence, activation: gate.approved }
        - { id: three, title: t, why: w, template: absence, count: 2, activation: gate.approved }
      """
    #expect(
      problems(text).filter { !$0.contains("has no example") } == [
        "p.yaml:5:5: rule `two` contradicts rule `one`: no run can keep both"
      ])
  }

  @Test(arguments: [
    ("init, activation: run.began", "init, activation: task.started", true),
    ("init, activation: run.began", "init, activation: [run.began, task.started]", false),
    ("init, activation: run.began", "end, activation: run.ended", false),
    ("end, activation: run.ended", "end, activation: { type: task.started, where: { task: t } }", true),
    ("init, activation: run.began", "absence, activation: [note.added, run.began]", true),
    ("existence, count: 2, activation: { type: task.started, where: { task: t } }", "absence, count: 2, activation: task.started", true),
    ("existence, count: 2, activation: task.started", "absence, count: 2, activation: { type: task.started, where: { task: t } }", false),
    ("existence, activation: [task.started, task.failed]", "absence, activation: [task.failed, task.started]", true),
    ("choice, activation: task.started, target: task.failed", "absence, activation: [task.failed, task.started]", true),
    ("choice, activation: task.started, target: task.failed", "absence, activation: task.failed", false),
  ])
  func `rules that no run can keep both are refused also where their descriptions differ`(
    case one: (String, String, Bool)
  ) {
    let text =
      "policy: p\nversion: 1\ncontrols: [ { id: c } ]\nrules:\n"
      + "  - { id: one, title: t, why: w, template: \(one.0) }\n  - { id: two, title: t, why: w, template: \(one.1) }\n"
    #expect(
      problems(text).filter { $0.contains("contradicts") }
        == (one.2 ? ["p.yaml:6:5: rule `two` contradicts rule `one`: no run can keep both"] : []))
  }

  @Test func `an example that comes to something else is refused, and a missing one is warned of`() {
    let text = rule(
      "template: response", "activation: task.started", "target: task.completed", "examples:", "  conforms:",
      "    - events: [ { type: task.started } ]")
    #expect(
      problems(text) == [
        "p.yaml:4:5: rule `r` has no example that violates",
        "p.yaml:12:11: an example should conform to rule `r`, and the result is `violated`",
      ])
  }
}
