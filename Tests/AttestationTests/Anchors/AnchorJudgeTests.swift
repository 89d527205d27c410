import CloudEvents
import Foundation
import SealedLog
import Synchronization
import TestSupport
import Testing

@testable import Attestation

/// Anchors as lines of a stream, judged with the times around them.
@Suite struct AnchorJudgeTests {
  static let authority = TimestampTokenTests.authority

  /// A stream whose clock the test sets, in seconds after 21:58:00.
  private final class Fixture {
    static let origin = "example.com/lead/p/20261122T215800Z-3f9a"
    let files: StreamFiles
    let clock = Mutex<Int64>(0)
    let witness: SigningKey
    private let folder: URL
    private(set) var services: RecorderServices

    init() throws {
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      files = StreamFiles(stream: folder.appendingPathComponent("s.jsonl.gz").path)
      witness = try #require(SigningKey(name: "witness.example/w1", seed: Array(0x20..<0x40)))
      let seeds = Mutex<UInt8>(0)
      services = RecorderServices(
        now: { Timestamp(nanoseconds: 0) },
        random: { count in
          let first = seeds.withLock { value in
            value &+= 7
            return value
          }
          return (0..<count).map { first &+ UInt8($0) }
        }, machine: [1], lockPatienceMilliseconds: 50)
      let plan = AttachedDocument(
        name: "plan.json", mediaType: "application/json", bytes: Array(#"{"plan":"p","version":1,"tasks":[]}"#.utf8))
      let request = OpeningRequest(
        origin: Self.origin, kind: .live, documents: [plan],
        plan: PlanAdoption(
          plan: "p", version: 1, document: plan.digest.hex, tasks: Digest(hashing: Array("[]".utf8)).hex))
      let identity = try #require(SigningKey(name: "example.com/lead", seed: Array(0..<32)))
      _ = try StreamOpening.open(files, request, identity: identity, services: at(0))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func time(_ seconds: Int64) -> Timestamp {
      Timestamp(nanoseconds: (1_795_384_680 + seconds) * 1_000_000_000, fractionDigits: 0)
    }

    func at(_ seconds: Int64) -> RecorderServices {
      var services = services
      services.now = { Self.time(seconds) }
      return services
    }

    /// Appends an event, and gives the text of the checkpoint over it.
    @discardableResult
    func record(_ id: String, at seconds: Int64) throws -> String {
      let line = Array(
        #"{"specversion":"1.0","id":"\#(id)","source":"/t","type":"dev.cutlog.note.added","time":"2026-11-22T21:57:59Z","data":{"text":"x"}}"#.utf8)
      var intake = Intake(origin: Self.origin, isSalted: false) { _ in true }
      let prepared = try line.withUnsafeBufferPointer { try intake.prepare($0) }
      var writer = try StreamWriter(files, services: at(seconds))
      _ = try writer.commit([prepared])
      return try writer.standing().checkpoint.text
    }

    func attach(_ size: Int, _ kind: AnchorRecord.Kind, _ value: String, at seconds: Int64) throws {
      var writer = try StreamWriter(files, services: at(seconds))
      _ = try writer.commit([], anchors: [AnchorRecord(size: Int64(size), kind: kind, value: value)])
    }

    func cosign(_ checkpoint: String, at seconds: Int64, by key: SigningKey? = nil) throws -> String {
      let key = key ?? witness
      let time = Self.time(seconds).nanoseconds / 1_000_000_000
      let signature = key.signature(over: Cosignature.message(checkpoint, time))
      let identifier = try #require(WitnessKey(key.verifier.text)).identifier
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * $0)) } + signature
      return String(SignedNote.Signature(name: key.name, identifier: identifier, bytes: bytes).line.dropLast())
    }

    func judged(beside: [CarriedAnchor] = [], trusting: Bool = true) throws -> Verification {
      var options = StreamVerifier.Options()
      options.keepsAnchors = true
      var verification = try StreamVerifier.verify(FileSource(path: files.stream), options: options)
      var trust = AnchorTrust()
      if trusting {
        trust = try .trusting(AnchorJudgeTests.authority.get().root)
        trust.witnesses = [try #require(WitnessKey(witness.verifier.text))]
      }
      AnchorJudge.judge(&verification, beside: beside, trust: trust)
      return verification
    }
  }

  private func size(_ checkpoint: String) throws -> Int { try #require(Checkpoint(text: checkpoint)?.size) }

  @Test func `anchors of both kinds are trusted, and shorten the time that nobody vouches for`() throws {
    let fixture = try Fixture()
    let first = try fixture.record("a", at: 100)
    try fixture.attach(size(first), .cosignature, fixture.cosign(first, at: 101), at: 102)
    let second = try fixture.record("b", at: 200)
    let token = try Self.authority.get().token(over: second, at: "20261122220121Z")
    try fixture.attach(size(second), .rfc3161, Base64.encode(token), at: 203)
    let verification = try fixture.judged()
    #expect(verification.verdict == .open)
    #expect(verification.findings == [])
    #expect(verification.anchors.present == 2)
    #expect(verification.anchors.trusted == 2)
    #expect(verification.anchors.judged.map(\.kind) == [.cosignature, .rfc3161])
    #expect(verification.anchors.judged.map(\.index) == [8, 14])
    #expect(verification.anchors.judged.map(\.name) == ["witness.example/w1", "CN=Stamps ecdsa"])
    #expect(verification.anchors.judged.map { $0.time?.description } == ["2026-11-22T21:59:41Z", "2026-11-22T22:01:21Z"])
    // Line 8 is bounded by the opening at 0 s and the token of 201 s, to the end of that second.
    #expect(verification.anchors.longestUnanchoredSeconds == "201.999999999")
  }

  @Test func `nobody is trusted without a trust file, which is a note`() throws {
    let fixture = try Fixture()
    let checkpoint = try fixture.record("a", at: 100)
    try fixture.attach(size(checkpoint), .cosignature, fixture.cosign(checkpoint, at: 101), at: 102)
    let verification = try fixture.judged(trusting: false)
    #expect(verification.errors == [])
    #expect(verification.findings.map(\.rule) == ["anchor.untrusted"])
    #expect(verification.anchors.trusted == 0)
    #expect(verification.anchors.longestUnanchoredSeconds == "102")
  }

  @Test func `lines accepted after the time at which an outsider saw them are found`() throws {
    let fixture = try Fixture()
    try fixture.record("a", at: 50)
    let checkpoint = try fixture.record("b", at: 100)
    try fixture.attach(size(checkpoint), .cosignature, fixture.cosign(checkpoint, at: 98), at: 102)
    let verification = try fixture.judged()
    #expect(verification.errors.map(\.rule) == ["anchor.time"])
    // The batch of event b begins behind the seal at line 7.
    #expect(verification.errors.first?.index == 8)
    #expect(verification.errors.first?.expected == "not after 2026-11-22T21:59:38.999999999Z")
  }

  @Test func `a clock that is read to the second is no contradiction within it`() throws {
    let fixture = try Fixture()
    let checkpoint = try fixture.record("b", at: 100)
    try fixture.attach(size(checkpoint), .cosignature, fixture.cosign(checkpoint, at: 100), at: 100)
    #expect(try fixture.judged().findings == [])
  }

  @Test func `lines accepted before the anchor that stands before them are found`() throws {
    let fixture = try Fixture()
    let checkpoint = try fixture.record("a", at: 100)
    let token = try Self.authority.get().token(over: checkpoint, at: "20261122220500Z")
    try fixture.attach(size(checkpoint), .rfc3161, Base64.encode(token), at: 102)
    let verification = try fixture.judged()
    #expect(verification.errors.map(\.rule) == ["anchor.time"])
    #expect(verification.errors.first?.index == 8)
    #expect(verification.errors.first?.expected == "not before 2026-11-22T22:05:00.000000000Z")
    // Its accuracy excuses as much as it says: 200 s.
    let excused = try Fixture()
    let other = try excused.record("a", at: 100)
    let coarse = try Self.authority.get().token(
      over: other, at: "20261122220500Z", accuracy: [0x30, 0x04, 0x02, 0x02, 0x01, 0x40])
    try excused.attach(size(other), .rfc3161, Base64.encode(coarse), at: 102)
    #expect(try excused.judged().findings == [])
  }

  @Test func `an anchor over another checkpoint, or none, is found and counts for nothing`() throws {
    let fixture = try Fixture()
    let checkpoint = try fixture.record("a", at: 100)
    let last = try fixture.record("b", at: 110)
    let token = try Self.authority.get().token(over: checkpoint, at: "20261122215951Z")
    try fixture.attach(size(last), .rfc3161, Base64.encode(token), at: 120)
    try fixture.attach(size(checkpoint) + 1, .rfc3161, Base64.encode(token), at: 130)
    try fixture.attach(1_000, .cosignature, fixture.cosign(checkpoint, at: 105), at: 140)
    try fixture.attach(size(last), .cosignature, fixture.cosign(checkpoint, at: 115), at: 150)
    try fixture.attach(size(last), .rfc3161, "AAAA", at: 160)
    try fixture.attach(size(last), .rfc3161, "no base64", at: 170)
    let verification = try fixture.judged()
    #expect(verification.verdict == .open)
    #expect(
      verification.errors.map(\.rule) == [
        "anchor.checkpoint", "anchor.checkpoint", "anchor.checkpoint", "anchor.signature", "anchor.signature",
        "anchor.signature",
      ])
    #expect(verification.errors.map(\.index) == [11, 14, 17, 20, 23, 26])
    #expect(verification.anchors.trusted == 0)
    #expect(verification.anchors.longestUnanchoredSeconds == "170")
  }

  @Test func `a witness's name with a stranger's key is found`() throws {
    let fixture = try Fixture()
    let checkpoint = try fixture.record("a", at: 100)
    let stranger = try #require(SigningKey(name: fixture.witness.name, seed: Array(1..<33)))
    try fixture.attach(size(checkpoint), .cosignature, fixture.cosign(checkpoint, at: 101, by: stranger), at: 102)
    #expect(try fixture.judged().findings.map(\.rule) == ["anchor.untrusted"])
  }

  @Test func `an anchor beside a closed stream covers all of it, and a bad one is a note`() throws {
    let fixture = try Fixture()
    try fixture.record("a", at: 100)
    let note = try StreamWriter.close(fixture.files, identity: nil, services: fixture.at(200))
    let size = try size(note.text)
    let good = CarriedAnchor(size: size, kind: .cosignature, value: try fixture.cosign(note.text, at: 210))
    let bad = CarriedAnchor(size: size, kind: .cosignature, value: try fixture.cosign("x\n", at: 210))
    let verification = try fixture.judged(beside: [good, bad])
    #expect(verification.verdict == .closed)
    #expect(verification.anchors.present == 2)
    #expect(verification.anchors.trusted == 1)
    #expect(verification.errors == [])
    #expect(verification.findings.map(\.rule) == ["anchor.signature"])
    #expect(verification.anchors.longestUnanchoredSeconds == "210.999999999")
  }
}
