import Documents
import Testing

/// Policies that are too large are refused with the place, and what is as large as may be is read.
@Suite struct PolicyLimitTests {
  private func problems(_ text: String) -> [String] {
    do throws(DocumentError) {
      _ = try PolicyDocument.read(bytes: Array(text.utf8), name: "p.yaml")
      return []
    } catch { return error.problems.map(\.description) }
  }

  private func policy(_ controls: Int, _ rules: Int, each demand: String = "objectives: all") -> String {
    "policy: p\nversion: 1\ncontrols:\n"
      + (0..<controls).map { "  - { id: c\($0) }\n" }.joined() + "rules:\n"
      + (0..<rules).map { "  - { id: r\($0), title: t, why: w, \(demand) }\n" }.joined()
  }

  @Test func `as many rules and controls as may be are read, and one more of each is refused at its place`() {
    #expect(problems(policy(PolicyLimits.controls, PolicyLimits.rules)).isEmpty)
    let many = problems(policy(PolicyLimits.controls + 1, 1))
    #expect(many == ["p.yaml:4:3: `controls` of the policy has 1001 entries, expected at most 1000"])
    let rules = problems(policy(1, PolicyLimits.rules + 1))
    #expect(rules == ["p.yaml:6:3: `rules` of the policy has 1001 entries, expected at most 1000"])
  }

  @Test func `a description may have so many types and values and no more, over all its alternatives`() {
    func absence(_ types: Int, _ values: Int) -> [String] {
      let types = (0..<types).map { "com.example.t\($0)" }.joined(separator: ", ")
      let values = (0..<values).map { "v\($0)" }.joined(separator: ", ")
      return problems(
        policy(
          1, 1,
          each: "template: absence, activation: [ { type: [\(types)] }, { type: task.failed, where: { task: [\(values)] } } ]"))
    }
    #expect(absence(PolicyLimits.descriptionParts - 13, 10).isEmpty)
    let refused = absence(PolicyLimits.descriptionParts - 13, 11)
    #expect(refused.count == 1 && refused.first?.hasSuffix("has 501 entries, expected at most 500") == true)
  }

  @Test func `examples, their events, and fields of a correlation are limited`() {
    func response(_ rest: String) -> [String] {
      problems(policy(1, 1, each: "template: response, activation: task.started, target: task.completed, \(rest)"))
    }
    let event = "{ type: task.completed }"
    func events(_ count: Int) -> String { "{ events: [\(Array(repeating: event, count: count).joined(separator: ", "))] }" }
    func conforming(_ list: [String]) -> String { "examples: { conforms: [\(list.joined(separator: ", "))] }" }
    #expect(response(conforming([events(PolicyLimits.exampleEvents)])).isEmpty)
    #expect(response(conforming([events(PolicyLimits.exampleEvents + 1)])).count == 1)
    #expect(response(conforming(Array(repeating: events(1), count: PolicyLimits.examples))).isEmpty)
    #expect(response(conforming(Array(repeating: events(1), count: PolicyLimits.examples + 1))).count == 1)
    func fields(_ count: Int) -> String { "per: [\((0..<count).map { "data.f\($0)" }.joined(separator: ", "))]" }
    #expect(response(fields(PolicyLimits.correlationFields)).isEmpty)
    #expect(response(fields(PolicyLimits.correlationFields + 1)).count == 1)
  }
}
