internal import CutoverModel

/// The names that a plan gives to its tasks, gates and services; notes events that name others.
struct PlanNames: Sendable {
  let tasks: Set<ExactText>
  let gates: Set<ExactText>
  /// Empty where the plan lists no service; then every service will do.
  private let services: Set<ExactText>

  init(_ plan: Plan) {
    tasks = Set(plan.tasks.map { ExactText($0.id) })
    gates = Set(plan.gates.map { ExactText($0.id) })
    services = Set(plan.services.map { ExactText($0.id) })
  }

  func note(_ event: CutoverEvent, in findings: inout FindingCollector) {
    func note(_ what: String, _ name: String) {
      findings.note(
        rule: "\(what)-unknown",
        message: "a \(what) that the plan doesn't hold, such as \(EntryText.cut(name, to: 200))",
        at: event.reference.place)
    }
    if let task = event.task, !tasks.isEmpty, !tasks.contains(ExactText(task)) { note("task", task) }
    if let gate = event.gate, !gates.contains(ExactText(gate)) { note("gate", gate) }
    if let service = event.service, !services.isEmpty, service != "*", !services.contains(ExactText(service)) {
      note("service", service)
    }
  }
}
