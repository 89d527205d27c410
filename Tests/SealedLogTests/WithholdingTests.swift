import CloudEvents
import Foundation
import TestSupport
import Testing

@testable import SealedLog

/// Copies with stubs, and stubs that are not what they should be.
@Suite struct WithholdingTests {
  private func copy(
    _ bytes: [UInt8], _ request: WithholdingRequest, to path: String, isOpen: Bool = false
  ) throws -> WithheldCopy {
    let read = try StreamVerifier.fold(
      MemorySource(bytes), with: WithheldCopy(request, isOpen: isOpen, to: path))
    let copy = try #require(read.output)
    try copy.publish(as: read.verification, sidecar: isOpen ? nil : read.verification.note)
    return copy
  }

  private func lines(_ path: String) throws -> [String] {
    let fold = StreamFixture.Lines()
    return try #require(try StreamVerifier.fold(FileSource(path: path), with: fold).output)
  }

  @Test func `line 5 of the vector withheld gives the vector's bytes`() throws {
    let fixture = try StreamFixture()
    let path = fixture.directory.appendingPathComponent("copy.gz").path
    let made = try copy(
      Vectors.bytes("format-1/example.jsonl.gz"), WithholdingRequest(.only([5]), reason: .personalData), to: path)
    #expect(made.withheld == [5])
    #expect(try lines(path).map { $0 + "\n" }.joined() == Vectors.text("format-1/example-withheld.jsonl"))
    let verification = try StreamVerifier.verify(FileSource(path: path))
    #expect(verification.verdict == .closed)
    #expect(verification.container == .asWritten)
    #expect(verification.stubs == [WithheldLine(index: 5, reason: "personal-data")])
    #expect(try DurableFile.read(path + ".checkpoint") == Array(#require(verification.note).description.utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path).sorted() == ["copy.gz", "copy.gz.checkpoint"])
  }

  @Test func `an excerpt keeps what it names, a second withholding keeps the first stub`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("a", "b", "c")
    try stream.record("d")
    _ = try stream.close()
    let original = try stream.verify()
    let first = stream.directory.appendingPathComponent("first.gz").path
    let made = try copy(stream.bytes, WithholdingRequest(.allBut([6]), reason: .thirdParty), to: first)
    #expect(made.withheld == [5, 7, 10])
    #expect(made.events == 1)
    let second = stream.directory.appendingPathComponent("second.gz").path
    let again = try copy(DurableFile.read(first), WithholdingRequest(.only([5, 6]), reason: .secret), to: second)
    #expect(again.withheld == [6])
    #expect(again.known == [5])
    let verification = try StreamVerifier.verify(FileSource(path: second))
    #expect(verification.checkpoint == original.checkpoint)
    #expect(verification.stubs.map(\.index) == [5, 6, 7, 10])
    #expect(verification.stubs.map(\.reason) == ["third-party", "secret", "third-party", "third-party"])
    #expect(verification.events == 0)
  }

  @Test func `the copy of an open stream is open, as written, and without its tail`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("a", "b")
    try stream.replace(stream.bytes + [0x1F, 0x8B])
    let path = stream.directory.appendingPathComponent("copy.gz").path
    _ = try copy(stream.bytes, WithholdingRequest(.only([6]), reason: .legal), to: path, isOpen: true)
    let verification = try StreamVerifier.verify(FileSource(path: path))
    #expect(verification.verdict == .open)
    #expect(verification.container == .asWritten)
    #expect(verification.withheld == [6])
    #expect(verification.tail.bytes == 0)
    #expect(!DurableFile.exists(path + ".checkpoint"))
  }

  @Test func `the recorder's own lines are told and stay`() throws {
    let fixture = try StreamFixture()
    let path = fixture.directory.appendingPathComponent("copy.gz").path
    let read = try StreamVerifier.fold(
      MemorySource(Vectors.bytes("format-1/example.jsonl.gz")),
      with: WithheldCopy(WithholdingRequest(.only([0, 1, 7, 9, 30]), reason: .secret), isOpen: false, to: path))
    let copy = try #require(read.output)
    #expect(copy.own.map(\.index) == [0, 1, 7, 9])
    #expect(copy.withheld == [])
    #expect(copy.lines == 10)
  }

  @Test func `nothing is left behind where the copy isn't published or the original doesn't verify`() throws {
    let fixture = try StreamFixture()
    let path = fixture.directory.appendingPathComponent("copy.gz").path
    let altered = try Vectors.text("format-1/example.jsonl").replacingOccurrences(of: "begin", with: "begun")
    let request = WithholdingRequest(.only([5]), reason: .secret)
    for bytes in [Array(altered.utf8), try Vectors.bytes("format-1/example.jsonl")] {
      _ = try StreamVerifier.fold(MemorySource(bytes), with: WithheldCopy(request, isOpen: false, to: path))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: fixture.directory.path) == [])
  }

  @Test func `a file in the way is kept`() throws {
    let fixture = try StreamFixture()
    let path = fixture.directory.appendingPathComponent("copy.gz").path
    let request = WithholdingRequest(.only([5]), reason: .secret)
    for name in [path, path + ".checkpoint"] {
      try DurableFile.write([1, 2], to: name, replacing: false)
      #expect(throws: StreamError(.alreadyExists, name, "is there already, expected a new name")) {
        _ = try WithheldCopy(request, isOpen: false, to: path)
      }
      #expect(try DurableFile.read(name) == [1, 2])
      DurableFile.remove(name)
    }
  }

  // MARK: - Stubs that are not what they should be

  private static let origin = "example.com/lead/p/20261122T215800Z-3f9a"

  private func stub(_ index: Int, at place: Int? = nil, leaf: Digest) throws -> String {
    let time = try Timestamp("2026-11-22T21:58:00.100000000Z")
    let stub = WithheldStub(index: Int64(index), leaf: leaf, reason: .secret)
    return String(
      decoding: RecorderLine(index: place ?? index, origin: Self.origin, time: time, payload: .withheld(stub)).bytes,
      as: UTF8.self)
  }

  private func verify(_ lines: [String]) throws -> Verification {
    try StreamVerifier.verify(MemorySource(Array(lines.map { $0 + "\n" }.joined().utf8)))
  }

  private func original() throws -> [String] {
    try Vectors.text("format-1/example.jsonl").split(separator: "\n").map(String.init)
  }

  @Test func `a stub with a wrong leaf hash is found at the root of the next seal`() throws {
    var lines = try original()
    lines[5] = try stub(5, leaf: MerkleTree.leafHash(Array((lines[5] + " ").utf8)))
    let verification = try verify(lines)
    #expect(verification.verdict == .tampered)
    #expect(verification.findings.first?.rule == "seal.root")
    #expect(verification.findings.first?.index == 7)
    #expect(verification.checkpoint?.size == 4)
  }

  @Test(arguments: 0..<10) func `a stub in place of a recorder's line is found, each line by its rule`(index: Int) throws {
    var lines = try original()
    guard index != 5 else { return }
    lines[index] = try stub(index, leaf: MerkleTree.leafHash(Array(lines[index].utf8)))
    let verification = try verify(lines)
    let rules = verification.findings.map(\.rule)
    let first = verification.findings.first
    switch index {
    case 0...4:
      // Nothing is proved without the opening and its seal.
      #expect(verification.verdict == .unreadable, "\(rules)")
    case 6:
      #expect(verification.verdict == .tampered)
      #expect(rules.contains("batch.own") || rules.contains("batch.order") || rules.contains("key.missing"), "\(rules)")
      #expect(verification.checkpoint?.size == 4)
    case 7:
      #expect(verification.verdict == .tampered)
      #expect(rules.contains("seal.missing"), "\(rules)")
      #expect(verification.checkpoint?.size == 4)
    default:
      #expect(verification.verdict == .tampered, "\(rules)")
      #expect(first?.index != nil)
      #expect(verification.checkpoint?.size == 7)
    }
  }

  @Test func `a stub for another index, another time or another reason is found`() throws {
    let leaf = MerkleTree.leafHash(Array(try original()[5].utf8))
    let good = try stub(5, leaf: leaf)
    for (line, rule) in [
      (try stub(4, at: 5, leaf: leaf), "line.stub"),
      (good.replacingOccurrences(of: "58:00.1", with: "58:00.2"), "line.stub"),
      (good.replacingOccurrences(of: "secret", with: "other"), "line.recorder"),
      (good.replacingOccurrences(of: "withheld-5", with: "withheld-05"), "line.recorder"),
      (good.replacingOccurrences(of: "\"secret\"", with: "\"secret\",\"more\":1"), "line.recorder"),
    ] {
      var lines = try original()
      lines[5] = line
      let verification = try verify(lines)
      #expect(verification.verdict == .tampered)
      #expect(verification.findings.contains { $0.rule == rule && $0.index == 5 }, "\(line)")
    }
  }

  @Test func `an event inserted for a stub, or a stub for an event of another stream, is found`() throws {
    var lines = try Vectors.text("format-1/example-withheld.jsonl").split(separator: "\n").map(String.init)
    lines[5] = try original()[5].replacingOccurrences(of: "begin", with: "other")
    let verification = try verify(lines)
    #expect(verification.verdict == .tampered)
    #expect(verification.findings.first?.rule == "seal.root")
  }

  @Test func `the leaf hash of an unsalted line gives a short secret away, that of a salted one doesn't`() throws {
    for isSalted in [false, true] {
      let stream = try StreamFixture()
      try stream.open { $0.isSalted = isSalted }
      var writer = try stream.writer()
      _ = try writer.commit([stream.prepare(stream.note("e", "pin 4711"), isSalted: isSalted)])
      _ = try stream.close()
      let path = stream.directory.appendingPathComponent("copy.gz").path
      _ = try copy(stream.bytes, WithholdingRequest(.only([5]), reason: .secret), to: path)
      let copied = try lines(path)
      let stub = try #require(copied.first { $0.contains("dev.cutlog.withheld") })
      let accepted = try #require(copied[6].firstMatch(of: /"time":"([^"]+)"/)?.1)
      // What an outsider can guess: everything of the line, and ten thousand values.
      let isFound = (4_000..<5_000).contains { pin in
        let event = stream.note("e", "pin \(pin)").dropLast()
        let guess = MerkleTree.leafHash(Array("\(event),\"acceptedtime\":\"\(accepted)\"}".utf8))
        return stub.contains(guess.base64)
      }
      #expect(isFound == !isSalted)
    }
  }
}
