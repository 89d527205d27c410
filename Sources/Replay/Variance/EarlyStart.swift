package import CutoverModel

/// A task or gate that began before something that it waits for by the plan.
package struct EarlyStart: Hashable, Sendable {
  package var activity: String
  package var predecessor: String
  package var relation: Dependency.Relation
  package var start: EventMoment
  /// When what it waits for was done, or begun where that was enough; nil if it never was.
  package var held: EventMoment?
}
