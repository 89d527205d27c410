/// What is known of the clock that gave an event its times, beside what the event says.
///
/// A true instant lies `before` nanoseconds ahead of the time as it stands to `after` nanoseconds beyond what its own
/// accuracy says. The event's own `time` is shifted already where a view shows it; times in `data` are not.
public struct ClockCorrection: Hashable, Sendable, BitwiseCopyable {
  /// Nanoseconds that are to be added to the times that the source wrote.
  public var shift: Int64
  /// Nanoseconds by which the true instant may lie earlier, not negative.
  public var before: Int64
  /// Nanoseconds by which the true instant may lie later, not negative.
  public var after: Int64

  public init(shift: Int64 = 0, before: Int64 = 0, after: Int64 = 0) {
    self.shift = shift
    self.before = before
    self.after = after
  }

  /// A clock of which nothing is known but what its events say.
  public static let none = ClockCorrection()
}
