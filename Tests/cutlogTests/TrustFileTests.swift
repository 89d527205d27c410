import SealedLog
import TestSupport
import Testing

@testable import cutlog

@Suite struct TrustFileTests {
  static let vkey = "example.com/lead+0deed8e3+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

  @Test func `a bare vkey and every kind of entry is read`() throws {
    let text = """
      # who may sign
      \(Self.vkey)
      identity \(Self.vkey)   # the lead

      witness w1 \(Self.vkey)
      tsa freetsa.pem
      allowed-signers people
      """
    let trust = try TrustFile(Array(text.utf8), name: "trust")
    #expect(trust.identities.map(\.text) == [Self.vkey, Self.vkey])
    #expect(trust.witnesses.map(\.name) == ["w1"])
    #expect(trust.authorities == ["freetsa.pem"])
    #expect(trust.allowedSigners == ["people"])
  }

  @Test(arguments: [
    "nonsense", "identity", "identity x", "witness \(vkey)", "identity \(vkey) \(vkey)", "\(vkey.dropLast())",
  ])
  func `an entry that isn't one is refused with its line`(line: String) {
    let failure = #expect(throws: Failure.self) { try TrustFile(Array("# x\n\(line)\n".utf8), name: "trust") }
    #expect(failure?.parts.first?.subject == "trust:2")
    #expect(failure?.status == .impossible)
  }

  @Test func `a stream is trusted by the whole key of its identity`() throws {
    let verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/example.jsonl.gz")))
    #expect(try TrustFile(Array(Self.vkey.utf8), name: "t").trusts(verification))
    #expect(try !TrustFile([], name: "t").trusts(verification))
    let key = try #require(SigningKey(name: "example.com/lead", seed: [UInt8](repeating: 7, count: 32)))
    #expect(try !TrustFile(Array(key.verifier.text.utf8), name: "t").trusts(verification))
  }
}
