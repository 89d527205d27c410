import Foundation
@testable import SealedLog
import TestSupport
import Testing

@Suite struct ContainerTests {
  /// Blocks of so many bytes whatever the lines, as bgzip writes them.
  static func blocks(_ plain: [UInt8], of size: Int, level: Int = 6, marker: Bool = true) throws -> [UInt8] {
    guard var deflater = Deflater(.zlib(level: level)) else { throw CocoaError(.featureUnsupported) }
    var out: [UInt8] = []
    var start = 0
    while start < plain.count {
      let end = min(start + size, plain.count)
      plain[start..<end].withUnsafeBufferPointer { deflater.appendBlock($0, to: &out) }
      start = end
    }
    return marker ? out + BGZF.endOfFile : out
  }

  /// What a program that isn't ours makes of bytes.
  static func piped(_ bytes: [UInt8], _ command: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("cutlog-\(UUID().uuidString)")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    try process.run()
    let result = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return [UInt8](result)
  }

  @Test(arguments: [1, 7, 100, 1000, 4000, 65_280])
  func `blocks that cut lines anywhere are read, and called re-encoded`(size: Int) throws {
    let plain = try Vectors.bytes("format-1/example.jsonl")
    let verification = try StreamVerifier.verify(MemorySource(Self.blocks(plain, of: size)))
    #expect(verification.verdict == .closed)
    #expect(verification.container == (size == 65_280 ? .asWritten : .reEncoded))
    #expect(verification.checkpoint?.root.base64 == VectorTests.root)
    #expect(verification.errors == [])
  }

  @Test(arguments: ["gzip -1", "gzip -6", "gzip -9", "pigz -6", "pigz -b 128 -i", "gzip -6 -n", "cat"])
  func `what gzip and pigz make of a stream is read, and called re-encoded`(command: String) throws {
    let plain = try Vectors.bytes("format-1/example.jsonl")
    let verification = try StreamVerifier.verify(MemorySource(Self.piped(plain, command)))
    #expect(verification.verdict == .closed)
    #expect(verification.container == .reEncoded)
    #expect(verification.checkpoint?.root.base64 == VectorTests.root)
    #expect(verification.errors == [])
  }

  @Test func `a file with a name in its gzip header and two members is read as zcat reads it`() throws {
    let plain = try Vectors.bytes("format-1/example.jsonl")
    let first = try Self.piped(Array(plain[..<1000]), "gzip -6")
    let second = try Self.piped(Array(plain[1000...]), "gzip -9")
    let verification = try StreamVerifier.verify(MemorySource(first + second))
    #expect(verification.verdict == .closed)
    #expect(verification.container == .reEncoded)
  }

  @Test func `what the recorder writes is what zcat gives back`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1", "e2")
    _ = try stream.close()
    let lines = try stream.lines(of: FileSource(path: stream.files.stream))
    let plain = try Self.piped(stream.bytes, "zcat")
    #expect(plain == Array((lines.joined(separator: "\n") + "\n").utf8))
    #expect(try Self.piped(stream.bytes, "gzip -t") == [])
  }

  @Test func `bytes that deflate can't shrink still fit a block`() throws {
    guard var deflater = Deflater(.recording) else { throw CocoaError(.featureUnsupported) }
    var random = SystemRandomNumberGenerator()
    let payload = (0..<BGZF.maximumPayload).map { _ in UInt8.random(in: 0...255, using: &random) }
    var block: [UInt8] = []
    payload.withUnsafeBufferPointer { deflater.appendBlock($0, to: &block) }
    #expect(block.count <= BGZF.maximumBlock)
    #expect(block.withUnsafeBufferPointer { BGZF.blockSize($0) } == block.count)
    #expect(try Self.piped(block, "zcat") == payload)
  }

  @Test func `the longest line that may be stored fits one block and one more byte is refused`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let empty = stream.note("long", "").utf8.count
    let longest = stream.note("long", String(repeating: "x", count: 65_231 - empty))
    #expect(longest.utf8.count == 65_231)
    var writer = try stream.writer()
    #expect(try writer.commit([stream.prepare(longest)]).accepted == 1)
    #expect(try stream.verify().findings == [])
    let error = #expect(throws: IntakeError.self) {
      try stream.prepare(stream.note("long", String(repeating: "x", count: 65_232 - empty)))
    }
    #expect(error?.message.contains("65231") == true)
  }

  @Test func `a stream of many blocks verifies with any number of workers`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    for batch in 0..<4 {
      _ = try writer.commit(
        (0..<300).map { try stream.prepare(stream.note("n\(batch)-\($0)", String(repeating: "y", count: 900))) })
    }
    _ = try stream.close()
    for workers in 1...5 {
      var options = StreamVerifier.Options()
      options.workers = workers
      let verification = try StreamVerifier.verify(FileSource(path: stream.files.stream), options: options)
      #expect(verification.verdict == .closed)
      #expect(verification.events == 1200)
      #expect(verification.findings == [])
    }
  }

  @Test func `no bytes, a directory and a missing file are told apart`() throws {
    let verification = try StreamVerifier.verify(MemorySource([]))
    #expect(verification.verdict == .unreadable)
    let directory = FileManager.default.temporaryDirectory.path
    var error = #expect(throws: StreamError.self) { _ = try FileSource(path: directory) }
    #expect(error?.code == .isDirectory)
    error = #expect(throws: StreamError.self) { _ = try FileSource(path: directory + "/no such file") }
    #expect(error?.code == .noSuchFile)
  }
}
