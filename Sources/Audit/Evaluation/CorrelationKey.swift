/// The values in which events of one trace agree; compared by their bytes.
package struct CorrelationKey: Hashable, Sendable {
  fileprivate let bytes: [UInt8]
  /// Of all the bytes, so that a key is hashed once however many rules look it up; another one in each process.
  let digest: Int

  /// The key where events need not agree in anything.
  package init() { self.init([]) }

  fileprivate init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    digest = hasher.finalize()
  }

  package static func == (left: CorrelationKey, right: CorrelationKey) -> Bool {
    left.digest == right.digest && left.bytes == right.bytes
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// Makes keys value by value, and gives the last one again for each of some hashes, so that few are made anew.
struct RecentKeys: Sendable {
  private static let slots = 128

  private var bytes: [UInt8] = []
  private var keys = [CorrelationKey?](repeating: nil, count: Self.slots)

  init() {}

  mutating func begin() { bytes.removeAll(keepingCapacity: true) }

  /// Adds one value, so that no other values give the same key.
  mutating func append(_ value: some Collection<UInt8>) {
    var length = value.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: value)
  }

  /// The key of the values that were added.
  mutating func key() -> CorrelationKey {
    var hash = bytes.count
    for byte in bytes.suffix(24) { hash = hash &* 31 &+ Int(byte) }
    let slot = (hash ^ hash >> 8) & (Self.slots - 1)
    if let key = keys[slot], key.bytes == bytes { return key }
    let key = CorrelationKey(bytes)
    keys[slot] = key
    return key
  }
}
