/// The values in which events of one trace agree; compared by their bytes.
package struct CorrelationKey: Hashable, Sendable {
  private var bytes: [UInt8] = []
  /// Of all the bytes, so that a key is hashed once however many rules look it up.
  private var digest = 0

  package init() {}

  /// Adds one value, so that no other values give the same key.
  mutating func append(_ value: some Collection<UInt8>) {
    var length = value.count
    while length >= 0x80 {
      bytes.append(UInt8(length & 0x7F) | 0x80)
      length >>= 7
    }
    bytes.append(UInt8(length))
    bytes.append(contentsOf: value)
    var hasher = Hasher()
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    digest = hasher.finalize()
  }

  package static func == (left: CorrelationKey, right: CorrelationKey) -> Bool {
    left.digest == right.digest && left.bytes == right.bytes
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
