internal import JSONText

/// SHA-256 of what identifies an event: its source and id; the length of the source goes first, so that the two can't
/// run together.
struct EventIdentity: Sendable {
  /// What is hashed; the memory is kept from event to event.
  private var name: [UInt8] = []

  static func digest(source: String, id: String) -> Digest {
    Digest(hashing: Array("\(source.utf8.count):\(source)\(id)".utf8))
  }

  mutating func digest(
    source: JSONMemberSpan, id: JSONMemberSpan, in line: UnsafeBufferPointer<UInt8>
  ) -> Digest {
    name.removeAll(keepingCapacity: true)
    if source.valueIsEscaped {
      let text = JSONString.unescape(UnsafeBufferPointer(rebasing: line[source.valueRange]))
      appendLength(text.count)
      name.append(contentsOf: text)
    } else {
      appendLength(source.valueRange.count)
      name.append(contentsOf: line[source.valueRange])
    }
    let raw = UnsafeBufferPointer(rebasing: line[id.valueRange])
    if id.valueIsEscaped { name.append(contentsOf: JSONString.unescape(raw)) } else { name.append(contentsOf: raw) }
    return Digest(hashing: name)
  }

  private mutating func appendLength(_ length: Int) {
    var divisor = 1
    while length / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      name.append(UInt8(truncatingIfNeeded: 0x30 + length / divisor % 10))
      divisor /= 10
    }
    name.append(UInt8(ascii: ":"))
  }
}
