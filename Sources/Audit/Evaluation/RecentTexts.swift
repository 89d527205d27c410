internal import CloudEvents
internal import JSONText

/// Texts that events share, such as their sources: the last one for each hash, so that few copies are made.
struct RecentTexts: Sendable {
  private static let slots = 64

  private var texts = [String](repeating: "", count: Self.slots)

  /// The text of a member, by its place in the view.
  mutating func text(at place: UInt16, of view: EventView) -> String {
    let member = view.members[Int(place)]
    guard !member.valueIsEscaped else { return view.text(of: member) }
    let raw = view.bytes(of: member)
    var hash = raw.count
    for byte in raw.suffix(16) { hash = hash &* 31 &+ Int(byte) }
    let slot = (hash ^ hash >> 7) & (Self.slots - 1)
    if !raw.equals(texts[slot]) { texts[slot] = view.text(of: member) }
    return texts[slot]
  }
}
