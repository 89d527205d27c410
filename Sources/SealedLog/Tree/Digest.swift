internal import Crypto

/// A SHA-256 digest as a plain value of 32 bytes.
package struct Digest: Hashable, Sendable, BitwiseCopyable {
  private var words: SIMD4<UInt64>

  /// 32 bytes in order; refuses any other count.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    words = .zero
    withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
  }

  init(finished digest: SHA256Digest) {
    words = digest.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
  }

  package var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  func withUnsafeBytes<Output>(_ body: (UnsafeRawBufferPointer) throws -> Output) rethrows -> Output {
    try Swift.withUnsafeBytes(of: words, body)
  }

  /// Standard base64 with padding, as roots and leaf hashes are written.
  package var base64: String { Base64.encode(bytes) }

  /// Lower-case hexadecimal, as document digests are written.
  package var hex: String { Hexadecimal.encode(bytes) }
}

extension Digest {
  /// SHA-256 of the bytes; allocates nothing.
  ///
  /// Each line costs two of these, a leaf and a node of the tree. swift-crypto's `SHA256` is an object of its own for each
  /// digest, which takes as long as hashing a node, so `SHA256Blocks` does without it wherever it can.
  package init(hashing bytes: UnsafeRawBufferPointer) {
    #if canImport(CCryptoBoringSSL)
      words = SHA256Blocks.hash(bytes)
    #else
      var function = SHA256()
      function.update(bufferPointer: bytes)
      self.init(finished: function.finalize())
    #endif
  }

  /// SHA-256 of 0x01 and both digests behind it.
  init(hashingNode left: Digest, _ right: Digest) {
    #if canImport(CCryptoBoringSSL)
      words = SHA256Blocks.hashNode(left.words, right.words)
    #else
      var function = SHA256()
      function.update(data: [0x01])
      left.withUnsafeBytes { function.update(bufferPointer: $0) }
      right.withUnsafeBytes { function.update(bufferPointer: $0) }
      self.init(finished: function.finalize())
    #endif
  }

  /// SHA-256 of the bytes.
  package init(hashing bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest(hashing: $0) }
  }

  /// Gives to `take` the number of each message and SHA-256 of it, in no particular order; allocates nothing.
  ///
  /// Takes little more than half the time of one call for each, where the processor can do two at once.
  ///
  /// - Parameter message: Gives the message of a number; its bytes must stay as they are until the end.
  @inline(__always)
  static func hashEach(
    _ count: Int, message: (Int) -> UnsafeRawBufferPointer, take: (Int, Digest) -> Void
  ) {
    #if canImport(CCryptoBoringSSL)
      if SHA256Pairs.isSupported {
        return SHA256Pairs.hash(count, message: message) { number, words in take(number, Digest(words: words)) }
      }
    #endif
    for number in 0..<count { take(number, Digest(hashing: message(number))) }
  }

  /// Puts in the place of the first digests the nodes over each two that stand together; `pairs` nodes of twice as many digests.
  static func hashNodes(in digests: UnsafeMutableBufferPointer<Digest>, pairs: Int) {
    var number = 0
    #if canImport(CCryptoBoringSSL)
      if SHA256Pairs.isSupported {
        while number &+ 1 < pairs {
          let first = number &* 2
          let nodes = SHA256Pairs.hashNodes(
            (digests[first].words, digests[first &+ 1].words), (digests[first &+ 2].words, digests[first &+ 3].words))
          digests[number] = Digest(words: nodes.0)
          digests[number &+ 1] = Digest(words: nodes.1)
          number &+= 2
        }
      }
    #endif
    while number < pairs {
      digests[number] = Digest(hashingNode: digests[number * 2], digests[number * 2 + 1])
      number += 1
    }
  }

  private init(words: SIMD4<UInt64>) { self.words = words }
}
