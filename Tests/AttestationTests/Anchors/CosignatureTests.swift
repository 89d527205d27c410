import CloudEvents
import SealedLog
import Testing

@testable import Attestation

/// C2SP tlog-cosignature, with vectors of another implementation.
@Suite struct CosignatureTests {
  static let vkey = "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X"
  static let line =
    "— witness.example/w1 IDJKvgAAAABkGFDLQRvwSxBSu3Opyo2GHrpCSgJivGiB8DA5fdKJpa8HULGWTYle1Hp4Q+wGNAMEhK5ul2+GNRs8hdiJwLVZCoVHBQ=="
  static let checkpoint = "cutover.example/log1\n3\nNmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=\n"

  @Test func `the published vector verifies and is written again as it was`() throws {
    let witness = try #require(WitnessKey(Self.vkey))
    let cosignature = try #require(Cosignature(line: Self.line))
    #expect(cosignature.time.description == "2023-03-20T12:25:47Z")
    #expect(cosignature.line == Self.line)
    #expect(cosignature.isValid(over: Self.checkpoint, by: witness))
    #expect(witness.text == Self.vkey)
    #expect(AnchorInterval.around(cosignature.time).count == 1_000_000_000)
  }

  @Test func `another text, time, key or name is refused`() throws {
    let witness = try #require(WitnessKey(Self.vkey))
    let cosignature = try #require(Cosignature(line: Self.line))
    #expect(!cosignature.isValid(over: Self.checkpoint.replacing("\n3\n", with: "\n4\n"), by: witness))
    #expect(!cosignature.isValid(over: Self.checkpoint + "extension\n", by: witness))
    let payload = try #require(Base64.decode(Self.line.split(separator: " ")[2]))
    for place in payload.indices {
      for bit in [1, 0x80] as [UInt8] {
        var changed = payload
        changed[place] ^= bit
        let other = Cosignature(line: "— witness.example/w1 \(Base64.encode(changed))")
        #expect(other?.isValid(over: Self.checkpoint, by: witness) != true, "byte \(place)")
      }
    }
    let renamed = try #require(Cosignature(line: Self.line.replacing("w1", with: "w2")))
    #expect(!renamed.isValid(over: Self.checkpoint, by: witness))
  }

  @Test(arguments: [
    "", "witness.example/w1", "— witness.example/w1 IDJKvg==", "— a b", "\(line)\n\(line)", "\(line) ", "-\n\n\(line)",
  ])
  func `what is no cosignature line is not taken`(text: String) {
    #expect(Cosignature(line: text) == nil)
  }

  @Test func `a plain Ed25519 vkey of a witness is taken for the same key`() throws {
    let key = try #require(SigningKey(name: "witness.example/w1", seed: Array(0x20..<0x40)))
    #expect(WitnessKey(key.verifier.text) == WitnessKey(Self.vkey))
    #expect(WitnessKey(Self.vkey.replacing("20324abe", with: "20324abf")) == nil)
    #expect(WitnessKey(Self.vkey.replacing("w1", with: "w 1")) == nil)
    #expect(WitnessKey("") == nil)
  }
}
