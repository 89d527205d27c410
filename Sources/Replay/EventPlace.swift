import CloudEvents

/// Where an event stands among the streams of one run: in which stream, then at which index.
///
/// Eight bytes: 24 bits for the stream, 40 for the index.
package struct EventPlace: Hashable, Comparable, Sendable, BitwiseCopyable {
  private var packed: UInt64
  private static let indexBits: UInt64 = 40
  private static let greatestIndex: UInt64 = 1 << indexBits - 1

  /// `stream` counts the streams of the run from 0, in the order in which they are folded.
  package init(stream: Int, index: Int) {
    packed = UInt64(clamping: stream) << Self.indexBits | min(UInt64(clamping: index), Self.greatestIndex)
  }

  package var stream: Int { Int(packed >> Self.indexBits) }
  package var index: Int { Int(packed & Self.greatestIndex) }

  /// By stream, in the order in which they were given, then by index.
  package static func < (left: EventPlace, right: EventPlace) -> Bool { left.packed < right.packed }
}

/// Counts the streams that a fold sees one after the other.
struct StreamCounter: Sendable {
  /// The ordinal of the stream that is being seen, from 0.
  private(set) var stream = 0
  private var last = -1

  /// Follows the fold to its next event; an index that doesn't rise begins the next stream.
  mutating func advance(to view: EventView) {
    if view.index <= last { stream += 1 }
    last = view.index
  }

  /// The place of an event of the stream that is being seen.
  func place(of view: EventView) -> EventPlace { EventPlace(stream: stream, index: view.index) }
}
