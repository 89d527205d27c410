package import CloudEvents
import CutoverModel

/// Counts the streams that a fold sees one after the other.
package struct StreamCounter: Sendable {
  /// The ordinal of the stream that is being seen, from 0.
  package private(set) var stream = 0
  /// What each stream so far calls itself; nil for one whose opening was not seen.
  private var origins: [String?] = []
  private var last = -1
  /// Whether the stream of each event is told before it, so that events may come in any order.
  private var isTold = false

  package init() {}

  /// Tells which stream the next event is of; from then on indexes say nothing of it.
  mutating func tell(_ stream: Int) {
    isTold = true
    self.stream = stream
  }

  /// How many streams there were; one before anything is seen.
  package var count: Int { max(1, origins.count) }

  /// What the stream that is being seen calls itself.
  package var origin: String? { origin(of: stream) }

  /// What a stream calls itself.
  package func origin(of stream: Int) -> String? {
    origins.indices.contains(stream) ? origins[stream] : nil
  }

  /// Follows the fold to its next event, and says whether that begins a stream: an index that doesn't rise does.
  @discardableResult
  package mutating func advance(to view: EventView) -> Bool {
    defer { last = view.index }
    if isTold {
      while origins.count <= stream { origins.append(nil) }
      if view.isType("dev.cutlog.stream.opened") { origins[stream] = view.source }
      return false
    }
    guard view.index <= last || origins.isEmpty else { return false }
    if !origins.isEmpty { stream += 1 }
    // A recorder's line names its stream as its source.
    origins.append(view.isType("dev.cutlog.stream.opened") ? view.source : nil)
    return true
  }

  /// Follows the fold past an event that stands in one block with the last one and so begins no stream.
  mutating func pass(index: Int) { last = index }

  /// The place of an event of the stream that is being seen.
  package func place(of view: EventView) -> EventPlace { EventPlace(stream: stream, index: view.index) }
}

extension CutoverEvent {
  /// Decodes an event of the stream that is being seen.
  init(_ view: EventView, of streams: StreamCounter) {
    self.init(view, stream: streams.stream, origin: streams.origin)
  }
}
