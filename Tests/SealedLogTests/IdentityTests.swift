import Foundation
@testable import SealedLog
import Testing

/// Rotation and compromise of an identity, as they are written and as they are judged.
@Suite struct IdentityTests {
  private let new: SigningKey
  private let stream: StreamFixture

  init() throws {
    new = try #require(SigningKey(name: "example.com/next", seed: Array(100..<132)))
    stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
  }

  @discardableResult
  private func rotate(signed keys: [SigningKey]? = nil, to key: VerifierKey? = nil) throws -> StreamIdentity.Outcome {
    try StreamIdentity.append(
      .rotate(to: key ?? new.verifier), to: stream.files,
      signer: IdentitySigner(keys: keys ?? [stream.identity, new]), services: stream.services)
  }

  @discardableResult
  private func compromise(
    _ key: VerifierKey?, since: Int64, signed by: SigningKey
  ) throws -> StreamIdentity.Outcome {
    try StreamIdentity.append(
      .compromise(key, since: since), to: stream.files, signer: IdentitySigner(keys: [by]), services: stream.services)
  }

  private func code(_ body: () throws -> Void) -> StreamError.Code? {
    do { try body() } catch { return (error as? StreamError)?.code }
    return nil
  }

  @Test func `after a rotation the new identity is in force and the old one is remembered`() throws {
    #expect(try rotate().index == 8)
    try stream.record("e2")
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.identity == new.verifier)
    #expect(verification.identities == [stream.identity.verifier, new.verifier])
    #expect(code { _ = try stream.close() } == .keyMismatch)
    _ = try StreamWriter.close(stream.files, identity: new, services: stream.services)
    let closed = try stream.verify()
    #expect(closed.verdict == .closed)
    #expect(closed.findings == [])
    #expect(closed.note?.isSigned(by: new.verifier) == true)
  }

  @Test func `a bridge after a rotation is signed by the new identity alone`() throws {
    try rotate()
    try FileManager.default.removeItem(atPath: stream.files.state)
    #expect(
      code { _ = try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services) }
        == .keyMismatch)
    _ = try StreamRecovery.recover(stream.files, identity: new, services: stream.services)
    #expect(try stream.record("e2").accepted == 1)
    #expect(try stream.verify().findings == [])
  }

  @Test func `a rotation that is not signed as it must be is refused, and nothing is written`() throws {
    let before = try stream.bytes
    let stranger = try #require(SigningKey(name: "example.com/lead", seed: Array(50..<82)))
    let atOrigin = try #require(SigningKey(name: StreamFixture.origin, seed: Array(50..<82)))
    #expect(code { try rotate(signed: [stream.identity]) } == .keyMismatch)
    #expect(code { try rotate(signed: [new]) } == .keyMismatch)
    #expect(code { try rotate(signed: [stranger, new]) } == .keyMismatch)
    #expect(code { try rotate(to: stream.identity.verifier) } == .invalidArgument)
    #expect(code { try rotate(signed: [stream.identity, atOrigin], to: atOrigin.verifier) } == .invalidArgument)
    #expect(try stream.bytes == before)
    _ = try stream.close()
    #expect(code { try rotate() } == .closed)
    #expect(code { try compromise(nil, since: 0, signed: stream.identity) } == .closed)
  }

  @Test func `a compromise leaves what was sealed before it as it was`() throws {
    try rotate()
    let outcome = try compromise(stream.identity.verifier, since: 5, signed: new)
    #expect(outcome.doubted == [])
    let verification = try stream.verify()
    #expect(verification.verdict == .open)
    #expect(verification.findings == [])
    #expect(verification.compromised == [stream.identity.verifier])
    _ = try StreamWriter.close(stream.files, identity: new, services: stream.services)
    #expect(try stream.verify().verdict == .closed)
  }

  @Test(arguments: [0, 4] as [Int64])
  func `a seal of a compromised key from that line on makes the stream tampered`(since: Int64) throws {
    try rotate()
    let outcome = try compromise(stream.identity.verifier, since: since, signed: new)
    #expect(outcome.doubted == [4])
    let verification = try stream.verify()
    #expect(verification.verdict == .tampered)
    #expect(verification.findings.map(\.rule) == ["identity.compromised"])
    #expect(verification.findings.first?.index == 4)
  }

  @Test func `a compromised identity seals nothing more`() throws {
    try compromise(nil, since: 8, signed: stream.identity)
    #expect(code { _ = try stream.close() } == .keyMismatch)
    #expect(code { try rotate(to: stream.identity.verifier) } == .invalidArgument)
    var writer = try stream.writer()
    #expect(throws: StreamError.self) { try writer.requestClosing() }
    _ = try stream.close(signed: false)
    #expect(try stream.verify().verdict == .closed)
    #expect(try stream.verify().findings == [])
  }

  @Test func `a compromise from a line to come, or by another key than the one in force, is refused`() throws {
    let before = try stream.bytes
    #expect(code { try compromise(nil, since: 9, signed: stream.identity) } == .invalidArgument)
    #expect(code { try compromise(nil, since: -1, signed: stream.identity) } == .invalidArgument)
    #expect(code { try compromise(stream.identity.verifier, since: 5, signed: new) } == .keyMismatch)
    #expect(try stream.bytes == before)
  }

  @Test func `a notice that was edited in any of its members breaks the stream at its seal`() throws {
    try rotate()
    try compromise(stream.identity.verifier, since: 5, signed: new)
    try stream.record("e2")
    let lines = try stream.lines(of: FileSource(path: stream.files.stream))
    let other = try #require(SigningKey(name: "example.com/other", seed: Array(7..<39))).verifier.text
    let edits: [(Int, String, String)] = [
      (8, "\"vkey\":\"\(new.verifier.text)\"", "\"vkey\":\"\(other)\""),
      (8, "rotated\\n", "compromised\\n"), (8, "\"note\":", "\"since\":1,\"note\":"),
      (8, "identity.rotated", "identity.compromised"), (8, "\"rotated-8\"", "\"rotated-9\""),
      (8, "— example.com/lead", "— example.com/load"), (11, "\"since\":5", "\"since\":6"),
      (11, "\"since\":5,", ""), (11, "\\n5\\n", "\\n6\\n"),
      (11, "\"vkey\":\"\(stream.identity.verifier.text)\"", "\"vkey\":\"\(other)\""),
      (11, "identity.compromised", "identity.rotated"),
    ]
    for (index, from, to) in edits {
      var edited = lines
      #expect(edited[index].contains(from), "\(from)")
      edited[index] = edited[index].replacingOccurrences(of: from, with: to)
      let verification = try StreamVerifier.verify(MemorySource(Array((edited.joined(separator: "\n") + "\n").utf8)))
      #expect(verification.verdict == .tampered, "\(from)")
      #expect(verification.checkpoint?.size == (index == 8 ? 7 : 10), "\(from)")
      // The root differs in any case; that the notice itself is wrong is told too.
      let rules = Set(verification.findings.map(\.rule))
      #expect(rules.contains("seal.root"), "\(from)")
      #expect(!rules.isDisjoint(with: ["line.recorder", "identity.rotated", "identity.compromised"]), "\(from): \(rules)")
    }
  }

  @Test func `a notice of one stream counts for nothing in another`() throws {
    let note = try SignedNote(
      signing: IdentityStatement.rotated(
        origin: "example.com/elsewhere", old: stream.identity.verifier, new: new.verifier
      ).text, with: [stream.identity, new])
    var writer = try stream.writer()
    _ = try writer.append { _, _ in [.rotated(IdentityNotice(vkey: new.verifier, note: note))] }
    let verification = try stream.verify()
    #expect(verification.verdict == .tampered)
    #expect(verification.findings.first?.rule == "identity.rotated")
    #expect(verification.identity == stream.identity.verifier)
  }

  @Test func `a torn end is told of before a rotation`() throws {
    try stream.replace(stream.bytes + BGZF.headerPrefix)
    let outcome = try rotate()
    #expect(outcome.receipt.recovered != nil)
    #expect(outcome.index == 9)
    let verification = try stream.verify()
    #expect(verification.findings == [])
    #expect(verification.recoveries == [8])
  }
}
