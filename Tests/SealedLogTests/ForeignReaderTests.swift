import Foundation
import SealedLog
import TestSupport
import Testing

/// A verifier in Python, written from docs/stream-format.md alone, agrees with ours.
@Suite struct ForeignReaderTests {
  struct Answer: Decodable {
    var verdict: String
    var size: Int?
    var root: String?
    var lines: Int
    var events: Int
    var seals: Int
    var withheld: Int
  }

  static func ask(_ path: String, expecting status: Int32) throws -> Answer {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Foreign/verify_stream.py").path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = [script, path, "--json"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == status, "\(String(decoding: bytes, as: UTF8.self).prefix(600))")
    return try JSONDecoder().decode(Answer.self, from: bytes)
  }

  static func expectAgreement(_ stream: StreamFixture) throws {
    let ours = try stream.verify()
    let theirs = try ask(stream.files.stream, expecting: 0)
    #expect(theirs.verdict == ours.verdict.rawValue)
    #expect(theirs.size == ours.checkpoint?.size)
    #expect(theirs.root == ours.checkpoint?.root.base64)
    #expect(theirs.lines == ours.lines)
    #expect(theirs.events == ours.events)
    #expect(theirs.seals == ours.seals)
  }

  @Test func `root, seals and the epoch chain of a fresh stream are recomputed from the specification`() throws {
    let stream = try StreamFixture()
    let text = String(repeating: "größe, “maß” \u{7f}\\ \" und\tmehr\n", count: 3_000)
    try stream.open {
      $0.documents.append(AttachedDocument(name: "notes.txt", mediaType: "text/plain", bytes: Array(text.utf8)))
      $0.documents.append(
        AttachedDocument(name: "image", mediaType: "application/octet-stream", bytes: (0..<40_000).map { UInt8($0 & 255) }))
      $0.starts = "2026-11-22T22:00:00Z"
      $0.environment = "staging"
      $0.sites = ("we", "ne")
    }
    try Self.expectAgreement(stream)
    var writer = try stream.writer()
    for batch in 0..<5 {
      _ = try writer.commit(
        (0..<90).map { try stream.prepare(stream.note("n\(batch)-\($0)", "über \(String(repeating: "z", count: 700))")) },
        refused: batch == 2 ? [Refusal(bytes: [1, 2, 3], line: 7, reason: "no \"JSON\"")] : [])
    }
    try Self.expectAgreement(stream)
    _ = try stream.close()
    try Self.expectAgreement(stream)
  }

  @Test func `a salted stream with a torn tail and a bridge is recomputed from the specification`() throws {
    let stream = try StreamFixture()
    try stream.open { $0.isSalted = true }
    var writer = try stream.writer()
    _ = try writer.commit([stream.prepare(stream.note("e1"), isSalted: true)])
    try stream.replace(stream.bytes + BGZF.headerPrefix)
    _ = try writer.commit([stream.prepare(stream.note("e2"), isSalted: true)])
    try FileManager.default.removeItem(atPath: stream.files.state)
    _ = try StreamRecovery.recover(stream.files, identity: stream.identity, services: stream.services)
    try Self.expectAgreement(stream)
    _ = try stream.close(signed: false)
    try Self.expectAgreement(stream)
  }

  @Test(arguments: ["example.jsonl.gz", "example-as-recorded.jsonl.gz", "example.jsonl", "example-withheld.jsonl"])
  func `the independent vectors are recomputed from the specification`(name: String) throws {
    let answer = try Self.ask(Vectors.path("format-1/\(name)"), expecting: 0)
    #expect(answer.verdict == "closed")
    #expect(answer.root == VectorTests.root)
    #expect(answer.withheld == (name == "example-withheld.jsonl" ? 1 : 0))
  }
}
