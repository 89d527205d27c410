/// How usable a service is.
struct ServiceLevel: Hashable, Sendable {
  /// From the worst to the best.
  enum State: UInt8, Comparable, Sendable {
    case down, degraded, up
    static func < (left: State, right: State) -> Bool { left.rawValue < right.rawValue }
  }

  var state: State
  /// Percent usable times one hundred, rounded down; nil where none was stated.
  var hundredths: Int32?

  static let up = ServiceLevel(state: .up)

  init(state: State, hundredths: Int32? = nil) {
    self.state = state
    self.hundredths = hundredths
  }

  /// Whether this counts as an episode: not up, or below a minimum in percent.
  ///
  /// Without a stated percentage, degraded is below any minimum: nothing shows that it isn't. Down is below any,
  /// whatever percentage is stated.
  func isBelow(_ minimum: Int64?) -> Bool {
    guard let minimum, state != .down, let hundredths else { return state != .up }
    return Int64(hundredths) < minimum.saturatingMultiply(100)
  }

  /// Whether this is a change for the better.
  func isBetter(than other: ServiceLevel) -> Bool {
    if state != other.state { return state > other.state }
    guard let hundredths, let before = other.hundredths else { return false }
    return hundredths > before
  }
}
