package import CutoverModel

/// What a plan says of the tasks, gates, checks and sides that events name; names are compared by their bytes.
package struct PlanFacts: Hashable, Sendable {
  private var tasks: [[UInt8]: PlannedTask] = [:]
  private var gates: [[UInt8]: Plan.Gate] = [:]
  private var checks: [[UInt8]: Plan.Check] = [:]
  private var sides: [[UInt8]: String] = [:]
  /// The roles of each person, by id and by principal, with those of whom the person is deputy for.
  private var roles: [[UInt8]: Set<String>] = [:]
  /// What is said without a plan.
  private var stated: [Statement: [FieldValue]] = [:]

  private struct Statement: Hashable, Sendable {
    var field: PlanField
    var subject: [UInt8]
  }

  /// A plan that says nothing.
  package init() {}

  /// - Parameter streamKind: As the stream's opening states it; in a `failback` the sites are swapped.
  package init(_ plan: Plan, streamKind: String?) {
    for task in plan.tasks where tasks[Array(task.id.utf8)] == nil { tasks[Array(task.id.utf8)] = task }
    for gate in plan.gates where gates[Array(gate.id.utf8)] == nil { gates[Array(gate.id.utf8)] = gate }
    for check in plan.checks where checks[Array(check.id.utf8)] == nil { checks[Array(check.id.utf8)] = check }
    if let sites = plan.sites {
      let isSwapped = streamKind == "failback"
      sides = [
        Array(sites.source.utf8): isSwapped ? "new" : "old", Array(sites.target.utf8): isSwapped ? "old" : "new",
        Array("source".utf8): "old", Array("target".utf8): "new",
      ]
    }
    for person in plan.people {
      var held = Set(person.roles)
      for other in plan.people where other.deputy?.utf8.elementsEqual(person.id.utf8) == true { held.formUnion(other.roles) }
      for name in [person.id, person.principal].compactMap({ $0 }) { roles[Array(name.utf8), default: []].formUnion(held) }
    }
  }

  /// Says what the plan would say, for events that no plan stands behind: the examples of policies.
  package mutating func state(_ field: PlanField, of subject: String, _ values: [String]) {
    stated[Statement(field: field, subject: Array(subject.utf8))] = values.map {
      FieldValue(text: $0, isNumber: field.isNumber)
    }
  }

  /// What is said without a plan, in the order of the fields and of the subjects' bytes.
  package var statements: [(field: PlanField, subject: String, values: [String])] {
    let fields = PlanField.allCases
    let sorted = stated.sorted { left, right in
      let (one, other) = (fields.firstIndex(of: left.key.field) ?? 0, fields.firstIndex(of: right.key.field) ?? 0)
      return one == other ? left.key.subject.lexicographicallyPrecedes(right.key.subject) : one < other
    }
    return sorted.map { ($0.key.field, String(decoding: $0.key.subject, as: UTF8.self), $0.value.map(\.text)) }
  }

  /// What the plan says of a subject; nothing where it doesn't have it.
  ///
  /// - Parameter principal: Who acted, where that is known.
  func values(of field: PlanField, _ subject: [UInt8], principal: String?) -> [FieldValue] {
    if !stated.isEmpty, let values = stated[Statement(field: field, subject: subject)] { return values }
    switch field.subject {
    case .attribute("task"): return tasks[subject].map { Self.texts(field, $0).map(FieldValue.init) } ?? []
    case .attribute("gate"):
      guard let gate = gates[subject] else { return [] }
      switch field {
      case .gateCommits: return [FieldValue(gate.commits)]
      case .gateApprovals: return [FieldValue(text: String(gate.approvals), isNumber: true)]
      case .gateSeparate: return [FieldValue(gate.separate)]
      case .gateRoles: return gate.roles.map(FieldValue.init)
      case .gateRequires: return gate.requires.map(FieldValue.init)
      default: return principal.map { [FieldValue(holdsRole(of: gate, $0))] } ?? []
      }
    case .data(["check"]):
      guard let check = checks[subject] else { return [] }
      return field == .checkRequired ? [FieldValue(check.required)] : check.kind.map { [FieldValue($0.rawValue)] } ?? []
    default: return sides[subject].map { [FieldValue($0)] } ?? []
    }
  }

  private static func texts(_ field: PlanField, _ task: PlannedTask) -> [String] {
    let text: String? =
      switch field {
      case .taskPhase: task.phase
      case .taskLayer: task.layer
      case .taskOwner: task.owner
      case .taskMode: task.mode.rawValue
      case .taskRequired: String(task.isRequired(inRollback: task.isRollbackOnly))
      case .taskOnly: task.isRollbackOnly ? "rollback" : nil
      case .taskPointOfNoReturn: String(task.isPointOfNoReturn)
      case .taskRollback: task.rollback
      case .taskService: task.service
      case .taskDataset: task.dataset
      case .taskWave: task.wave
      default: nil
      }
    if let text { return [text] }
    if field == .taskChecks { return task.checks }
    guard field == .taskAction, let action = task.action else { return [] }
    guard let bracket = action.firstIndex(of: "("), bracket > action.startIndex else { return [action] }
    return [String(action[..<bracket]), action]
  }

  private func holdsRole(of gate: Plan.Gate, _ principal: String) -> Bool {
    guard !gate.roles.isEmpty else { return true }
    guard let held = roles[Array(principal.utf8)] else { return false }
    return gate.roles.contains { role in held.contains { $0.utf8.elementsEqual(role.utf8) } }
  }
}

extension FieldValue {
  init(_ text: String) { self.init(text: text, isNumber: false) }
  init(_ flag: Bool) { self.init(text: flag ? "true" : "false", isNumber: false) }
}
