import CloudEvents
import Foundation
import TestSupport
import Testing

@testable import SealedLog

/// How far reading is ahead of folding: what lies between them is in memory.
@Suite struct `Between reading and folding` {
  /// Counts what was read of it.
  private struct Counted: ByteSource {
    final class Count: @unchecked Sendable { var bytes = 0 }
    var source: MemorySource
    let count: Count

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
      let read = try source.read(into: buffer)
      count.bytes += read
      return read
    }
  }

  /// Tells by how many lines reading was ahead at most, if all lines take as many bytes of the source.
  private struct Lag: EventFold {
    let count: Counted.Count
    let bytesOfLine: Double
    var most = 0.0
    mutating func apply(_ event: EventView) {
      most = max(most, Double(count.bytes) / bytesOfLine - Double(event.index))
    }
    consuming func finish() -> Double { most }
  }

  private static let lines = 600
  /// Two lines make a block; a batch has 30.
  private static let lengthOfLine = 30_000

  private func stream() throws -> [UInt8] {
    let digits = Array("0123456789abcdef")
    var state: UInt32 = 7
    let noise = (0..<500_000).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return digits[Int(state >> 28)]
    }
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    for batch in 0..<(Self.lines / 30) {
      _ = try writer.commit(
        (0..<30).map { number in
          let start = (batch * 30 + number) * 7_919 % (noise.count - Self.lengthOfLine)
          return try stream.prepare(stream.note("\(batch)-\(number)", String(noise[start..<(start + Self.lengthOfLine)])))
        })
    }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: stream.files.stream)))
  }

  /// Looks at all events.
  private struct Last: EventFold {
    var index = -1
    mutating func apply(_ event: EventView) { index = event.index }
    consuming func finish() -> Int { index }
  }

  @Test func `too many lines without a seal are told at the first of them, whatever the fold looks at`() throws {
    let stream = try StreamFixture()
    try stream.open()
    var bytes = try ContainerTests.piped(stream.bytes, "zcat")
    let sealed = bytes.count { $0 == 0x0A }
    let line = Array(#"{"specversion":"1.0","id":"1","source":"/t","type":"t","time":"2026-11-22T21:57:59Z"}"#.utf8) + [0x0A]
    for _ in 0...(1 << 17) { bytes.append(contentsOf: line) }
    let verification = try StreamVerifier.verify(MemorySource(bytes))
    let folded = try StreamVerifier.fold(MemorySource(bytes), with: Last())
    for findings in [verification.findings, folded.verification.findings] {
      #expect(findings.filter { $0.rule == "batch.length" }.map(\.index) == [sealed])
    }
  }

  @Test func `lie a few megabytes of lines at most, whatever the container`() throws {
    let written = try stream()
    let plain = try ContainerTests.piped(written, "zcat")
    for bytes in [written, try ContainerTests.piped(plain, "gzip -1"), plain] {
      let count = Counted.Count()
      let fold = Lag(count: count, bytesOfLine: Double(bytes.count) / Double(Self.lines))
      let verified = try StreamVerifier.fold(Counted(source: MemorySource(bytes), count: count), with: fold)
      let lag = try #require(verified.output)
      #expect(lag * Double(Self.lengthOfLine) < 9e6, "\(lag) lines of \(bytes.count) bytes")

      let other = Counted.Count()
      let unverified = try #require(
        try UnverifiedReader.fold(
          Counted(source: MemorySource(bytes), count: other), with: Lag(count: other, bytesOfLine: fold.bytesOfLine)
        ).output)
      #expect(unverified * Double(Self.lengthOfLine) < 9e6, "\(unverified) lines, not verified")
    }
  }
}
