package import CutoverModel

/// Something in a plan that its own schedule can't keep, or that it leaves out.
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
    /// A negative lag would pull the task before the start; it stays there.
    case pulledBeforeStart = "pulled-before-start"
    /// A link between a main and a rollback task, or from something that the plan doesn't have, is left out.
    case linkLeftOut = "link-left-out"
  }

  package var kind: Kind
  /// The task or gate; for a window or a rollback the plan's id.
  package var subject: String
  /// The other end of a link that was left out.
  package var predecessor: String?
  package var planned: TimeSpan?
  package var limit: TimeSpan?

  /// Whether the plan promises what it can't keep; the other kinds are notes.
  package var isInfeasible: Bool {
    switch kind {
    case .finishBy, .deadline, .windowCloses, .decideBy: true
    case .pulledBeforeStart, .linkLeftOut: false
    }
  }

  /// The value of the plan that it is about.
  package var place: PlanPlace {
    switch kind {
    case .finishBy: .finishBy(task: subject)
    case .deadline: .deadline(gate: subject)
    case .windowCloses: .windowCloses
    case .decideBy: .decideBy
    case .pulledBeforeStart: .after(step: subject, predecessor: nil)
    case .linkLeftOut: .after(step: subject, predecessor: predecessor)
    }
  }

  init(
    _ kind: Kind, _ subject: String, predecessor: String? = nil, planned: TimeSpan? = nil,
    limit: TimeSpan? = nil
  ) {
    self.kind = kind
    self.subject = subject
    self.predecessor = predecessor
    self.planned = planned
    self.limit = limit
  }
}
