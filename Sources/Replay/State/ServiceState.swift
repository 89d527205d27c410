/// How usable a service is, over all its parts.
package struct ServiceState: Hashable, Sendable {
  package enum Level: String, CaseIterable, Hashable, Sendable {
    case down, degraded, up

    init(_ state: ServiceLevel.State) {
      switch state {
      case .down: self = .down
      case .degraded: self = .degraded
      case .up: self = .up
      }
    }
  }

  /// A region, the service as a whole, or a write freeze that the plan says its users feel.
  package struct Part: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable { case whole, region, freeze }

    package var kind: Kind
    package var region: String?
    package var dataset: String?
    package var side: String?
    package var state: Level
    package var percent: Double?
    package var aspect: String?
    package var basis: StateBasis

    /// The whole first, then regions by name, then freezes by data set and side.
    static func precedes(_ left: Part, _ right: Part) -> Bool {
      func rank(_ kind: Kind) -> Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
      if left.kind != right.kind { return rank(left.kind) < rank(right.kind) }
      return StateKey([left.region, left.dataset, left.side]) < StateKey([right.region, right.dataset, right.side])
    }
  }

  /// Nil for one without a name: bad news that names no service, where no service is named anywhere.
  package var service: String?
  /// The worst of its parts; nil where no event says anything.
  package var state: Level?
  /// The least percentage stated for a part in that state.
  package var percent: Double?
  package var parts: [Part]
  /// Whether writes are frozen and the plan doesn't say what that means to the service.
  package var hasUnstatedFreeze: Bool
  /// The event since which the worst of the parts is this.
  package var basis: StateBasis?
}
