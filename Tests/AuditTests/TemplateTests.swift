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

  @Test(arguments: Template.tried)
  func `a template equals its formula on all 1,093 traces of up to six events over three letters, vacuity included`(
    _ template: Template
  ) throws {
    let all = traces(over: Self.single, upTo: 6)
    #expect(all.count == 1_093)
    let constraint = Constraint(template, activation: .of("task.started"), target: .of("task.completed"))
    for trace in all {
      let finding = try judge(constraint, lines(trace))
      let expected = template.expected(trace)
      #expect(finding.result == expected && finding.asSeen == expected, "\(template.name) on \(trace.map(\.rawValue))")
    }
  }

  @Test(arguments: Template.tried)
  func `an event that is activation and target at once counts as both`(_ template: Template) throws {
    let constraint = Constraint(template, activation: .a, target: .b)
    for trace in traces(over: Self.single + [[.activation, .target]], upTo: 5) {
      let finding = try judge(constraint, lines(trace))
      #expect(finding.result == template.expected(trace), "\(template.name) on \(trace.map(\.rawValue))")
    }
  }

  @Test(arguments: Template.tried)
  func `a window wider than the trace changes nothing`(_ template: Template) throws {
    guard template.takesWindow else { return }
    let constraint = Constraint(template, activation: .a, target: .b, within: TimeSpan(seconds: 86_400))
    for trace in traces(over: Self.single, upTo: 5) {
      let finding = try judge(constraint, lines(trace))
      #expect(finding.result == template.expected(trace), "\(template.name) on \(trace.map(\.rawValue))")
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
