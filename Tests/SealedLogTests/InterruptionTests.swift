import Foundation
@testable import SealedLog
import Testing

/// What a crash leaves of an opening or a closing, and how it goes on.
@Suite struct InterruptionTests {
  @Test func `a closing that was interrupted before the secrets were erased is finished`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    // The closing seal is durable, and nothing that comes after it has happened.
    let writer = try stream.writer()
    try writer.sealAsClosed(identity: stream.identity)
    #expect(try stream.verify().verdict == .closed)
    #expect(FileManager.default.fileExists(atPath: stream.files.state))
    let error = #expect(throws: StreamError.self) { try stream.record("e2") }
    #expect(error?.code == .closed)
    let note = try stream.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: stream.directory.path).sorted()
    #expect(names == ["stream.jsonl.gz", "stream.jsonl.gz.checkpoint"])
    #expect(try stream.verify().note == note)
    #expect(throws: StreamError.self) { try stream.close() }
  }

  @Test(arguments: [false, true])
  func `a closing that was interrupted after the secrets were erased is finished`(leavesZeros: Bool) throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let writer = try stream.writer()
    try writer.sealAsClosed(identity: stream.identity)
    if leavesZeros {
      try stream.replace([UInt8](repeating: 0, count: 12_288), at: stream.files.state)
    } else {
      try FileManager.default.removeItem(atPath: stream.files.state)
    }
    try Data([1]).write(to: URL(fileURLWithPath: stream.files.compressing))
    let note = try stream.close()
    let names = try FileManager.default.contentsOfDirectory(atPath: stream.directory.path).sorted()
    #expect(names == ["stream.jsonl.gz", "stream.jsonl.gz.checkpoint"])
    #expect(try stream.verify().note == note)
  }

  @Test func `an opening that never got its name is opened again`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try FileManager.default.moveItem(atPath: stream.files.stream, toPath: stream.files.opening)
    try stream.open()
    #expect(try stream.record("e1").accepted == 1)
    #expect(!FileManager.default.fileExists(atPath: stream.files.opening))
  }

  @Test func `a symbolic link names the same stream, lock and state`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let link = stream.directory.appendingPathComponent("link.gz").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: stream.files.stream)
    let files = StreamFiles(stream: link)
    #expect(URL(fileURLWithPath: files.lock).lastPathComponent == "stream.jsonl.gz.lock")
    var writer = try StreamWriter(files, services: stream.services)
    #expect(try writer.commit([stream.prepare(stream.note("e1"))]).accepted == 1)
    #expect(try stream.record("e2").accepted == 1)
    #expect(StreamFiles(stream: link, stateDirectory: "/elsewhere").lock == files.lock)
  }

  @Test func `a file that isn't a stream of whole blocks is told from a torn one by its tail's size`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let verification = try StreamVerifier.verify(MemorySource(stream.bytes + Array("garbage".utf8)))
    #expect(verification.verdict == .open)
    #expect(verification.container == .damaged)
    #expect(verification.tail.bytes == 7)
  }
}
