package import CutoverModel

/// Where an event stands among the streams of one run: in which stream, then at which index.
///
/// Eight bytes: 24 bits for the stream, 40 for the index.
package struct EventPlace: Hashable, Comparable, Sendable, BitwiseCopyable {
  private var packed: UInt64
  private static let indexBits: UInt64 = 40
  private static let greatestIndex: UInt64 = 1 << indexBits - 1

  /// The first line of the first stream.
  static let beginning = EventPlace(stream: 0, index: 0)

  /// `stream` counts the streams of the run from 0, in the order in which they are folded.
  package init(stream: Int, index: Int) {
    packed = UInt64(clamping: stream) << Self.indexBits | min(UInt64(clamping: index), Self.greatestIndex)
  }

  package var stream: Int { Int(packed >> Self.indexBits) }
  package var index: Int { Int(packed & Self.greatestIndex) }

  /// By stream, in the order in which they are folded, then by index.
  package static func < (left: EventPlace, right: EventPlace) -> Bool { left.packed < right.packed }
}

extension EventReference {
  /// Where the event stands.
  package var place: EventPlace { EventPlace(stream: stream, index: index) }
}
