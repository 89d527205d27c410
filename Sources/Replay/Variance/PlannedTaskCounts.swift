/// How many of a plan's tasks stand where.
package struct PlannedTaskCounts: Hashable, Sendable {
  package var completed = 0
  package var failed = 0
  /// Skipped or cancelled.
  package var passedOver = 0
  /// Begun, and neither ended nor given up.
  package var underWay = 0
  /// Never tried, though they had to be.
  package var notExecuted = 0
  /// Given up by a rollback, begun before or not. One that had failed counts as failed: it may be why.
  package var givenUp = 0

  /// All that had to be done or were tried.
  package var all: Int { completed + failed + passedOver + underWay + notExecuted + givenUp }
}

extension Variance {
  /// Tasks that are of a rollback count only once one was decided, or where they were tried.
  package var taskCounts: PlannedTaskCounts {
    var counts = PlannedTaskCounts()
    for task in tasks where task.state != .planned || task.isAbandoned {
      switch task.state {
      case .completed: counts.completed += 1
      case .failed: counts.failed += 1
      case _ where task.isAbandoned: counts.givenUp += 1
      case .skipped, .cancelled: counts.passedOver += 1
      case .started, .paused: counts.underWay += 1
      case .planned: break
      }
    }
    let untried = Set(notExecuted.map(ExactText.init))
    counts.notExecuted = tasks.count { $0.state == .planned && untried.contains(ExactText($0.id)) }
    return counts
  }
}
