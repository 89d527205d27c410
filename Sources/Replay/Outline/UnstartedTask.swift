package import CloudEvents

/// A task of the plan of which no event tells.
package struct UnstartedTask: Hashable, Sendable {
  package var id: String
  package var title: String?
  package var plannedStart: Timestamp?
  package var plannedFinish: Timestamp?
}
