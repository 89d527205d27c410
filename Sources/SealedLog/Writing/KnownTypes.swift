#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Types that were found good, as their bytes: each is judged once, not once an event.
///
/// Holds at most so many as there are places, so that hostile input can't make it grow; a type finds its own in one of
/// eight places, or is judged again each time.
struct KnownTypes: Sendable {
  private static let places = 256
  private static let tries = 8
  private var types = [[UInt8]](repeating: [], count: places)

  func contains(_ type: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let raw = UnsafeBufferPointer(rebasing: type)
    let first = Self.place(of: raw)
    for attempt in 0..<Self.tries where isEqual(types[(first + attempt) & (Self.places - 1)], raw) { return true }
    return false
  }

  /// Takes in a type that isn't there.
  mutating func insert(_ type: Slice<UnsafeBufferPointer<UInt8>>) {
    let raw = UnsafeBufferPointer(rebasing: type)
    guard raw.count <= 256 else { return }
    let first = Self.place(of: raw)
    for attempt in 0..<Self.tries {
      let place = (first + attempt) & (Self.places - 1)
      guard types[place].isEmpty else { continue }
      types[place] = Array(raw)
      return
    }
  }

  private func isEqual(_ known: [UInt8], _ raw: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !raw.isEmpty, known.count == raw.count, let other = raw.baseAddress else { return false }
    return known.withUnsafeBufferPointer { known in
      known.baseAddress.map { memcmp($0, other, raw.count) == 0 } ?? false
    }
  }

  /// Of the length and the last sixteen bytes, in which names that begin alike differ.
  private static func place(of type: UnsafeBufferPointer<UInt8>) -> Int {
    let raw = UnsafeRawBufferPointer(type)
    guard raw.count >= 16 else { return raw.count * 16 }
    let (first, second) = (
      raw.loadUnaligned(fromByteOffset: raw.count - 16, as: UInt64.self),
      raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
    )
    let hash = (first ^ UInt64(raw.count)) &* 0x9E37_79B9_7F4A_7C15 ^ second &* 0xC2B2_AE3D_27D4_EB4F
    return Int(truncatingIfNeeded: ((hash ^ hash >> 32) &* 0x9E37_79B9_7F4A_7C15) >> 56) & (places - 1)
  }
}
