/// Inputs that passed the intake, one behind another: no event has memory of its own.
package struct PreparedBatch: Sendable {
  /// The lines without LF and without whitespace outside strings.
  private(set) var text: [UInt8] = []
  /// Where each line ends.
  private var ends: [Int] = []
  /// SHA-256 of each line's `source` and `id`.
  private(set) var identities: [Digest] = []
  /// By place, the leaf hash of a whole line as it was given, if it brought an `acceptedtime`: then it must be a stored one.
  private(set) var stored: [Int: Digest] = [:]

  package init() {}

  package init(_ lines: [PreparedLine]) {
    for line in lines {
      line.bytes.withUnsafeBufferPointer { append($0, identity: line.identity, stored: line.stored) }
    }
  }

  /// How many inputs there are.
  package var count: Int { ends.count }

  package var isEmpty: Bool { ends.isEmpty }

  /// Forgets the inputs and keeps the memory.
  package mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    identities.removeAll(keepingCapacity: true)
    stored.removeAll(keepingCapacity: true)
  }

  /// Makes room for as much as another batch holds, so that no memory is outgrown on the way.
  package mutating func reserve(like other: PreparedBatch) {
    text.reserveCapacity(other.text.count)
    ends.reserveCapacity(other.count)
    identities.reserveCapacity(other.count)
  }

  /// Adds a line that ends in `}`.
  mutating func append(_ line: UnsafeBufferPointer<UInt8>, identity: Digest, stored: Digest?) {
    text.append(contentsOf: line)
    if let stored { self.stored[ends.count] = stored }
    ends.append(text.count)
    identities.append(identity)
  }

  /// Calls with the bytes of the line of that place.
  package func withLine<Value, Problem: Error>(
    _ place: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Value
  ) throws(Problem) -> Value {
    let range = range(place)
    let result: Result<Value, Problem> = text.withUnsafeBufferPointer { bytes in
      do throws(Problem) {
        return .success(try body(UnsafeBufferPointer(rebasing: bytes[range])))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// Whether two lines are the same bytes.
  func areEqual(_ place: Int, _ other: Int) -> Bool { text[range(place)] == text[range(other)] }

  private func range(_ place: Int) -> Range<Int> { (place == 0 ? 0 : ends[place - 1])..<ends[place] }
}
