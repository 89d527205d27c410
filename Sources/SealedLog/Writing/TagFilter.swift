/// Which tags a table may hold, in at most two mebibytes: three bits of one word for each (a blocked Bloom filter).
///
/// It never denies a tag that was put in. Of others it lets pass 2 in 100 where it has ten bits for each tag, and more
/// the more there are: then a lookup costs what it costs without it.
struct TagFilter {
  private var words: [UInt64]

  private static let mostBytes = 1 << 21

  /// An empty filter for a table of so many slots.
  init(slots: Int) { words = [UInt64](repeating: 0, count: max(1, min(slots, Self.mostBytes) / 8)) }

  mutating func insert(_ tag: UInt32) {
    let (place, bits) = place(tag)
    words[place] |= bits
  }

  func mayHold(_ tag: UInt32) -> Bool {
    let (place, bits) = place(tag)
    return words[place] & bits == bits
  }

  /// The word that has a tag's bits, with those of others.
  func word(_ tag: UInt32) -> UInt64 { words[place(tag).0] }

  private func place(_ tag: UInt32) -> (Int, UInt64) {
    let mixed = (UInt64(tag) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    let bits = mixed ^ mixed >> 32
    return (
      Int(truncatingIfNeeded: ((mixed >> 32) &* UInt64(words.count)) >> 32),
      1 << (bits & 63) | 1 << (bits >> 6 & 63) | 1 << (bits >> 12 & 63)
    )
  }
}
