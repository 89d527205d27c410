/// Tasks and gates of a plan that wait for each other in a circle, so that none can ever start.
package struct ScheduleCycle: Error, Hashable, Sendable, CustomStringConvertible {
  /// The members, each waited for by the next and the last by the first; the first in the plan's order leads.
  package let members: [String]

  package init(members: [String]) { self.members = members }

  package var description: String {
    let circle = members + members.prefix(1)
    return "the plan has a cycle: \(circle.joined(separator: " before "))"
  }
}
