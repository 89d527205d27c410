import SealedLog
import TestSupport
import Testing

/// The smallest closed stream, made by a program that isn't ours.
@Suite struct VectorTests {
  static let root = "ZO0Wp8giEORUqan98pQdDhiLqSz9P7Dr97glz2eNkAw="

  /// The files in blocks: as a batch and as a closing writes them, with zlib and with libdeflate.
  static let blocked = [
    "example.jsonl.gz", "example-as-recorded.jsonl.gz", "example-libdeflate.jsonl.gz",
    "example-as-recorded-libdeflate.jsonl.gz",
  ]

  @Test(arguments: blocked)
  func `a stream in its own container verifies as closed, and as written where its writer is known`(name: String) throws {
    let verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/\(name)")))
    #expect(verification.findings == [])
    #expect(verification.verdict == .closed)
    // Whether libdeflate wrote a block only the same version of it can tell.
    let isKnown = !name.contains("libdeflate") || Compression.library == "libdeflate 1.14"
    #expect(verification.container == .asWritten || !isKnown && verification.container == .reEncoded)
    #expect(verification.checkpoint?.size == 9)
    #expect(verification.checkpoint?.root.base64 == Self.root)
    #expect(verification.lines == 10)
    #expect(verification.events == 1)
    #expect(verification.seals == 3)
    #expect(verification.opened?.origin == "example.com/lead/p/20261122T215800Z-3f9a")
    #expect(verification.tail.bytes == 0)
    #expect(verification.tail.lines == 0)
  }

  @Test func `a stream kept as plain JSON Lines verifies and is called re-encoded`() throws {
    let verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/example.jsonl")))
    #expect(verification.findings == [])
    #expect(verification.verdict == .closed)
    #expect(verification.container == .reEncoded)
    #expect(verification.checkpoint?.root.base64 == Self.root)
  }

  @Test func `a stream with a withheld line verifies under the same root`() throws {
    let verification = try StreamVerifier.verify(
      MemorySource(Vectors.bytes("format-1/example-withheld.jsonl")))
    #expect(verification.findings == [])
    #expect(verification.verdict == .closed)
    #expect(verification.withheld == [5])
    #expect(verification.events == 0)
    #expect(verification.checkpoint?.root.base64 == Self.root)
  }

  @Test func `the identity that signed is the one that outsiders pin`() throws {
    let pinned = try #require(
      VerifierKey(Vectors.text("format-1/identity.pub").split(separator: "\n")[0]))
    let verification = try StreamVerifier.verify(
      MemorySource(Vectors.bytes("format-1/example.jsonl.gz")))
    #expect(verification.identity == pinned)
  }
}
