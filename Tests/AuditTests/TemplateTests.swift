import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// The templates against their formulas.
@Suite struct TemplateTests {
  /// a, b and something else: never two at once.
  private static let single: [Letter] = [.activation, .target, []]

  /// Judges every trace by all templates at once, and holds each result against the template's formula.
  private func compare(_ all: [[Letter]], _ templates: [Template], _ constraint: (Template) -> Constraint) throws {
    let rules = templates.map { Rule(constraint($0)) }
    for trace in all {
      let findings = try judge(rules, lines(trace)).findings
      #expect(findings.count == templates.count)
      for (template, finding) in zip(templates, findings) {
        let expected = template.expected(trace)
        if finding.result != expected || finding.asSeen != expected {
          Issue.record("\(template.name) on \(trace.map(\.rawValue)): \(finding.result), expected \(expected)")
        }
      }
    }
  }

  @Test func `each template equals its formula on all 1,093 traces of up to six events over three letters, vacuity included`()
    throws
  {
    let all = traces(over: Self.single, upTo: 6)
    #expect(all.count == 1_093)
    try compare(all, Template.tried) { template in
      Constraint(template, activation: .of("task.started"), target: .of("task.completed"))
    }
  }

  @Test func `the formulas tell every two templates apart on these traces, but for one that is another's formula`() {
    let all = traces(over: Self.single, upTo: 4)
    let answers = Template.tried.map { template in all.map { template.expected($0) == .violated } }
    for (number, one) in answers.enumerated() {
      for (other, answer) in answers[..<number].enumerated() where one == answer {
        let names = Set([Template.tried[number].name, Template.tried[other].name])
        #expect(names == ["not-co-existence", "not-responded-existence"])
      }
    }
  }

  @Test func `an event that is activation and target at once counts as both`() throws {
    try compare(traces(over: Self.single + [[.activation, .target]], upTo: 5), Template.tried) { template in
      Constraint(template, activation: .a, target: .b)
    }
  }

  @Test func `a window wider than the trace changes nothing`() throws {
    try compare(traces(over: Self.single, upTo: 5), Template.tried.filter(\.takesWindow)) { template in
      Constraint(template, activation: .a, target: .b, within: TimeSpan(seconds: 86_400))
    }
  }

  @Test func `what violates a rule is named, and else what shows that it holds`() throws {
    func ids(_ template: Template, _ trace: [Letter]) throws -> [String] {
      try judge(Constraint(template, activation: .a, target: .b), lines(trace)).events.map(\.id)
    }
    let (a, b): (Letter, Letter) = (.activation, .target)
    #expect(try ids(.response, [a, b, a, [], a]) == ["e2", "e4"])
    #expect(try ids(.response, [a, b]) == ["e0", "e1"])
    #expect(try ids(.precedence, [b, [], a, b]) == ["e0"])
    #expect(try ids(.notSuccession, [b, a, b]) == ["e1", "e2"])
    #expect(try ids(.absence(2), [a, a, a]) == ["e1", "e2"])
    #expect(try ids(.alternateResponse, [a, a, b]) == ["e0", "e1"])
    #expect(try ids(.chainPrecedence, [a, [], b]) == ["e2"])
    #expect(try ids(.exclusiveChoice, [a, [], b]) == ["e0", "e2"])
    #expect(try ids(.end, [a, []]) == ["e1"])
    #expect(try ids(.initial, []).isEmpty)
  }

  @Test func `names are read back as the templates that they name`() {
    for template in Template.tried {
      #expect(Template(name: template.name, count: template.count ?? 1) == template)
    }
    #expect(Template(name: "responce") == nil)
  }
}
