import Audit
import Documents
import Reports
import Testing

/// What rules demand, as a sentence.
@Suite struct RequirementTextTests {
  private func demand(_ lines: String) throws -> String {
    let text = "policy: p\nversion: 1\nrules:\n  - id: r\n    title: t\n    why: w\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    let rule = try #require(try PolicyDocument.read(bytes: Array(text.utf8), name: "p.yaml").policy.rules.first)
    return rule.requirement.phrase.text
  }

  private static let templates: [(template: String, sentence: String)] = [
    ("responded-existence", "where there is a gate.approved, there is a writes.opened of the same gate before or after it, within 4h"),
    ("co-existence", "there is a gate.approved and a writes.opened of the same gate, or neither, within 4h"),
    ("response", "after every gate.approved there is a writes.opened of the same gate, within 4h"),
    ("precedence", "before every writes.opened there is a gate.approved of the same gate, within 4h"),
    ("succession", "after every gate.approved there is a writes.opened of the same gate, and before every writes.opened a gate.approved, within 4h"),
    ("alternate-response", "after every gate.approved there is a writes.opened of the same gate, before the next gate.approved, within 4h"),
    ("alternate-precedence", "before every writes.opened there is a gate.approved of the same gate, which stands after the writes.opened before, within 4h"),
    ("alternate-succession", "gate.approved and writes.opened of the same gate take turns: the first is a gate.approved, the last a writes.opened, within 4h"),
    ("chain-response", "the next event after every gate.approved of the same gate is a writes.opened, within 4h"),
    ("chain-precedence", "the last event before every writes.opened of the same gate is a gate.approved, within 4h"),
    ("chain-succession", "the next event after every gate.approved of the same gate is a writes.opened, and the last before every writes.opened is a gate.approved, within 4h"),
    ("not-co-existence", "there are never both a gate.approved and a writes.opened of the same gate, within 4h"),
    ("not-succession", "after a gate.approved there is no writes.opened of the same gate, within 4h"),
    ("not-chain-succession", "the next event after a gate.approved of the same gate is never a writes.opened, within 4h"),
    ("not-responded-existence", "where there is a gate.approved, there is no writes.opened of the same gate before or after it, within 4h"),
  ]

  @Test(arguments: templates) func `a template with a target is a sentence`(template: String, sentence: String) throws {
    #expect(try demand("template: \(template)\nactivation: gate.approved\ntarget: writes.opened\nper: [gate]\nwithin: 4h") == sentence)
  }

  private static let others: [(lines: String, sentence: String)] = [
    ("template: choice\nactivation: gate.approved\ntarget: writes.opened", "there is a gate.approved or a writes.opened"),
    ("template: exclusive-choice\nactivation: gate.approved\ntarget: writes.opened", "there is a gate.approved or a writes.opened, and not both"),
    ("template: existence\nactivation: incident.declared\nper: [service]", "for every service there is an incident.declared"),
    ("template: existence\ncount: 3\nactivation: run.began", "there are at least 3 of run.began"),
    ("template: absence\nactivation: task.failed", "there is no task.failed"),
    ("template: absence\ncount: 3\nactivation: task.failed", "there are fewer than 3 of task.failed"),
    ("template: exactly\ncount: 0\nactivation: task.failed", "there is no task.failed"),
    ("template: exactly\nactivation: run.began", "there is exactly one run.began"),
    ("template: exactly\ncount: 2\nactivation: run.began", "there are exactly 2 of run.began"),
    ("template: init\nactivation: run.began", "the first event is a run.began"),
    ("template: end\nactivation: run.ended\namong: [run.began, run.ended]", "looking only at run.began, run.ended: the last event is a run.ended"),
    (
      "template: absence\nactivation: { where: { task: x, mode: { not: [dry-run, isolated] }, data.lag: { atLeast: 5, atMost: 9 }, gate: { exists: false }, actor: { not: a, exists: true } } }",
      "there is no event (where task is x and mode is neither dry-run nor isolated and data.lag is at least 5 and data.lag is at most 9 and gate is not given and actor is not a and actor is given)"
    ),
    (
      "separation: { activation: gate.requested, target: gate.approved, per: [gate], people: 2 }",
      "nobody who is behind a gate.requested is behind a gate.approved of the same gate; for each gate, where there is a gate.requested, at least 2 different people are behind it"
    ),
    ("objectives: all", "all objectives of the plan are met"),
    ("objectives: { metric: rpo }", "all rpo objectives of the plan are met"),
    ("objectives: { ids: [a, b] }", "the objectives a, b are met"),
    ("schedule: { finishedWithin: 15m }", "the run finishes at most 15m after its planned finish"),
    ("state: listener-moved", "no listener is left on the old side"),
  ]

  @Test(arguments: others) func `every other demand is a sentence`(lines: String, sentence: String) throws {
    #expect(try demand(lines) == sentence)
  }

  @Test(arguments: ScheduleRequirement.words.map(\.word)) func `every word of a schedule has a sentence of its own`(word: String) throws {
    let sentences = try ScheduleRequirement.words.map { try demand("schedule: \($0.word)") }
    #expect(Set(sentences).count == sentences.count && sentences.allSatisfy { $0.count > 20 })
    #expect(try !demand("schedule: \(word)").contains(word))
  }
}
