import Attestation
import Foundation
import SealedLog
import TestSupport
import Testing

/// `anchor`, and what `verify` makes of it, with an authority of openssl.
@Suite struct AnchorTests {
  private struct Anchors: Decodable {
    struct Document: Decodable { var verification: Verification }
    struct Verification: Decodable { var anchors: Anchors }
    struct Entry: Decodable {
      var index: Int?
      var kind: String
      var name: String?
      var trusted: Bool
    }
    var present: Int
    var trusted: Int
    var entries: [Entry]
  }

  private func anchors(_ sandbox: Sandbox, status: Int32 = 0) throws -> Anchors {
    let outcome = try sandbox.cutlog("verify", "night.jsonl.gz", "--json")
    #expect(outcome.status == status, "\(outcome.output)")
    try JSONDocumentTests().validate(sandbox, outcome.output, "verify")
    return try JSONDecoder().decode(Anchors.Document.self, from: Data(outcome.output.utf8)).verification.anchors
  }

  private func trust(_ sandbox: Sandbox, _ authority: TestAuthority) throws {
    // Relative to the trust file's folder.
    try sandbox.bash(
      "cp \(authority.path("trusted.pem")) .config/cutlog/root.pem && echo 'tsa root.pem' >> .config/cutlog/trust")
  }

  @Test func `a query is stamped by openssl, attached as a line and trusted by the trust file`() throws {
    let authority = try TestAuthority()
    let sandbox = try Sandbox.withOpenStream()
    let asked = try sandbox.cutlog("anchor", "night.jsonl.gz", "--request", "night.tsq", "--json")
    #expect(asked.status == 0, "\(asked.error)")
    try JSONDocumentTests().validate(sandbox, asked.output, "anchor")
    try sandbox.write(authority.reply(to: sandbox.bytes("night.tsq")), to: "night.tsr")
    let unknown = try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", "night.tsr", "--json")
    #expect(unknown.status == 0, "\(unknown.error)")
    #expect(unknown.error.contains("not in the trust file"))
    try JSONDocumentTests().validate(sandbox, unknown.output, "anchor")
    #expect(try anchors(sandbox).trusted == 0)
    try trust(sandbox, authority)
    let found = try anchors(sandbox)
    #expect(found.present == 1)
    #expect(found.trusted == 1)
    #expect(found.entries.map(\.name) == ["CN=Stamps ecdsa"])
    let line = try #require(found.entries.first?.index)
    let again = try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", "night.tsr")
    #expect(again.output.contains("was there already"))
    #expect(try anchors(sandbox).present == 1)
    // What the stream carries is what openssl verifies, over the checkpoint's text as the stream has it.
    let check = """
      zcat night.jsonl.gz | sed -n \(line + 1)p | jq -r .data.value | base64 -d > token
      size=$(zcat night.jsonl.gz | sed -n \(line + 1)p | jq .data.size)
      zcat night.jsonl.gz | sed -n $((size + 1))p | jq -r .data.checkpoint | head -3 > text
      openssl ts -verify -token_in -in token -data text -CAfile .config/cutlog/root.pem
      """
    let verified = try sandbox.bash(check)
    #expect(verified.output.contains("Verification: OK"), "\(verified.error)")
    let page = try sandbox.cutlog("verify", "night.jsonl.gz")
    #expect(page.output.contains("1, of these 1 trusted"))
  }

  @Test func `what is over no seal of the stream is refused, and nothing is written`() throws {
    let authority = try TestAuthority()
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    let query = TimestampRequest(checkpoint: "other\n1\nAAAA\n", nonce: [1]).bytes
    try sandbox.write(authority.reply(to: query), to: "other.tsr")
    try sandbox.write("nonsense", to: "nonsense")
    for (file, reason) in [
      ("other.tsr", "is over no checkpoint of this stream"), ("nonsense", "is no time-stamp token"),
      ("missing", "no such file"), ("night.jsonl.gz", "is no time-stamp token"),
    ] {
      let outcome = try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", file)
      #expect(outcome.status == 2)
      #expect(outcome.error.contains(reason), "\(outcome.error)")
    }
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(try sandbox.cutlog("anchor", "night.jsonl.gz").status == 64)
  }

  @Test func `a closed stream keeps the reply and cosignatures beside it`() throws {
    let authority = try TestAuthority()
    let sandbox = try Sandbox.withClosedStream()
    try trust(sandbox, authority)
    try sandbox.expect("anchor", "night.jsonl.gz", "--request", "night.tsq")
    try sandbox.write(authority.reply(to: sandbox.bytes("night.tsq"), .rsa), to: "reply")
    try sandbox.expect("anchor", "night.jsonl.gz", "--attach", "reply")
    #expect(try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", "reply").output.contains("already"))
    let verified = try sandbox.bash(
      "head -3 night.jsonl.gz.checkpoint > text; openssl ts -verify -in night.jsonl.gz.checkpoint.tsr -data text -CAfile .config/cutlog/root.pem")
    #expect(verified.output.contains("Verification: OK"), "\(verified.error)")

    let witness = try #require(SigningKey(name: "witness.example/w1", seed: Array(0..<32)))
    let key = try #require(WitnessKey(witness.verifier.text))
    let note = try #require(SignedNote(try sandbox.text("night.jsonl.gz.checkpoint")))
    let seconds = Int64(Date().timeIntervalSince1970)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
    let line = SignedNote.Signature(
      name: key.name, identifier: key.identifier,
      bytes: bytes + witness.signature(over: Cosignature.message(note.text, seconds))).line
    try sandbox.write(line, to: "line")
    let unknown = try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", "line")
    #expect(unknown.status == 2)
    #expect(unknown.error.contains("who is not trusted"))
    try sandbox.bash("echo 'witness w1 \(key.text)' >> .config/cutlog/trust")
    try sandbox.expect("anchor", "night.jsonl.gz", "--attach", "line")
    #expect(try sandbox.text("night.jsonl.gz.checkpoint") == note.description + line)
    let found = try anchors(sandbox)
    #expect(found.entries.map(\.kind) == ["cosignature", "rfc3161"])
    #expect(found.trusted == 2)
    #expect(found.entries.allSatisfy { $0.index == nil })
  }

  @Test func `a cosigned checkpoint is attached with its cosignatures alone`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("anchor", "night.jsonl.gz", "--request", "night.checkpoint")
    let note = try #require(SignedNote(try sandbox.text("night.checkpoint")))
    let plain = try sandbox.cutlog("anchor", "night.jsonl.gz", "--attach", "night.checkpoint")
    #expect(plain.error.contains("holds no cosignature"))
    let witness = try #require(SigningKey(name: "witness.example/w1", seed: Array(0..<32)))
    let key = try #require(WitnessKey(witness.verifier.text))
    let seconds = Int64(Date().timeIntervalSince1970)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
    let line = SignedNote.Signature(
      name: key.name, identifier: key.identifier,
      bytes: bytes + witness.signature(over: Cosignature.message(note.text, seconds))).line
    try sandbox.write(note.description + line, to: "cosigned")
    try sandbox.bash("echo 'witness w1 \(key.text)' >> .config/cutlog/trust")
    try sandbox.expect("anchor", "night.jsonl.gz", "--attach", "cosigned")
    let found = try anchors(sandbox)
    #expect(found.entries.map(\.kind) == ["cosignature"])
    #expect(found.trusted == 1)
  }

  @Test func `a file of certificates that is missing or holds none is refused with its place`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("echo 'tsa gone.pem' >> .config/cutlog/trust")
    let missing = try sandbox.cutlog("verify", "night.jsonl.gz")
    #expect(missing.status == 2)
    #expect(missing.error.contains("trust:2: there is no file"))
    try sandbox.bash("echo x > .config/cutlog/gone.pem")
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").error.contains("holds something else than certificates"))
  }
}
