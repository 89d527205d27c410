import CloudEvents
import Foundation
import JSONText
@testable import SealedLog
import TestSupport
import Testing

/// For every format that is written here: what is read and written again is the same bytes.
@Suite struct LogRoundTripTests {
  // MARK: - Lines

  /// Reads the recorder's lines and writes them again.
  private struct Rewriting: EventFold {
    var lines: [(type: RecorderType, before: String, after: String?)] = []
    var origin = ""
    mutating func apply(_ event: EventView) {
      guard let type = RecorderType(type: event.type) else { return }
      if origin.isEmpty { origin = String(event.source) }
      let payload = event.data.flatMap { RecorderPayload(type: type, data: $0) }
      let line = payload.map { RecorderLine(index: event.index, origin: origin, time: event.time, payload: $0) }
      lines.append(
        (type, String(decoding: event.line, as: UTF8.self), line.map { String(decoding: $0.bytes, as: UTF8.self) }))
    }
    consuming func finish() -> [(type: RecorderType, before: String, after: String?)] { lines }
  }

  @Test func `each type of the recorder's lines is written as it was read`() throws {
    var seen: Set<RecorderType> = []
    func take(_ lines: [String]) throws {
      for line in try folding(Rewriting(), over: lines) {
        seen.insert(line.type)
        #expect(line.after == line.before)
      }
    }
    for name in ["format-1/example.jsonl", "tamper/anchor.jsonl", "tamper/act-withheld.jsonl", "tamper/act-for-a-plan-since.jsonl"] {
      try take(Vectors.text(name).split(separator: "\n").map(String.init))
    }
    let stream = try StreamFixture()
    try stream.open {
      $0.starts = "2026-11-22T22:00:00Z"
      $0.environment = "a \"b\" \u{2028}"
      $0.parameters = [("size", .number("4")), ("who", .string("é\u{7F}"))]
      $0.isSalted = true
    }
    try stream.replace(stream.bytes + BGZF.headerPrefix)
    var writer = try stream.writer()
    _ = try writer.commit([stream.prepare(stream.note("e1"), isSalted: true)])
    let next = try #require(SigningKey(name: "example.com/next", seed: Array(100..<132)))
    _ = try StreamIdentity.append(
      .rotate(to: next.verifier), to: stream.files, signer: IdentitySigner(keys: [stream.identity, next]),
      services: stream.services)
    _ = try StreamIdentity.append(
      .compromise(stream.identity.verifier, since: 7), to: stream.files, signer: IdentitySigner(keys: [next]),
      services: stream.services)
    try FileManager.default.removeItem(atPath: stream.files.state)
    _ = try StreamRecovery.recover(stream.files, identity: next, services: stream.services)
    let plain = try ContainerTests.piped(stream.bytes, "zcat")
    try take(String(decoding: plain, as: UTF8.self).split(separator: "\n").map(String.init))
    let missing = Set(RecorderType.allCases).subtracting(seen)
    #expect(missing == [.inputRefused], "\(missing)")
  }

  @Test func `random recorder's lines are written as they were read`() throws {
    var dice = SeededDice(seed: 3)
    func digest() throws -> Digest { try #require(Digest(dice.bytes(32))) }
    for _ in 0..<60 {
      let origin = dice.name()
      let key = try #require(VerifierKey(name: dice.name(), publicKey: dice.bytes(32)))
      var recovered = RecoveryRecord(
        cause: dice.roll(2) == 0 ? .torn : .stateLost, size: Int64(dice.integer()), root: try digest(),
        bytes: Int64(dice.integer()), sha256: try digest())
      if recovered.cause == .stateLost { (recovered.log, recovered.epoch) = (key, key) }
      let document = AttachedDocument(
        name: "n" + dice.text(), mediaType: "text/plain", bytes: dice.roll(2) == 0 ? dice.bytes(100) : Array(dice.text(200).utf8))
      let payloads: [RecorderPayload] = [
        .recovered(recovered), .announced(KeyAnnouncement(vkey: key, own: Int64(dice.integer()))),
        .closed(ClosedStream(events: Int64(dice.integer()), identity: dice.roll(2) == 0, own: Int64(dice.integer()))),
        .refused(RefusedInput(sha256: try digest(), bytes: Int64(dice.integer()), line: Int64(dice.integer()), reason: dice.text())),
        .withheld(WithheldStub(index: Int64(dice.integer()), leaf: try digest(), reason: .thirdParty)),
        .adopted(PlanAdoption(plan: dice.name(), version: Int64(dice.integer()), document: try digest().hex, tasks: try digest().hex)),
        .seal(SignedNote(text: "\(origin)\n4\n", signatures: [.init(name: "k", identifier: dice.bytes(4), bytes: dice.bytes(64))])),
      ] + AttachedPart.parts(of: document).map { .attached($0) }
      // Each line stands at its own index.
      let lines = payloads.enumerated().map { index, payload in
        RecorderLine(
          index: index, origin: origin, time: Timestamp(nanoseconds: Int64(dice.integer())), payload: payload)
      }
      for line in try folding(Rewriting(origin: origin), over: lines.map { String(decoding: $0.bytes, as: UTF8.self) }) {
        #expect(line.after == line.before)
      }
    }
  }

  // MARK: - Notes and keys

  @Test func `notes, checkpoints, keys and proofs are written as they were read`() throws {
    var dice = SeededDice(seed: 4)
    for _ in 0..<300 {
      let secret = try #require(SigningKey(name: dice.name(), seed: dice.bytes(32)))
      #expect(SigningKey(secret.secretText)?.secretText == secret.secretText)
      #expect(VerifierKey(secret.verifier.text)?.text == secret.verifier.text)
      let root = try #require(Digest(dice.bytes(32)))
      let text = Checkpoint(origin: dice.name(), size: dice.integer(), root: root).text
      let checkpoint = try #require(Checkpoint(text: text))
      #expect(checkpoint.text == text)
      let signatures = (0..<(1 + dice.roll(4))).map { _ in
        SignedNote.Signature(name: dice.name(), identifier: dice.bytes(4), bytes: dice.bytes(1 + dice.roll(80)))
      }
      let note = SignedNote(text: text, signatures: signatures)
      #expect(SignedNote(note.description)?.description == note.description)
      let path = try (0..<dice.roll(65)).map { _ in try #require(Digest(dice.bytes(32))) }
      let proof = try #require(
        ProofFile(
          proof: InclusionProof(index: dice.integer(), path: path), note: note,
          extra: dice.roll(2) == 0 ? nil : dice.bytes(dice.roll(50))))
      #expect(ProofFile(Array(proof.description.utf8))?.description == proof.description)
    }
  }

  @Test func `the vectors' notes are written as they were read`() throws {
    var count = 0
    let folder = Vectors.path("tamper")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".checkpoint") {
      let text = try Vectors.text("tamper/\(name)")
      #expect(SignedNote(text)?.description == text, "\(name)")
      count += 1
    }
    #expect(count > 0)
  }

  // MARK: - Files beside a stream

  @Test func `a state's header and records are written as they were read`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let state = try [UInt8](Data(contentsOf: URL(fileURLWithPath: stream.files.state)))
    #expect(StateFile.Header(Array(state[..<4096]))?.bytes == Array(state[..<4096]))
    let slots = [Array(state[4096..<8192]), Array(state[8192...])].filter { $0.contains { $0 != 0 } }
    #expect(slots.count == 1)
    for slot in slots { #expect(StateRecord(slot)?.bytes == slot) }
    var dice = SeededDice(seed: 5)
    for _ in 0..<100 {
      let machine = try #require(Digest(dice.bytes(32)))
      let header = StateFile.Header(
        machine: machine, inode: UInt64(dice.integer()), isSalted: dice.roll(2) == 0, origin: dice.name()).bytes
      #expect(StateFile.Header(header)?.bytes == header)
      let size = dice.integer()
      let digests = try (0..<size.nonzeroBitCount).map { _ in try #require(Digest(dice.bytes(32))) }
      let record = StateRecord(
        seals: dice.integer(), frontier: try #require(MerkleFrontier(size: size, digests: digests)),
        blockStart: dice.integer(), length: dice.integer(), time: Int64(dice.integer()) - (1 << 40), events: dice.integer(),
        isClosed: dice.roll(2) == 0, logSeed: dice.bytes(32), epochSeed: dice.bytes(32)).bytes
      #expect(StateRecord(record)?.bytes == record)
    }
  }

  @Test func `what waits for a signature is written as it was read, but for the file that it is bound to`() throws {
    let stream = try StreamFixture()
    _ = try StreamOpening.request(
      stream.files, StreamFixture.request, identity: stream.identity.verifier, services: stream.services)
    func lines() throws -> [Substring] {
      let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: stream.files.pending)), as: UTF8.self)
      return text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("inode ") }
    }
    let before = try lines()
    #expect(before.contains { $0.hasPrefix("secrets ") })
    let pending = try PendingFile(stream.files, services: stream.services)
    try pending.write(stream.files, services: stream.services, replacing: true)
    #expect(try lines() == before)
  }

  @Test func `an index of ids that is made again from the stream finds the same events`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1", "e2")
    try stream.record("e3")
    let before = try Data(contentsOf: URL(fileURLWithPath: stream.files.identifiers))
    try FileManager.default.removeItem(atPath: stream.files.identifiers)
    #expect(try stream.record("e1", "e2", "e3").duplicates == 3)
    #expect(try Data(contentsOf: URL(fileURLWithPath: stream.files.identifiers)) == before)
  }

  // MARK: - Blocks

  @Test(arguments: [Compression.recording, .closing, .zlib(level: 6), .zlib(level: 9)])
  func `blocks are compressed as they were, those of the vectors and random ones`(compression: Compression) throws {
    for name in ["format-1/example.jsonl.gz", "format-1/example-as-recorded.jsonl.gz"] {
      #expect(try StreamVerifier.verify(MemorySource(Vectors.bytes(name))).container == .asWritten, "\(name)")
    }
    var dice = SeededDice(seed: 6)
    guard var deflater = Deflater(compression) else {
      Issue.record("there is no memory for compression")
      return
    }
    for round in 0..<20 {
      // From nothing but noise, which is stored, to nothing but one letter.
      let letters = 1 + dice.roll(256)
      let plain = (0..<(1 + dice.roll(BGZF.maximumPayload))).map { _ in UInt8(dice.roll(letters)) }
      var block: [UInt8] = []
      plain.withUnsafeBufferPointer { deflater.appendBlock($0, to: &block) }
      let inflated = try ContainerTests.piped(block, "zcat")
      #expect(inflated == plain, "round \(round)")
      var again: [UInt8] = []
      inflated.withUnsafeBufferPointer { deflater.appendBlock($0, to: &again) }
      #expect(again == block, "round \(round)")
    }
  }
}
