/// The identities of one batch and their places: a hash table that is cleared and filled again for each batch.
///
/// A dictionary of digests would hash them once more; they are hashes already.
struct IdentitySet {
  /// Places plus one; zero where a slot is free.
  private var slots: [Int32] = []
  private var mask = 0

  /// Forgets everything and makes room for so many.
  mutating func clear(for count: Int) {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    if capacity > slots.count {
      slots = [Int32](repeating: 0, count: capacity)
    } else {
      slots.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
    }
    mask = slots.count - 1
  }

  /// The place of an equal identity that was put in.
  func find(_ identity: Digest, among identities: [Digest]) -> Int? {
    var slot = Int(identity.word(1)) & mask
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if identities[place] == identity { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Puts in a place whose identity is not there yet.
  mutating func insert(_ place: Int, _ identity: Digest) {
    var slot = Int(identity.word(1)) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(truncatingIfNeeded: place + 1)
  }
}
