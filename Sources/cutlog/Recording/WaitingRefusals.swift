import CloudEvents
import JSONText
import SealedLog

/// Quarantines that a killed process left half done: their inputs are refused, and the stream doesn't say so yet.
struct WaitingRefusals {
  let files: StreamFiles
  let surroundings: Surroundings

  /// Brings each to its end: its inputs in their quarantine, a note of each in the stream, the journal gone.
  ///
  /// What is there already is not written again. A quarantine that can't be written leaves its journal, which holds the
  /// inputs.
  ///
  /// - Throws: `StreamError` if the stream can't be written.
  func record() throws(StreamError) {
    let paths = FolderEntries.paths(beginningWith: files.refusals)
    guard !paths.isEmpty else { return }
    var writer = try StreamWriter(files, services: surroundings.services)
    for path in paths {
      guard let journal = RefusalJournal(left: path), let bytes = try? journal.bytes() else { continue }
      switch RefusalEntry.content(of: bytes, authenticator: writer.authenticator) {
      case .foreign: continue
      case .unfinished: break
      case .unknown:
        surroundings.console.warn(
          path, "says what is to be quarantined, but not by this stream's recorder: nothing of it is done",
          hint: "remove the file, unless the stream's state was lost since: then it holds refused inputs")
        continue
      case .whole(let entry):
        do { try complete(entry) } catch {
          surroundings.console.warn(
            path, "holds refused inputs whose quarantine can't be written: \((error as? Failure)?.parts.first?.message ?? "")",
            hint: "the next recording tries again; remove the file to give them up")
          continue
        }
        try note(entry, with: &writer)
      }
      journal.remove()
    }
  }

  /// Adds to the quarantine what it lacks of the inputs.
  private func complete(_ entry: RefusalEntry) throws {
    guard let path = entry.quarantine else { return }
    try NamedFile.refuse(
      path, as: "the quarantine", ifAmong: [files.stream, files.state, files.identifiers, files.lock])
    let content = entry.content
    let there = try QuarantineFile.bytes(of: path, from: entry.length, atMost: InputKind.journal.maximumBytes)
    // Another session may have added to the same quarantine in between.
    guard !Self.holds(there, content) else { return }
    let file = try QuarantineFile(path)
    try file.add(content.starts(with: there) ? content[there.count...] : content[...])
    try file.sync()
  }

  /// Whether the inputs stand somewhere in what was added, beginning at a line.
  private static func holds(_ bytes: [UInt8], _ content: [UInt8]) -> Bool {
    var start = 0
    while bytes.count - start >= content.count {
      if bytes[start...].starts(with: content) { return true }
      guard let end = bytes[start...].firstIndex(of: 0x0A) else { return false }
      start = end + 1
    }
    return false
  }

  /// Notes those inputs that the stream hasn't noted since.
  private func note(_ entry: RefusalEntry, with writer: inout StreamWriter) throws(StreamError) {
    var noted = try StreamVerifier.fold(FileSource(path: files.stream), with: NotedInputs(after: entry.size)).output ?? []
    var missing: [Refusal] = []
    for refusal in entry.refusals {
      let input = NotedInputs.Input(line: Int64(refusal.line), sha256: Digest(hashing: refusal.bytes).hex)
      if let place = noted.firstIndex(of: input) { noted.remove(at: place) } else { missing.append(refusal) }
    }
    guard !missing.isEmpty else { return }
    let receipt = try writer.commit([], refused: missing, goesOnAfterConflicts: true)
    surroundings.tellOfRecovery(receipt.recovered, files.stream)
    let inputs = missing.count == 1 ? "1 refused input" : "\(missing.count) refused inputs"
    surroundings.console.note("\(inputs) of an interrupted recording: noted in the stream now")
  }
}

/// The refused inputs that a stream notes from an index on.
private struct NotedInputs: EventFold {
  struct Input: Equatable {
    var line: Int64
    var sha256: String
  }

  static var types: [String]? { ["dev.cutlog.input.refused"] }

  private let first: Int
  private var inputs: [Input] = []

  init(after size: Int) { first = size }

  mutating func apply(_ event: EventView) {
    guard event.index >= first, event.isType("dev.cutlog.input.refused"), let data = event.data else { return }
    inputs.append(Input(line: data["line"]?.integer ?? 0, sha256: data["sha256"]?.string ?? ""))
  }

  consuming func finish() -> [Input] { inputs }
}
