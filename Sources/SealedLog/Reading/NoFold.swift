package import CloudEvents

/// A fold of nothing, for a pass that only verifies.
package struct NoFold: EventFold {
  package init() {}
  package static var types: [String]? { [] }
  package mutating func apply(_ event: EventView) {}
  package consuming func finish() {}
}
