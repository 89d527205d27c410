package import CutoverModel

/// Something in a plan that its own schedule can't keep, that will not work as it stands, or that it leaves out.
package struct ScheduleProblem: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// A task's early finish lies after its `finishBy`.
    case finishBy = "finish-by"
    /// A gate's early finish lies after its deadline.
    case deadline
    /// The plan finishes after its window closes.
    case windowCloses = "window-closes"
    /// A rollback decided at `decideBy` doesn't finish before the window closes.
    case decideBy = "decide-by"
    /// A date of which the schedule doesn't tell whether it is kept, for not everything before it has a duration.
    case dateUnknown = "date-unknown"
    /// A task does what another one does.
    case duplicateTask = "duplicate-task"
    /// Tasks and gates that wait for what never comes.
    case unreachable
    /// A task may not start before the window closes.
    case startsAfterWindow = "starts-after-window"
    /// A gate that no task or gate waits for.
    case gateWithoutFollowers = "gate-without-followers"
    /// A gate wants a check that only tasks behind it bring.
    case checkBehindGate = "check-behind-gate"
    /// A planned outage ends before it begins.
    case outageReversed = "outage-reversed"
    /// A negative lag would pull the task before the start; it stays there.
    case pulledBeforeStart = "pulled-before-start"
    /// A link between a main and a rollback task, or from something that the plan doesn't have, is left out.
    case linkLeftOut = "link-left-out"
  }

  /// How much it matters.
  package enum Severity: Hashable, Sendable {
    /// The plan promises what it can't keep.
    case error
    /// The plan hardly means what it says; it may still be kept.
    case warning
    case note
  }

  package var kind: Kind
  /// The task, gate or service; for a window or a rollback the plan's id.
  package var subject: String
  /// What it is about besides: the other end of a link, the task that does the same, the check.
  package var other: String?
  package var planned: TimeSpan?
  package var limit: TimeSpan?
  /// The tasks and gates that are never due because of the subject, in order of dependence.
  package var members: [String] = []
  /// What makes two tasks the same, or what counts where a gate times out, in the words of a plan; that a finish is the
  /// earliest one; why a date isn't known.
  package var detail: String?
  /// The value of the plan that it is about.
  package var place: PlanPlace

  package var severity: Severity {
    switch kind {
    case .finishBy, .deadline, .windowCloses, .decideBy: .error
    case .dateUnknown, .duplicateTask, .unreachable, .startsAfterWindow, .gateWithoutFollowers, .checkBehindGate,
      .outageReversed:
      .warning
    case .pulledBeforeStart, .linkLeftOut: .note
    }
  }

  init(
    _ kind: Kind, _ subject: String, other: String? = nil, planned: TimeSpan? = nil,
    limit: TimeSpan? = nil, members: [String] = [], detail: String? = nil, at place: PlanPlace
  ) {
    self.kind = kind
    self.subject = subject
    self.other = other
    self.planned = planned
    self.limit = limit
    self.members = members
    self.detail = detail
    self.place = place
  }
}
