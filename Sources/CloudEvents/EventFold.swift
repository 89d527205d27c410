/// A computation over the events of one or more streams, in stream order.
///
/// A fold is a value: it sees every event once, in order of index, and gives its result at the end. It reads no
/// clock and no file, so the same events give the same result anywhere. Events out of order of `time` are the
/// fold's own business.
public protocol EventFold {
  associatedtype Output

  /// The full types of the events that the fold looks at; nil for all, which is the default.
  ///
  /// A pass may leave out events of other types, and is faster for it.
  static var types: [String]? { get }

  /// Takes in one event; the view must not be kept.
  mutating func apply(_ event: EventView)

  /// The result over everything applied.
  consuming func finish() -> Output
}

extension EventFold {
  public static var types: [String]? { nil }
}
