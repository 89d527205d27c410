import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// Appending of one event that was typed.
struct EventAppending {
  var stream: String
  /// Where the stream's state lies, if not beside it.
  var stateDirectory: String?
  /// Whether the answer is a JSON document.
  var json: Bool
  var surroundings: Surroundings
  /// Whose JSON document it is, and what that verb adds to it.
  var verb = "event"
  var further: [JSONMember] = []

  /// Appends and seals the event; tells its id and the new size.
  func append(_ event: EventBuilder) throws -> ExitStatus {
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: stateDirectory)
    var writer = try Failure.wrap { () throws(StreamError) in try StreamWriter(files, services: services) }
    var intake = Intake(origin: writer.origin, isSalted: writer.isSalted) { EventKind(type: $0) != nil }
    let line = event.line
    let prepared: PreparedLine
    do throws(IntakeError) { prepared = try line.withBuffer { (b) throws(IntakeError) in try intake.prepare(b) } } catch
    {
      throw Failure(event.type, error.message, hint: Self.hint(for: event.type))
    }
    let receipt: Receipt
    do throws(StreamError) { receipt = try writer.commit([prepared]) } catch { throw Failure(error) }
    surroundings.tellOfRecovery(receipt.recovered, stream)
    if let conflict = receipt.conflicts.first {
      let lines = Conflict.lines([conflict.storedIndex], of: stream)
      throw Failure(
        event.id,
        Conflict.reason(conflict.storedIndex, of: stream) + Conflict.both(lines[conflict.storedIndex], given: line),
        hint: "an event is never changed; give the new one an id of its own")
    }
    // Events of `run` and `check` may wait; that they still can't be recorded is no matter of this one.
    try? EventSpool(files: files, surroundings: surroundings).recordWaiting()
    try? WaitingRefusals(files: files, surroundings: surroundings).record()
    if json {
      var document = ReportDocument(verb: verb, verdict: receipt.accepted == 1 ? "accepted" : "duplicate")
      let standing = try Failure.wrap { () throws(StreamError) in try writer.standing() }
      document.streams = [surroundings.summary(of: standing)]
      document.body = [
        JSONMember("accepted", .integer(receipt.accepted)), JSONMember("size", .integer(receipt.size)),
        JSONMember("id", .string(event.id)), JSONMember("source", .string(event.source)),
        JSONMember("time", .time(event.time)),
      ] + further
      try surroundings.console.write(document)
    } else {
      let type = TerminalText.escaped(EventText.shortType(event.type))
      let what = receipt.accepted == 1 ? "accepted" : "was there already"
      try surroundings.console.write(
        "\(type) at \(event.time) \(what), sealed at size \(receipt.size), id \(TerminalText.escaped(event.id))\n")
    }
    return .done
  }

  /// The types of the vocabulary that begin with the same word; nil for others.
  private static func hint(for type: String) -> String? {
    guard EventKind(type: type) == nil, type.hasPrefix(EventKind.prefix) else { return nil }
    let word = type.dropFirst(EventKind.prefix.count).prefix { $0 != "." }
    let near = EventKind.allCases.map(\.rawValue).filter { $0.hasPrefix("\(word).") }
    return near.isEmpty ? nil : "there are \(near.joined(separator: ", "))"
  }

  /// The full type of what was typed: words of the vocabulary may leave out the prefix.
  ///
  /// Two words of which the first is one of the vocabulary's are taken for a type of cutlog, so that a misspelt one is
  /// refused and not recorded as somebody else's.
  static func fullType(_ typed: String) -> String {
    if typed.hasPrefix(EventKind.prefix) { return typed }
    let words = typed.split(separator: ".", omittingEmptySubsequences: false)
    if words.count <= 2, EventKind(rawValue: typed) != nil { return EventKind.prefix + typed }
    let isOurs =
      EventKind.allCases.contains { $0.rawValue.split(separator: ".").first == words.first }
      || RecorderType.allCases.contains { $0.rawValue.split(separator: ".").first == words.first }
    return isOurs && words.count <= 2 ? EventKind.prefix + typed : typed
  }
}

extension Surroundings {
  /// Tells of bytes that had to be set aside before anything could be appended.
  func tellOfRecovery(_ record: RecoveryRecord?, _ stream: String) {
    guard let record else { return }
    console.warn(
      stream, "\(record.bytes) bytes without a seal were set aside, as a crash leaves them; the stream says so",
      hint: "they lie beside the stream in a file .torn-…; record what is missing again")
  }
}

extension [UInt8] {
  /// Calls with the bytes; a typed error stays typed.
  func withBuffer<Value, Problem: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Value
  ) throws(Problem) -> Value {
    let result: Result<Value, Problem> = withUnsafeBufferPointer { buffer in
      do throws(Problem) { return .success(try body(buffer)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
