package import CloudEvents
package import CutoverModel

/// The moment T from which the plan's times count, and why it is that one.
package struct RunStart: Hashable, Sendable {
  package enum Basis: String, CaseIterable, Hashable, Sendable {
    /// Given when the stream was opened, or by the caller.
    case stated
    /// The first `run.began`.
    case runBegan = "run-began"
    /// The first start of any task.
    case firstTask = "first-task"
  }

  package var time: Timestamp
  package var basis: Basis
  /// Nil if it is stated.
  package var event: EventReference?

  init(time: Timestamp, basis: Basis, event: EventReference? = nil) {
    self.time = time
    self.basis = basis
    self.event = event
  }
}
