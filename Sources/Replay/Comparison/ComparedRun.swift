internal import CloudEvents
internal import CutoverModel
package import JSONText

/// One run of a comparison: what it says of itself, what it did, and its clocks.
package struct ComparedRun: Sendable {
  /// What its streams call the run; nil where none can be believed.
  package var run: String?
  /// Its streams, in the order in which they were opened.
  package var origins: [String]
  /// What the first stream says it is: `live`, `rehearsal` and so on.
  package var kind: String?
  package var environment: String?
  /// As the first stream states them.
  package var parameters: [JSONMember]
  /// Nil for a run that is compared by what it did alone.
  package var plan: PlanFingerprint?
  package var execution: RunExecution
  package var objectives: ObjectivesReport
  package var corrections: CorrectionsSummary

  package init(
    run: String?, origins: [String], kind: String?, environment: String? = nil, parameters: [JSONMember] = [],
    plan: PlanFingerprint? = nil, execution: RunExecution, objectives: ObjectivesReport,
    corrections: CorrectionsSummary = CorrectionsSummary()
  ) {
    self.run = run
    self.origins = origins
    self.kind = kind
    self.environment = environment
    self.parameters = parameters
    self.plan = plan
    self.execution = execution
    self.objectives = objectives
    self.corrections = corrections
  }

  /// Whether the run was no live one: by its kind, or because some of its tasks were done dry or apart.
  package var isRehearsal: Bool { kind == "rehearsal" || execution.modes.contains { $0 != .live } }

  /// By start, those without one last; then by the bytes of the run, then of its first origin.
  package static func precedes(_ left: ComparedRun, _ right: ComparedRun) -> Bool {
    let starts = (left.execution.start?.time.nanoseconds, right.execution.start?.time.nanoseconds)
    switch starts {
    case (let one?, let other?) where one != other: return one < other
    case (_?, nil): return true
    case (nil, _?): return false
    default: break
    }
    let names = (left.run ?? "", right.run ?? "")
    if ExactText(names.0) != ExactText(names.1) { return names.0.precedesInBytes(names.1) }
    return (left.origins.first ?? "").precedesInBytes(right.origins.first ?? "")
  }
}
