import CloudEvents
import Foundation
@testable import SealedLog
import Testing

/// A stream that is read while its writer writes: whatever moment a reader catches, the log is open and whole.
@Suite struct LiveReadingTests {
  /// Reads a file, with something done to it before the read that would pass a place in it.
  private struct Interposed: ByteSource {
    private var file: FileSource
    private let place: Int
    private let action: @Sendable () throws -> Void
    private var position = 0
    private var hasActed = false

    init(_ path: String, at place: Int, _ action: @escaping @Sendable () throws -> Void) throws {
      file = try FileSource(path: path)
      self.place = place
      self.action = action
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(StreamError) -> Int {
      if position == place, !hasActed {
        hasActed = true
        do { try action() } catch { throw StreamError(.inputOutput, "the test", "\(error)") }
      }
      let most = hasActed ? buffer.count : min(buffer.count, place - position)
      let count = try file.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<most]))
      position += count
      return count
    }

    func renewed() throws(StreamError) -> Interposed? {
      guard let now = try file.renewed() else { return nil }
      var other = self
      other.file = now
      other.position = 0
      other.hasActed = true
      return other
    }
  }

  private struct Answer: Equatable {
    var size: Int
    var lines: [String]
  }

  /// What verifying and showing give; records an issue where a live stream must not give that.
  private func read(
    _ source: some ByteSource, _ moment: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Answer {
    let verified = try StreamVerifier.fold(source, with: StreamFixture.Lines())
    let verification = verified.verification
    if verification.verdict != .open || verification.container != .asWritten || verification.findings != [] {
      Issue.record(
        "\(moment()): \(verification.verdict) \(verification.container) \(verification.findings.prefix(3))",
        sourceLocation: sourceLocation)
    }
    return Answer(size: verification.checkpoint?.size ?? -1, lines: verified.output ?? [])
  }

  /// Whether the answers only ever add lines to those before, and each ends with the seal of its size.
  private func expectGrowing(_ before: Answer, _ after: Answer, _ moment: @autoclosure () -> String) {
    if after.size < before.size || Array(after.lines.prefix(before.lines.count)) != before.lines
      || after.lines.count != after.size + 1 || after.lines.last?.contains("dev.cutlog.seal") != true
    {
      Issue.record("\(moment()): size \(after.size) with \(after.lines.count) lines after size \(before.size)")
    }
  }

  @Test func `a file caught at any length while batches are written is open, and its size never goes down`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let opening = try stream.bytes.count
    var sizes = [try #require(try stream.verify().checkpoint?.size)]
    var borders = [opening]
    func batch(_ lines: [String]) throws {
      var writer = try stream.writer()
      _ = try writer.commit(lines.map { try stream.prepare($0) })
      sizes.append(try #require(try stream.verify().checkpoint?.size))
      borders.append(try stream.bytes.count)
    }
    try batch([stream.note("e1")])
    // A batch of several blocks, so that there are block borders without a seal.
    try batch((0..<3).map { stream.note("long\($0)", String(repeating: "x", count: 50_000)) })
    try batch([stream.note("e2"), stream.note("e3")])
    let whole = try stream.bytes
    var last = Answer(size: 0, lines: [])
    for length in opening...whole.count {
      let answer = try read(MemorySource(Array(whole[..<length])), "length \(length)")
      expectGrowing(last, answer, "length \(length)")
      let sealed = try #require(borders.lastIndex { $0 <= length })
      #expect(answer.size == sizes[sealed], "length \(length)")
      last = answer
    }
    #expect(sizes == sizes.sorted() && Set(sizes).count == 4)
  }

  @Test func `a torn end that is cut off and written over is open at every length`() throws {
    for cut in [17, 300] {
      let stream = try StreamFixture()
      try stream.open()
      try stream.record("e1")
      let sealed = try stream.bytes.count
      let other = try StreamFixture()
      try other.open()
      try other.record("e1")
      try other.record("e2")
      try stream.replace(other.bytes.prefix(sealed + cut).map { $0 })
      let torn = try read(FileSource(path: stream.files.stream), "torn by \(cut)")
      try stream.record("e2")
      let whole = try stream.bytes
      var last = torn
      for length in sealed...whole.count {
        let answer = try read(MemorySource(Array(whole[..<length])), "torn by \(cut), then of length \(length)")
        expectGrowing(last, answer, "torn by \(cut), then of length \(length)")
        last = answer
      }
      #expect(last.size > torn.size)
    }
  }

  /// A stream whose torn end is longer than the batch that follows its recovery.
  private func tornStream() throws -> (StreamFixture, sealed: Int, length: Int) {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    let sealed = try stream.bytes.count
    let other = try StreamFixture()
    try other.open()
    try other.record("e1")
    var writer = try other.writer()
    _ = try writer.commit((0..<60).map { try other.prepare(other.note("n\($0)", UUID().uuidString)) })
    let torn = try other.bytes.dropLast(30)
    try stream.replace(Array(torn))
    return (stream, sealed, torn.count)
  }

  @Test func `a recovery between two reads of one file is not taken for an alteration`() throws {
    let (_, sealed, length) = try tornStream()
    for place in stride(from: 0, through: length, by: 263) + [sealed - 1, sealed, sealed + 1, sealed + 18, length] {
      let (stream, _, length) = try tornStream()
      guard place <= length else { continue }
      let before = try read(FileSource(path: stream.files.stream), "torn")
      let source = try Interposed(stream.files.stream, at: place) { try stream.record("e2") }
      let answer = try read(source, "recovered before byte \(place) was read")
      expectGrowing(before, answer, "recovered before byte \(place) was read")
      // Then the writer was at work twice.
      let twice = try Interposed(stream.files.stream, at: min(place, sealed)) { try stream.record("e3", "e4") }
      expectGrowing(answer, try read(twice, "grown before byte \(place) was read"), "grown at \(place)")
    }
  }

  @Test func `a torn end that is only cut off between two reads is not taken for an alteration`() throws {
    let (_, sealed, length) = try tornStream()
    for place in stride(from: 0, through: length, by: 397) + [sealed, sealed + 1, length] {
      let (stream, sealed, length) = try tornStream()
      guard place <= length else { continue }
      let path = stream.files.stream
      let source = try Interposed(path, at: place) {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(sealed))
        try handle.close()
      }
      #expect(try read(source, "cut off before byte \(place) was read").size == 7)
    }
  }

  @Test func `a closing that is caught before its last block is read again`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    _ = try stream.close(signed: false)
    let closed = try stream.bytes
    // Without the end-of-file block, which the same write brings.
    try stream.replace(closed.dropLast(BGZF.endOfFile.count).map { $0 })
    #expect(try stream.verify().container == .damaged)
    let source = try Interposed(stream.files.stream, at: 0) { try stream.replace(closed) }
    let verification = try StreamVerifier.verify(source)
    #expect(verification.verdict == .closed)
    #expect(verification.container == .asWritten)
    #expect(verification.findings == [])
  }

  @Test func `a checkpoint that another reader kept of a newer state is no rollback`() throws {
    let stream = try StreamFixture()
    try stream.open()
    try stream.record("e1")
    var options = StreamVerifier.Options()
    options.heldForOrigin = { _ in
      // Meanwhile the stream grew, and somebody else read and remembered that.
      guard (try? stream.record("e2")) != nil, let newest = try? stream.verify().checkpoint else { return [] }
      return [newest]
    }
    let verification = try StreamVerifier.verify(FileSource(path: stream.files.stream), options: options)
    #expect(verification.verdict == .open)
    #expect(verification.findings == [])
    #expect(verification.events == 2)
  }

  @Test func `a file that was altered while it was read is found altered all the same`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let opening = try stream.bytes.count
    try stream.record("e1")
    try stream.record("e2")
    var bytes = try stream.bytes
    bytes[opening + 40] ^= 1
    let altered = bytes
    let source = try Interposed(stream.files.stream, at: opening) { try stream.replace(altered) }
    let verification = try StreamVerifier.verify(source)
    #expect(verification.verdict == .tampered)
  }

  @Test func `a file that became another stream while it was read gives no answer`() throws {
    let (other, stream) = (try StreamFixture(), try StreamFixture())
    try other.open { $0.origin = "example.com/other" }
    try other.record("forged")
    let sealed = try other.bytes
    try other.replace(sealed + [0x20])
    try stream.open()
    try stream.record("e1")
    let genuine = try stream.bytes
    let source = try Interposed(other.files.stream, at: sealed.count) { try other.replace(genuine) }
    let verified = try StreamVerifier.fold(source, with: StreamFixture.Lines())
    #expect(verified.verification.verdict == .tampered)
    #expect(verified.verification.findings.map(\.rule) == ["checkpoint.fork"])
    #expect(verified.output == nil)
  }

  @Test func `a stream that was to be another one gives nothing to the fold`() throws {
    final class Count: EventFold {
      var lines = 0
      func apply(_ event: EventView) { lines += 1 }
      func finish() {}
    }
    let (other, stream) = (try StreamFixture(), try StreamFixture())
    try other.open { $0.origin = "example.com/other" }
    try stream.open()
    var options = StreamVerifier.Options()
    options.required = [try #require(try stream.verify().checkpoint)]
    for includesUnverified in [false, true] {
      options.includesUnverified = includesUnverified
      let count = Count()
      let read = try StreamVerifier.fold(FileSource(path: other.files.stream), with: count, options: options)
      #expect(read.verification.verdict == .tampered)
      #expect(count.lines == 0)
    }
    let count = Count()
    options.includesUnverified = false
    let read = try StreamVerifier.fold(FileSource(path: stream.files.stream), with: count, options: options)
    #expect(read.verification.verdict == .open)
    #expect(count.lines == 5)
  }

  @Test func `what is held of a stream's origin counts also where the file was another stream before`() throws {
    let (other, stream) = (try StreamFixture(), try StreamFixture())
    try other.open { $0.origin = "example.com/other" }
    // It says what it is, and nothing of it is proved.
    let opening = try other.lines(of: MemorySource(other.bytes)).prefix(1)
    try other.replace(Array((opening.joined() + "\n").utf8))
    try stream.open()
    let rolledBack = try stream.bytes
    try stream.record("e1")
    let newest = try #require(try stream.verify().checkpoint)
    var options = StreamVerifier.Options()
    options.heldForOrigin = { $0 == newest.origin ? [newest] : [] }
    let place = try other.bytes.count
    let source = try Interposed(other.files.stream, at: place) { try other.replace(rolledBack) }
    #expect(try StreamVerifier.verify(source, options: options).verdict == .rolledBack)
  }

  @Test func `a file that lost a seal while it was read is rolled back`() throws {
    let stream = try StreamFixture()
    try stream.open()
    let opening = try stream.bytes
    try stream.record("e1")
    let sealed = try stream.bytes.count
    try stream.replace(stream.bytes + [0x1F, 0x20])
    let source = try Interposed(stream.files.stream, at: sealed) {
      try stream.replace(opening + [UInt8](repeating: 0x20, count: sealed))
    }
    #expect(try StreamVerifier.verify(source).verdict == .rolledBack)
  }

  @Test func `lines that no seal proves are given once however often the file changes`() throws {
    let (stream, sealed, _) = try tornStream()
    var options = StreamVerifier.Options()
    options.includesUnverified = true
    let source = try Interposed(stream.files.stream, at: sealed + 30) { try stream.record("e2") }
    let lines = try #require(
      try StreamVerifier.fold(source, with: StreamFixture.Lines(), options: options).output)
    #expect(Set(lines).count == lines.count)
    #expect(lines.count >= 8)
  }
}
