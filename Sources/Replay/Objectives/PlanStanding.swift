/// When a judged plan was sealed, as against the first impact, freeze or task of its stream.
package enum PlanStanding: String, Hashable, Sendable {
  /// There is no plan.
  case absent
  /// The plan's place in the stream is not known.
  case unplaced
  /// Sealed before the first impact, freeze or task.
  case beforehand
  /// Adopted only after it had begun.
  case adoptedAfterwards
  /// The stream is an import: its plan was written down afterwards.
  case writtenAfterwards
}
