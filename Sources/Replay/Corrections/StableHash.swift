/// Hashes of short byte strings that are the same everywhere.
package enum StableHash {
  package static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  /// FNV-1a over the bytes, going on from a hash before.
  package static func of(_ bytes: some Collection<UInt8>, from hash: UInt64 = start) -> UInt64 {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
