/// Bytes of a source that have been read and may still be needed, in one buffer that is reused.
final class ByteWindow {
  private var storage: UnsafeMutableBufferPointer<UInt8>
  /// How many bytes it holds.
  private(set) var count = 0
  /// The offset in the source of its first byte.
  private(set) var offset = 0
  /// Whether the source has ended: no byte will follow.
  private(set) var isAtEnd = false

  init(capacity: Int) { storage = .allocate(capacity: capacity) }

  deinit { storage.deallocate() }

  /// All bytes it holds; valid until the next change.
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: storage[..<count]) }

  subscript(place: Int) -> UInt8 { storage[place] }

  /// The bytes from a place on; valid until the next change.
  func suffix(from place: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: storage[place..<count])
  }

  /// Forgets the bytes before a place.
  func discard(upTo place: Int) {
    guard place > 0, let base = storage.baseAddress else { return }
    base.update(from: base + place, count: count - place)
    count -= place
    offset += place
  }

  /// Reads until it holds at least so many bytes, or the source ends.
  func fill(from source: inout some ByteSource, atLeast wanted: Int) throws(StreamError) {
    if wanted > storage.count {
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: wanted)
      if let from = storage.baseAddress { larger.baseAddress?.update(from: from, count: count) }
      storage.deallocate()
      storage = larger
    }
    while !isAtEnd, count < wanted {
      let room = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(storage)[count...])
      let read = try source.read(into: room)
      if read == 0 { isAtEnd = true }
      count += read
    }
  }
}
