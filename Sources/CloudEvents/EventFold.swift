/// A computation over the events of one or more streams, in stream order.
///
/// A fold is a value: it sees every event once, in order of index, and gives its result at the end. It reads no
/// clock and no file, so the same events give the same result anywhere. Events out of order of `time` are the
/// fold's own business.
public protocol EventFold: SendableMetatype {
  associatedtype Output

  /// The full types of the events that the fold looks at; nil for all, which is the default.
  ///
  /// A pass may leave out events of other types, and is faster for it; the first event of a stream is given whatever
  /// its type.
  static var types: [String]? { get }

  /// Takes in one event; the view must not be kept.
  mutating func apply(_ event: EventView)

  /// Takes in consecutive events; they must not be kept.
  ///
  /// The result is that of taking in one after the other. Folds of folds hand them on whole, and those that much runs
  /// through ask once what many events share; all others need not care.
  mutating func apply(all events: EventLines)

  /// The result over everything applied.
  consuming func finish() -> Output
}

extension EventFold {
  public static var types: [String]? { nil }

  @inlinable
  public mutating func apply(all events: EventLines) {
    events.forEach(of: events.selection(of: Self.types)) { apply($0) }
  }
}
