#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Types that were found good, as their bytes: each is judged once, not once an event.
///
/// Holds the first of each place, so that hostile input can't make it grow.
struct KnownTypes: Sendable {
  private static let places = 64
  private var types = [[UInt8]](repeating: [], count: places)

  func contains(_ type: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let raw = UnsafeBufferPointer(rebasing: type)
    return types[Self.place(of: raw)].withUnsafeBufferPointer { known in
      guard known.count == raw.count, let base = known.baseAddress, let other = raw.baseAddress else { return false }
      return memcmp(base, other, raw.count) == 0
    }
  }

  mutating func insert(_ type: Slice<UnsafeBufferPointer<UInt8>>) {
    let raw = UnsafeBufferPointer(rebasing: type)
    let place = Self.place(of: raw)
    if types[place].isEmpty, raw.count <= 256 { types[place] = Array(raw) }
  }

  private static func place(of type: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in type { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash >> 32) & (places - 1)
  }
}
