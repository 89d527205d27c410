import CloudEvents
import CutoverModel

/// What identifies an event: its source and its id, by their bytes.
struct EventIdentity: Hashable, Sendable {
  let source: String
  let id: String

  init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  init(_ reference: EventReference) { self.init(source: reference.source, id: reference.id) }

  static func == (left: EventIdentity, right: EventIdentity) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ExactText(source))
    hasher.combine(ExactText(id))
  }
}

/// Hashes of short byte strings that are the same everywhere.
enum StableHash {
  static let start: UInt64 = 0xCBF2_9CE4_8422_2325

  /// FNV-1a over the bytes, going on from a hash before.
  static func of(_ bytes: some Collection<UInt8>, from hash: UInt64 = start) -> UInt64 {
    var hash = hash
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
  }
}
