internal import Crypto

/// SHA-256 of bytes that come in pieces.
package struct RunningDigest: Sendable {
  private var function = SHA256()

  /// The digest of nothing yet.
  package init() {}

  /// Takes in the next piece.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ function.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { function.update(bufferPointer: $0) }
    }
  }

  /// The digest of everything so far.
  package var digest: Digest { Digest(finished: function.finalize()) }
}
