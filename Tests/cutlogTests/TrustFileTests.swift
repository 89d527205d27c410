import Attestation
import Reports
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
    #expect(trust.witnesses.map(\.name) == ["example.com/lead"])
    #expect(trust.authorities.map(\.path) == ["freetsa.pem"])
    #expect(TrustFile.path("a.pem", besides: "/etc/trust") == "/etc/a.pem")
    #expect(TrustFile.path("/a.pem", besides: "/etc/trust") == "/a.pem")
  }

  @Test(arguments: [("trust", "people"), ("a/b/trust", "a/b/people"), ("/etc/trust", "/etc/people")])
  func `a list of signers lies beside the trust file unless its path is whole`(file: String, people: String) throws {
    let trust = try TrustFile(Array("allowed-signers people\nallowed-signers /x/others\n".utf8), name: file)
    #expect(trust.signersFiles == [people, "/x/others"])
    #expect(try TrustFile([], name: file).allowedSigners().map { _ in true } == nil)
  }

  @Test(arguments: [
    "nonsense", "tsa", "tsa a b", "allowed-signers", "witness w1 x", "identity", "identity x", "witness \(vkey)", "identity \(vkey) \(vkey)", "\(vkey.dropLast())",
  ])
  func `an entry that isn't one is refused with its line`(line: String) {
    let failure = #expect(throws: Failure.self) { try TrustFile(Array("# x\n\(line)\n".utf8), name: "trust") }
    #expect(failure?.parts.first?.subject == "trust:2")
    #expect(failure?.status == .impossible)
  }

  private func trust(_ keys: VerifierKey...) throws -> TrustFile {
    try TrustFile(Array(keys.map(\.text).joined(separator: "\n").utf8), name: "t")
  }

  private func key(_ name: String, _ seed: UInt8 = 7) throws -> VerifierKey {
    try #require(SigningKey(name: name, seed: [UInt8](repeating: seed, count: 32))).verifier
  }

  @Test func `a stream is trusted by the whole key of its identity`() throws {
    let verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/example.jsonl.gz")))
    let identity = try #require(VerifierKey(Self.vkey))
    #expect(try trust(identity).pinned(in: verification) == [identity])
    #expect(try trust().pinned(in: verification) == [])
    #expect(try trust(key("example.com/lead")).pinned(in: verification) == [])
  }

  @Test func `any identity that was in force will do, and a compromised one that is pinned is told`() throws {
    var verification = try StreamVerifier.verify(MemorySource(Vectors.bytes("format-1/example.jsonl.gz")))
    let (old, middle, new) = (try key("old"), try key("middle"), try key("new"))
    verification.identities = [old, middle, new]
    verification.identity = new
    verification.compromised = [middle]
    func stream(_ pinned: VerifierKey...) throws -> ReadStream<Void> {
      let trust = try TrustFile(Array(pinned.map(\.text).joined(separator: "\n").utf8), name: "t")
      return ReadStream(
        input: try StreamInput(Vectors.path("format-1/example.jsonl.gz")), verification: verification,
        pinned: trust.pinned(in: verification), output: ())
    }
    for key in [old, new] {
      let stream = try stream(key)
      #expect(stream.isTrusted)
      #expect(stream.problems == [])
      #expect(stream.summary.signer?.name == "new")
    }
    let compromised = try stream(middle, old)
    #expect(compromised.isTrusted)
    #expect(compromised.problems.map(\.rule) == ["compromised-signer"])
    #expect(compromised.problems.first?.message.contains(middle.text) == true)
    #expect(compromised.verifyDocument.problems.contains { $0.rule == "compromised-signer" })
    #expect(try !stream(key("other", 9)).isTrusted)
  }
}
