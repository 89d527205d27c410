internal import CutoverModel

/// Who stands for a role or a task at the moment.
struct StatusCrew: Sendable {
  private let people: [Plan.Person]
  private var holders: [ExactText: String] = [:]

  /// - Parameter roles: Who has each role, as the events say it.
  init(_ plan: Plan?, _ roles: [StateItem]) {
    people = plan?.people ?? []
    for item in roles {
      guard let role = item.name("role"), let holder = item.value("holder")?.text else { continue }
      holders[ExactText(role)] = holder
    }
  }

  /// The owner of a task and who that is: a person, or whoever has that role.
  func owner(_ owner: String?) -> TaskOwner {
    guard let owner else { return TaskOwner() }
    if let person = person(owner) { return TaskOwner(owner: owner, people: [person]) }
    if let holder = holders[ExactText(owner)] { return TaskOwner(owner: owner, people: [person(holder) ?? holder]) }
    return TaskOwner(owner: owner, people: holding(owner))
  }

  /// Who may approve at a gate by the plan and isn't among those who have.
  func candidates(for gate: Plan.Gate, besides approvals: [GateStanding.Approval]) -> [String] {
    let given = Set(approvals.compactMap(\.principal).map { ExactText(person($0) ?? $0) })
    var names = gate.roles.isEmpty ? people.map(\.id) : people.filter { !Set($0.roles).isDisjoint(with: gate.roles) }.map(\.id)
    for role in gate.roles {
      guard let holder = holders[ExactText(role)] else { continue }
      let name = person(holder) ?? holder
      if !names.contains(where: { ExactText($0) == ExactText(name) }) { names.append(name) }
    }
    return names.filter { !given.contains(ExactText($0)) }
  }

  /// The id of a person of the plan, by that id or by the principal.
  private func person(_ name: String) -> String? {
    let name = ExactText(name)
    return people.first { ExactText($0.id) == name || $0.principal.map { ExactText($0) } == name }?.id
  }

  private func holding(_ role: String) -> [String] {
    people.filter { person in person.roles.contains { ExactText($0) == ExactText(role) } }.map(\.id)
  }
}
