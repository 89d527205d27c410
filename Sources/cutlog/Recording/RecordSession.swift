#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import CutoverModel
import JSONText
import SealedLog

/// Takes inputs from a file or pipe into a stream, batch by batch.
///
/// A batch holds at most as many lines and bytes as the format allows, and waits at most one second. The first input
/// that is refused ends the session with what came before it sealed; with a quarantine the session goes on.
struct RecordSession: ~Copyable {
  /// One refused input.
  struct RefusedAt {
    var line: Int
    var column: Int
    var message: String
  }

  private struct Pending {
    var line: PreparedLine
    /// Offsets into the buffer.
    var range: Range<Int>
    var number: Int
    var column: Int
  }

  private var writer: StreamWriter
  private var intake: Intake
  private let reader: InputReader
  private let quarantine: QuarantineFile?
  /// Whether nothing is to be written.
  private let isCheck: Bool
  private let stream: String

  private var splitter = InputSplitter()
  private var buffer: [UInt8] = []
  private var position = 0
  /// The line, counted from 1, in which `position` stands, and the offset at which it begins; negative if that is gone.
  private var lineNumber = 1
  private var lineStart = 0
  private var countedUpTo = 0

  private var pending: [Pending] = []
  private var pendingBytes = 0
  private var pendingSince: Int64 = 0
  private var notices: [Refusal] = []

  private(set) var accepted = 0
  private(set) var duplicates = 0
  private(set) var refused = 0
  private(set) var size = 0
  /// The first refused inputs; the first one ends a session without quarantine.
  private(set) var refusals: [RefusedAt] = []
  private(set) var recovered: RecoveryRecord?

  private static let batchLines = StreamWriter.maximumInputs
  /// Room for what the recorder adds to each line and for its own lines.
  private static let batchBytes = StreamWriter.maximumBytes - (1 << 17)
  private static let namedRefusals = 100

  init(
    writer: consuming StreamWriter, reader: InputReader, quarantine: QuarantineFile?, isCheck: Bool, stream: String
  ) {
    let vocabulary = Set(EventKind.allCases.map(\.type))
    intake = Intake(origin: writer.origin, isSalted: writer.isSalted) { vocabulary.contains($0) }
    self.writer = writer
    self.reader = reader
    self.quarantine = quarantine
    self.isCheck = isCheck
    self.stream = stream
  }

  var origin: String { writer.origin }
  private var hasStopped: Bool { refused > 0 && quarantine == nil && !isCheck }

  /// Reads to the end, or to the first refused input.
  mutating func run() throws {
    var isOpen = true
    while isOpen {
      var wait: Int?
      if hasPending { wait = max(0, 1_000 - Int(Self.milliseconds() - pendingSince)) }
      switch try reader.read(into: &buffer, timeoutMilliseconds: wait) {
      case .bytes: try take(atEnd: false)
      case .silence: try commit()
      case .end:
        try take(atEnd: true)
        isOpen = false
      }
      if hasStopped { break }
      if hasPending, Self.milliseconds() - pendingSince >= 1_000 { try commit() }
      compact()
    }
    try commit()
  }

  private var hasPending: Bool { !pending.isEmpty || !notices.isEmpty }

  // MARK: - Inputs

  private mutating func take(atEnd: Bool) throws {
    while !hasStopped {
      if try takeLine() { continue }
      var next = position
      let step = buffer.withUnsafeBufferPointer { splitter.next($0, &next, atEnd: atEnd) }
      switch step {
      case .needsMore, .end:
        position = min(next, buffer.count)
        return
      case .piece(let piece):
        locate(piece.range.lowerBound)
        if let problem = piece.problem {
          try refuse(piece.range, at: 0, problem)
        } else {
          do throws(IntakeError) {
            try add(prepare(piece.range), piece.range)
          } catch {
            try refuse(piece.range, at: error.offset, error.message)
          }
        }
        position = next
        if isFull { try commit() }
      }
    }
  }

  /// Takes a whole line that is one event: the usual case, tried first.
  private mutating func takeLine() throws -> Bool {
    guard splitter.isInLines else { return false }
    var start = position
    while start < buffer.count, buffer[start] == 0x0A || buffer[start] == 0x0D { start += 1 }
    guard start < buffer.count, buffer[start] == UInt8(ascii: "{") else { return false }
    let newline = buffer.withUnsafeBufferPointer { bytes -> Int? in
      guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
        return nil
      }
      return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
    guard let newline, buffer[newline - 1] == UInt8(ascii: "}") || buffer[newline - 1] == 0x0D else { return false }
    let line: PreparedLine
    do throws(IntakeError) { line = try prepare(start..<newline) } catch { return false }
    locate(start)
    add(line, start..<newline)
    position = newline
    countedUpTo = newline  // The range holds no line end.
    if isFull { try commit() }
    return true
  }

  private mutating func prepare(_ range: Range<Int>) throws(IntakeError) -> PreparedLine {
    var result: PreparedLine?
    var failure = IntakeError(offset: 0, message: "empty text")
    buffer.withUnsafeBufferPointer { bytes in
      do throws(IntakeError) {
        result = try intake.prepare(UnsafeBufferPointer(rebasing: bytes[range]))
      } catch { failure = error }
    }
    guard let result else { throw failure }
    return result
  }

  private var isFull: Bool {
    pending.count + notices.count >= Self.batchLines || pendingBytes >= Self.batchBytes
  }

  private mutating func add(_ line: PreparedLine, _ range: Range<Int>) {
    if isCheck {
      accepted += 1
      return
    }
    begin()
    pending.append(
      Pending(line: line, range: range, number: lineNumber, column: range.lowerBound - lineStart + 1))
    pendingBytes += range.count + 256
  }

  private mutating func begin() { if !hasPending { pendingSince = Self.milliseconds() } }

  /// Refuses an input: notes where and why, and sets it aside if there is a quarantine.
  private mutating func refuse(_ range: Range<Int>, at offset: Int, _ message: String) throws {
    let place = buffer.withUnsafeBufferPointer { bytes in
      TextLocation(ofOffset: offset, in: UnsafeBufferPointer(rebasing: bytes[range]))
    }
    let column = place.line == 1 ? range.lowerBound - lineStart + place.column : place.column
    try refuse(range, line: lineNumber + place.line - 1, column: column, message)
  }

  private mutating func refuse(_ range: Range<Int>, line: Int, column: Int, _ message: String) throws {
    refused += 1
    if refusals.count < Self.namedRefusals {
      refusals.append(RefusedAt(line: line, column: column, message: message))
    }
    guard let quarantine, !isCheck else { return }
    begin()
    try quarantine.add(buffer[range])
    let reason = String(message.unicodeScalars.prefix(1_000))
    notices.append(Refusal(bytes: Array(buffer[range]), line: line, reason: reason))
    pendingBytes += 2_048
  }

  // MARK: - Batches

  /// Seals what waits; conflicts end the session or go to the quarantine.
  private mutating func commit() throws {
    guard hasPending else { return }
    if !notices.isEmpty { try quarantine?.sync() }
    var rest = pending[...]
    repeat {
      let receipt: Receipt
      do throws(StreamError) {
        receipt = try writer.commit(rest.map(\.line), refused: notices)
      } catch { throw Failure(error) }
      notices = []
      accepted += receipt.accepted
      duplicates += receipt.duplicates
      size = receipt.size
      recovered = recovered ?? receipt.recovered
      guard let conflict = receipt.conflict else { break }
      let item = rest[rest.startIndex + conflict.position]
      let message = Conflict.message(stored: conflict.storedIndex, given: buffer[item.range], stream: stream)
      try refuse(item.range, line: item.number, column: item.column, message)
      if quarantine == nil { break }
      rest = rest[(rest.startIndex + conflict.position + 1)...]
    } while !rest.isEmpty || !notices.isEmpty
    pending.removeAll(keepingCapacity: true)
    pendingBytes = 0
  }

  /// Forgets the bytes that nothing refers to any more, once they are many.
  private mutating func compact() {
    let unused = min(pending.first?.range.lowerBound ?? position, position)
    guard unused > 1 << 20 || !hasPending && unused > 0 else { return }
    locate(position)
    buffer.removeSubrange(..<unused)
    for index in pending.indices {
      let range = pending[index].range
      pending[index].range = (range.lowerBound - unused)..<(range.upperBound - unused)
    }
    lineStart -= unused
    countedUpTo -= unused
    position -= unused
  }

  /// Counts lines up to an offset.
  private mutating func locate(_ offset: Int) {
    guard offset > countedUpTo else { return }
    for index in countedUpTo..<offset where buffer[index] == 0x0A {
      lineNumber += 1
      lineStart = index + 1
    }
    countedUpTo = offset
  }

  private static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
