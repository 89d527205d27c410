/// What an act is about, by the names of the plan.
package struct ActSubject: Hashable, Sendable {
  package var gate: String?
  package var decision: String?
  package var check: String?
  package var service: String?

  package init(gate: String? = nil, decision: String? = nil, check: String? = nil, service: String? = nil) {
    self.gate = gate
    self.decision = decision
    self.check = check
    self.service = service
  }

  /// Those that are there, in the order of a statement.
  package var fields: [(name: String, value: String)] {
    [("gate", gate), ("decision", decision), ("check", check), ("service", service)].compactMap { name, value in
      value.map { (name, $0) }
    }
  }

  /// Whether it says exactly what an act needs; a decision may be one at a gate.
  func fits(_ act: Act) -> Bool {
    let names = fields.map(\.name)
    return switch act {
    case .approve, .reject: names == ["gate"]
    case .decide: names == ["decision"] || names == ["gate", "decision"]
    case .waive: names == ["check"]
    case .noImpact: names == ["service"]
    }
  }

  /// The fields as people read them.
  package var text: String { fields.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }
}
