extension IdentifierIndex {
  /// What is kept of an accepted event, in 64 bytes.
  ///
  /// With the leaf hash and what the recorder added, an input can be told from the event without reading the stream: it
  /// is the same if it gives the same leaf. So no event is hashed a second time when it is recorded.
  struct Entry: BitwiseCopyable {
    static let size = 64

    /// The first four bytes of the SHA-256 of source and id; they stand in the table.
    let tag: UInt32
    /// The next twelve.
    private var identity: SIMD3<UInt32>
    /// 20 bytes of the stored line's leaf hash.
    private var leaf: (SIMD4<UInt32>, UInt32)
    /// The salt that was spliced in; zero where the stream isn't salted.
    private var saltWords: SIMD2<UInt64>
    /// The time of acceptance, in nanoseconds since 1970.
    let acceptedTime: Int64
    /// The line's index.
    let index: Int

    init(identity: Digest, leaf: Digest, salt: [UInt8]?, acceptedTime: Int64, index: Int) {
      tag = identity.tag
      self.identity = Self.rest(of: identity)
      self.leaf = Self.front(of: leaf)
      saltWords = .zero
      if let salt, salt.count == 16 {
        saltWords = salt.withUnsafeBytes { $0.loadUnaligned(as: SIMD2<UInt64>.self) }
      }
      self.acceptedTime = acceptedTime
      self.index = index
    }

    /// Reads an entry that a slot with that tag points at; nil unless there are 64 bytes.
    init?(_ bytes: [UInt8], tag: UInt32) {
      guard bytes.count == Self.size else { return nil }
      self.tag = tag
      func word(_ place: Int) -> UInt32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt32.self) }
      }
      identity = SIMD3(word(0), word(4), word(8))
      leaf = (SIMD4(word(12), word(16), word(20), word(24)), word(28))
      (saltWords, acceptedTime, index) = bytes.withUnsafeBytes { all in
        (
          all.loadUnaligned(fromByteOffset: 32, as: SIMD2<UInt64>.self),
          all.loadUnaligned(fromByteOffset: 48, as: Int64.self), all.loadUnaligned(fromByteOffset: 56, as: Int.self)
        )
      }
    }

    /// Appends the 64 bytes.
    func append(to bytes: inout [UInt8]) {
      let words = (identity[0], identity[1], identity[2], leaf.0[0], leaf.0[1], leaf.0[2], leaf.0[3], leaf.1)
      withUnsafeBytes(of: words) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: (saltWords, acceptedTime, index)) { bytes.append(contentsOf: $0) }
    }

    /// Whether it is the event of that source and id, given that the tag is theirs.
    func isOf(_ identity: Digest) -> Bool { self.identity == Self.rest(of: identity) }

    /// Whether the stored line has that leaf hash.
    func hasLeaf(_ digest: Digest) -> Bool { leaf == Self.front(of: digest) }

    /// The salt's 16 bytes.
    var salt: [UInt8] { withUnsafeBytes(of: saltWords) { Array($0) } }

    private static func rest(of identity: Digest) -> SIMD3<UInt32> {
      SIMD3(identity.word(1), identity.word(2), identity.word(3))
    }

    private static func front(of leaf: Digest) -> (SIMD4<UInt32>, UInt32) {
      (SIMD4(leaf.word(0), leaf.word(1), leaf.word(2), leaf.word(3)), leaf.word(4))
    }
  }
}

extension Digest {
  /// The first four bytes, as a number.
  var tag: UInt32 { word(0) }

  /// The four bytes of that place, as a number.
  func word(_ place: Int) -> UInt32 { withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self) } }
}
