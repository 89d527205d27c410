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

  @Test func `of each of many messages is that of swift-crypto, however their lengths differ`() {
    let bytes = (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ $0 / 11) }
    for count in 0...40 {
      let ranges = (0..<count).map { number in
        let length = (number * number * 37 + count * 11) % 301
        let start = (number * 613 + count) % (bytes.count - length)
        return start..<(start + length)
      }
      var digests: [Int: SealedLog.Digest] = [:]
      bytes.withUnsafeBytes { all in
        Digest.hashEach(count) { UnsafeRawBufferPointer(rebasing: all[ranges[$0]]) } take: { number, digest in
          #expect(digests.updateValue(digest, forKey: number) == nil)
        }
      }
      #expect(digests.count == count)
      for (number, range) in ranges.enumerated() {
        #expect(digests[number]?.bytes == Array(SHA256.hash(data: bytes[range])), "\(range) of \(count)")
      }
    }
  }

  @Test func `of two messages at once is that of swift-crypto, for all pairs of lengths up to 130`() {
    let bytes = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let expected = (0...130).map { Array(SHA256.hash(data: bytes[..<$0])) }
    var wrong: [(Int, Int)] = []
    bytes.withUnsafeBytes { all in
      for first in 0...130 {
        for second in 0...130 {
          Digest.hashEach(2) { UnsafeRawBufferPointer(rebasing: all[..<($0 == 0 ? first : second)]) } take: { number, digest in
            if digest.bytes != expected[number == 0 ? first : second] { wrong.append((first, second)) }
          }
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `of nodes made in place are those of each alone`() {
    for pairs in 0...9 {
      var row = (0..<(2 * pairs)).map { Digest(hashing: [UInt8($0)]) }
      let expected = (0..<pairs).map { MerkleTree.nodeHash(row[2 * $0], row[2 * $0 + 1]) }
      row.withUnsafeMutableBufferPointer { Digest.hashNodes(in: $0, pairs: pairs) }
      #expect(Array(row[..<pairs]) == expected)
    }
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
