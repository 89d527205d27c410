/// What the plan says of what an event names: its task, its gate, its check, or the side that it speaks of.
///
/// So a policy can speak of the gate that commits or of the tasks of a phase without knowing the ids of any plan.
package enum PlanField: String, CaseIterable, Hashable, Sendable {
  /// Of the task of attribute `task`. An action with an argument, as in `shift_traffic(10)`, is given with and without it.
  case taskPhase = "plan.task.phase"
  case taskAction = "plan.task.action"
  case taskLayer = "plan.task.layer"
  case taskOwner = "plan.task.owner"
  case taskMode = "plan.task.mode"
  /// Whether the run, or its rollback, is only done with the task.
  case taskRequired = "plan.task.required"
  /// `rollback` for the tasks of the way back; absent for the others.
  case taskOnly = "plan.task.only"
  case taskPointOfNoReturn = "plan.task.pointOfNoReturn"
  /// The task that undoes it.
  case taskRollback = "plan.task.rollback"
  case taskChecks = "plan.task.checks"
  case taskService = "plan.task.service"
  case taskDataset = "plan.task.dataset"
  case taskWave = "plan.task.wave"
  /// Of the gate of attribute `gate`.
  case gateCommits = "plan.gate.commits"
  case gateApprovals = "plan.gate.approvals"
  case gateSeparate = "plan.gate.separate"
  case gateRoles = "plan.gate.roles"
  case gateRequires = "plan.gate.requires"
  /// Whether who acted holds a role that the gate asks for, as the plan names people; true where it asks for none.
  case gateRoleHeld = "plan.gate.roleHeld"
  /// Of the check that `data.check` names.
  case checkKind = "plan.check.kind"
  case checkRequired = "plan.check.required"
  /// `old` for the site that is left, `new` for the one that is gone to; of `data.side`. In a failback they are swapped.
  case side = "plan.side"
  /// The same of `data.to`.
  case to = "plan.to"

  /// What tells which task, gate, check or side is meant.
  package var subject: EventField {
    switch self {
    case .taskPhase, .taskAction, .taskLayer, .taskOwner, .taskMode, .taskRequired, .taskOnly, .taskPointOfNoReturn,
      .taskRollback, .taskChecks, .taskService, .taskDataset, .taskWave:
      .attribute("task")
    case .gateCommits, .gateApprovals, .gateSeparate, .gateRoles, .gateRequires, .gateRoleHeld: .attribute("gate")
    case .checkKind, .checkRequired: .data(["check"])
    case .side: .data(["side"])
    case .to: .data(["to"])
    }
  }

  /// Whether it can hold several values at once.
  var isList: Bool {
    switch self {
    case .taskAction, .taskChecks, .gateRoles, .gateRequires: true
    default: false
    }
  }

  var isNumber: Bool { self == .gateApprovals }
}
