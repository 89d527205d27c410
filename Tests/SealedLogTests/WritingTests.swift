import Foundation
import SealedLog
import TestSupport
import Testing

@Suite struct WritingTests {
  @Test func `the same keys and clock write the bytes of the independent vector`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    var writer = try stream.writer()
    _ = try writer.commit([])  // Nothing new, nothing written.
    let open = try stream.bytes
    // Of another version of libdeflate no bytes are known, only lines.
    let known = ["zlib": "", "libdeflate 1.14": "-libdeflate"][Compression.library]
    if let known {
      let recorded = try Vectors.bytes("format-1/example-as-recorded\(known).jsonl.gz")
      #expect(recorded.starts(with: open))
    }
    let note = try stream.close()
    #expect(note.text.split(separator: "\n")[2] == VectorTests.root)
    let vector = try Vectors.text("format-1/example.jsonl").split(separator: "\n").map(String.init)
    #expect(try stream.lines(of: FileSource(path: stream.files.stream)) == vector)
    if let known { #expect(try stream.bytes == Vectors.bytes("format-1/example\(known).jsonl.gz")) }
  }

  @Test func `a closed stream leaves a checkpoint and no secret`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1", "e2")
    let note = try stream.close(signed: false)
    let names = try FileManager.default.contentsOfDirectory(atPath: stream.directory.path).sorted()
    #expect(names == ["stream.jsonl.gz", "stream.jsonl.gz.checkpoint"])
    let kept = try String(contentsOfFile: stream.files.checkpoint, encoding: .utf8)
    #expect(kept == note.description)
    let verification = try stream.verify()
    #expect(verification.verdict == .closed)
    #expect(verification.container == .asWritten)
    #expect(verification.note == note)
    #expect(throws: StreamError.self) { try stream.record("e3") }
  }

  @Test func `the state is readable by its owner only`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let mode = try FileManager.default.attributesOfItem(atPath: stream.files.state)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func `every prefix of batches verifies as open`() throws {
    let stream = try StreamFixture()
    try stream.open()
    for number in 1...12 {
      let receipt = try stream.record("a\(number)", "b\(number)")
      #expect(receipt.accepted == 2)
      let verification = try stream.verify()
      #expect(verification.verdict == .open)
      #expect(verification.findings == [])
      #expect(verification.events == number * 2)
      #expect(verification.checkpoint?.size == receipt.size)
    }
  }

  @Test func `the same event again is a quiet success and another one is a conflict`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let before = try stream.bytes
    #expect(try stream.record("e1").duplicates == 1)
    #expect(try stream.bytes == before)
    var writer = try stream.writer()
    let receipt = try writer.commit([
      stream.prepare(stream.note("e2")), stream.prepare(stream.note("e1", "changed")),
      stream.prepare(stream.note("e3")),
    ])
    #expect(receipt.accepted == 1)
    #expect(receipt.conflicts.first?.position == 1)
    #expect(receipt.conflicts.first?.storedIndex == 5)
    #expect(try stream.verify().events == 2)
  }

  @Test func `a stored line may be recorded again but not one with another acceptedtime`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let stored = try stream.lines(of: FileSource(path: stream.files.stream))[5]
    var writer = try stream.writer()
    #expect(try writer.commit([stream.prepare(stored)]).duplicates == 1)
    let altered = stored.replacingOccurrences(of: ".200000000Z", with: ".200000001Z")
    #expect(try writer.commit([stream.prepare(altered)]).conflicts.count == 1)
  }

  @Test func `ids are found again after the index is lost and after it has grown`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    for batch in 0..<3 {
      let lines = try (0..<700).map { try stream.prepare(stream.note("n\(batch)-\($0)")) }
      #expect(try writer.commit(lines).accepted == 700)
    }
    try FileManager.default.removeItem(atPath: stream.files.identifiers)
    let again = try (0..<700).map { try stream.prepare(stream.note("n1-\($0)")) }
    var second = try stream.writer()
    #expect(try second.commit(again).duplicates == 700)
    #expect(try stream.verify().events == 2100)
  }

  @Test func `a salted stream carries a salt before acceptedtime and verifies`() throws {
    let stream = try StreamFixture()
    try stream.open { $0.isSalted = true }
    var writer = try stream.writer()
    _ = try writer.commit([stream.prepare(stream.note("e1"), isSalted: true)])
    let line = try stream.lines(of: FileSource(path: stream.files.stream))[5]
    #expect(line.contains(#","salt":"000102030405060708090a0b0c0d0e0f","acceptedtime":""#))
    #expect(try stream.verify().findings == [])
    #expect(try writer.commit([stream.prepare(line, isSalted: true)]).duplicates == 1)
  }

  @Test func `a large document is attached in parts and comes out whole`() throws {
    let stream = try StreamFixture()
    let text = String(repeating: "größe und maß\n", count: 9_000)
    let document = AttachedDocument(name: "notes.txt", mediaType: "text/plain", bytes: Array(text.utf8))
    let binary = AttachedDocument(
      name: "image", mediaType: "application/octet-stream", bytes: (0..<70_000).map { UInt8($0 & 255) })
    try stream.open { $0.documents += [document, binary] }
    let verified = try StreamVerifier.fold(
      FileSource(path: stream.files.stream), with: DocumentFold(.all))
    #expect(verified.verification.findings == [])
    let documents = try #require(verified.output)
    #expect(documents.map(\.name) == ["plan.json", "notes.txt", "image"])
    #expect(documents[1].bytes == document.bytes)
    #expect(documents.filter { !$0.isWhole }.isEmpty)
    #expect(documents[2].bytes == binary.bytes)
  }
}
