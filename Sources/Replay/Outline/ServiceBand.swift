/// How usable one service was over the run, as `StateFold` has it at each instant.
package struct ServiceBand: Hashable, Sendable {
  /// A time in which the service was in one state.
  package struct Stretch: Hashable, Sendable {
    package var state: ServiceState.Level
    /// Whether nothing but a write freeze makes it so.
    package var isFreeze: Bool
    package var from: EventMoment
    /// Nil for the last.
    package var to: EventMoment?
  }

  /// Nil for one without a name: bad news that names no service, where no service is named anywhere.
  package var service: String?
  /// In order of time; neighbours differ. Empty where no event says anything.
  package var stretches: [Stretch]

  /// Whether the service was ever known to be not up.
  package var isImpaired: Bool { stretches.contains { $0.state != .up } }
}
