internal import CloudEvents
internal import JSONText

/// What a condition or a correlation looks at in an event.
package enum EventField: Hashable, Sendable {
  /// A top-level attribute of the event.
  case attribute(String)
  /// A member of `data`, by the names that lead to it.
  case data([String])
  /// How the event's signature was judged: `valid`, `signed`, `not-allowed`, `outdated`, `unsigned`, `invalid`; for an
  /// event that is no personal act it is absent.
  case signature
  /// The person whose signature holds; absent where none does.
  case signer
  /// What the plan says of what the event names; absent where it says nothing.
  case plan(PlanField)
}

extension EventField {
  /// Reads a name such as `task`, `data.side`, `plan.task.phase` or `signature`; nil where a part of it is empty, or it
  /// leads into an attribute or to nothing that a plan says.
  package init?(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains(where: \.isEmpty) else { return nil }
    if parts.count > 1, parts[0] == "plan" {
      guard let field = PlanField(rawValue: name) else { return nil }
      self = .plan(field)
      return
    }
    if parts.count > 1 {
      guard parts[0] == "data" else { return nil }
      self = .data(Array(parts.dropFirst()))
      return
    }
    switch name {
    case "data", "specversion", "time", "acceptedtime": return nil
    case "signature": self = .signature
    case "signer": self = .signer
    default: self = .attribute(name)
    }
  }

  /// The name as it is written in a policy.
  package var name: String {
    switch self {
    case .attribute(let name): name
    case .data(let path): "data." + path.joined(separator: ".")
    case .signature: "signature"
    case .signer: "signer"
    case .plan(let field): field.rawValue
    }
  }
}
