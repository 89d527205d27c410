import CloudEvents
import JSONText

/// The members of an event's `data`, found in place; scratch that is reused from event to event.
struct DataMembers: Sendable {
  private(set) var spans: ContiguousArray<JSONMemberSpan> = []

  /// Finds the members of `data`; none where it is no object.
  mutating func scan(_ view: EventView) -> UnsafeBufferPointer<UInt8> {
    spans.removeAll(keepingCapacity: true)
    guard let data = view.member("data"), data.kind == .object else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    let text = view.bytes(of: data)
    JSONMemberFinder.find(text, members: &spans)
    return text
  }
}
