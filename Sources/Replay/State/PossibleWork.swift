import CutoverModel

/// The tasks and gates of which events may have spoken by the instant asked for, though their times are after it.
///
/// Such an event doesn't count; what it is about isn't certain.
struct PossibleWork: Sendable {
  private var tasks: Set<ExactText> = []
  private var gates: Set<ExactText> = []
  /// Whether the run may have begun or ended.
  private(set) var isRunOpen = false

  mutating func note(_ event: CutoverEvent) {
    switch event.kind {
    case .runBegan, .runEnded: isRunOpen = true
    case .gateRequested, .gateApproved, .gateRejected, .decisionMade:
      if let gate = event.gate { gates.insert(ExactText(gate)) }
    case .taskStarted, .taskCompleted, .taskFailed, .taskSkipped, .taskCancelled, .taskPaused, .taskResumed:
      if let task = event.task { tasks.insert(ExactText(task)) }
    default: break
    }
  }

  func concerns(task: String) -> Bool { tasks.contains(ExactText(task)) }
  func concerns(gate: String) -> Bool { gates.contains(ExactText(gate)) }
}
