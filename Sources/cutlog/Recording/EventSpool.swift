#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import CloudEvents
import CutoverModel
import Reports
import SealedLog

/// Events that could not be recorded when they happened, each in a file of its own until they can.
///
/// The files lie beside the stream, as `STREAM.spool-TIME-RANDOM`, or, where that can't be written, in the user's state
/// folder. Each is written whole and synced, so that many commands can spool at once. An event is accepted once, so a
/// file that is recorded twice does no harm.
struct EventSpool {
  let files: StreamFiles
  let surroundings: Surroundings

  /// The most bytes of files that one batch takes.
  private static let batchBytes = 1 << 21
  private static let batchLines = 1_000

  // MARK: - Putting in

  /// Keeps an event; gives the file, or nil where no disk takes it.
  func add(_ event: EventBuilder) -> String? {
    let suffix = FolderEntries.newSuffix(surroundings.services)
    for prefix in prefixes {
      if let folder = folder, prefix.hasPrefix(folder) { try? UserFolders.make(folder) }
      let path = prefix + suffix
      let isWritten: ()? = try? DurableFile.write(event.line + [0x0A], to: path, mode: 0o600, replacing: false)
      if isWritten != nil { return path }
    }
    return nil
  }

  /// Where the files may lie, the best place first.
  private var prefixes: [String] {
    var prefixes = [files.spool]
    if let folder {
      let name = Digest(hashing: Array(FolderEntries.absolute(files.stream).utf8)).hex.prefix(32)
      prefixes.append("\(folder)/\(name).spool-")
    }
    return prefixes
  }

  private var folder: String? { surroundings.folders.state.map { $0 + "/spool" } }

  // MARK: - Taking out

  /// The files that wait, the oldest first.
  var waiting: [String] { prefixes.flatMap(FolderEntries.paths(beginningWith:)) }

  /// Records what waits and removes the files; tells of it, and of files that can't be recorded.
  ///
  /// - Throws: `StreamError` if the stream can't be written: then all files stay.
  func recordWaiting() throws(StreamError) {
    let waiting = self.waiting
    guard !waiting.isEmpty else { return }
    var writer = try StreamWriter(files, services: surroundings.services)
    var intake = Intake(origin: writer.origin, isSalted: writer.isSalted) { EventKind(type: $0) != nil }
    var batch: [(path: String, lines: [PreparedLine])] = []
    var bytes = 0
    for path in waiting {
      guard let content = try? ReadWhole.file(path) else { continue }
      do {
        let lines = try content.split(separator: 0x0A).map { line in
          try Array(line).withBuffer { (buffer) throws(IntakeError) in try intake.prepare(buffer) }
        }
        guard lines.count <= Self.batchLines else {
          surroundings.console.warn(
            path, "holds \(lines.count) events, expected one", hint: "`cutlog record \(files.stream) \(path)` takes them")
          continue
        }
        if batch.reduce(lines.count, { $0 + $1.lines.count }) > Self.batchLines || bytes + content.count > Self.batchBytes {
          try commit(batch, &writer)
          batch = []
          bytes = 0
        }
        batch.append((path, lines))
        bytes += content.count
      } catch let error as StreamError {
        throw error
      } catch {
        surroundings.console.warn(path, "can't be recorded: \((error as? IntakeError)?.message ?? "\(error)")")
      }
    }
    try commit(batch, &writer)
  }

  private func commit(
    _ batch: [(path: String, lines: [PreparedLine])], _ writer: inout StreamWriter
  ) throws(StreamError) {
    guard !batch.isEmpty else { return }
    let receipt = try writer.commit(batch.flatMap(\.lines), goesOnAfterConflicts: true)
    surroundings.tellOfRecovery(receipt.recovered, files.stream)
    var position = 0
    for (path, lines) in batch {
      let places = position..<(position + lines.count)
      position = places.upperBound
      if let conflict = receipt.conflicts.first(where: { places.contains($0.position) }) {
        surroundings.console.warn(path, Conflict.reason(conflict.storedIndex, of: files.stream))
      } else {
        unlink(path)
      }
    }
    if receipt.accepted > 0 {
      let events = receipt.accepted == 1 ? "1 event" : "\(receipt.accepted) events"
      surroundings.console.note("\(events) that could not be recorded at the time: recorded now")
    }
  }
}
