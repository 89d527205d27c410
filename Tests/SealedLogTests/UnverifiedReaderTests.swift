import CloudEvents
import Foundation
import Testing

@testable import SealedLog

/// Folding without verification, for comparison alone.
@Suite struct `Unverified reading` {
  /// Notes every line that it is given.
  private struct Lines: EventFold {
    var seen: [String] = []
    mutating func apply(_ event: EventView) { seen.append("\(event.index) " + String(decoding: event.line, as: UTF8.self)) }
    consuming func finish() -> [String] { seen }
  }

  private func stream() throws -> StreamFixture {
    let stream = try StreamFixture()
    try stream.open()
    var writer = try stream.writer()
    for batch in 0..<4 {
      _ = try writer.commit(
        (0..<900).map { number in
          try stream.prepare(
            #"{"specversion":"1.0","id":"\#(batch)-\#(number)","source":"/t","type":"com.example.\#(number % 3)","time":"2026-11-22T21:57:59Z"}"#)
        })
    }
    return stream
  }

  @Test func `gives a fold the same events as a verified reading, whatever the container and the number of workers`() throws {
    let stream = try stream()
    let source = try FileSource(path: stream.files.stream)
    let verified = try #require(try StreamVerifier.fold(source, with: Lines()).output)
    #expect(verified.count > 3_600)
    for workers in [1, 2, 3] {
      let read = try UnverifiedReader.fold(source, with: Lines(), workers: workers)
      #expect(read.isWhole)
      #expect(read.output == verified)
    }
    let plain = verified.map { $0.drop { $0 != " " }.dropFirst() + "\n" }.joined()
    let read = try UnverifiedReader.fold(MemorySource(Array(plain.utf8)), with: Lines())
    #expect(read.output == verified)
    #expect(read.isWhole)
  }

  @Test func `says that a stream isn't whole where it breaks off, and gives what comes before`() throws {
    let stream = try stream()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: stream.files.stream)))
    let whole = try #require(try UnverifiedReader.fold(MemorySource(bytes), with: Lines()).output)
    let read = try UnverifiedReader.fold(MemorySource(Array(bytes.dropLast(bytes.count / 3))), with: Lines())
    #expect(!read.isWhole)
    let seen = try #require(read.output)
    #expect(seen.count < whole.count)
    #expect(whole.starts(with: seen))
  }
}
