import Crypto
@testable import SealedLog
import Testing

@Suite struct `a digest` {
  @Test func `of 0 to 300 bytes is that of swift-crypto, wherever the bytes lie`() {
    let bytes = (0..<320).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 7) }
    for count in 0...300 {
      for start in [0, 1, 7, 16] {
        let slice = Array(bytes[start..<(start + count)])
        #expect(Digest(hashing: slice).bytes == Array(SHA256.hash(data: slice)), "\(count) bytes from \(start)")
        bytes.withUnsafeBytes { all in
          let digest = Digest(hashing: UnsafeRawBufferPointer(rebasing: all[start..<(start + count)]))
          #expect(digest.bytes == Array(SHA256.hash(data: slice)), "\(count) bytes from \(start), in place")
        }
      }
    }
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]) func `of the texts that NIST publishes is the one it publishes`(text: String, digest: String) {
    #expect(Digest(hashing: Array(text.utf8)).hex == digest)
  }

  @Test func `of a million letters is the one that NIST publishes`() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(Digest(hashing: letters).hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `of a node is that of its 65 bytes`() {
    for number in 0..<64 {
      let left = Digest(hashing: [UInt8(number)])
      let right = Digest(hashing: [UInt8(number), 1])
      let bytes = [1] + left.bytes + right.bytes
      #expect(MerkleTree.nodeHash(left, right).bytes == Array(SHA256.hash(data: bytes)))
    }
  }
}
