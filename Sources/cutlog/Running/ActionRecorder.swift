import CloudEvents
import CutoverModel
import Reports
import SealedLog

/// Records what `run` and `check` have to tell, or spools it: the command's own fate never hangs on the recording.
struct ActionRecorder {
  let files: StreamFiles
  let surroundings: Surroundings
  /// The stream as it was named.
  let stream: String
  private var hasSpooled = false

  init(stream: String, state: StateOption, surroundings: Surroundings) {
    self.stream = stream
    self.surroundings = surroundings
    files = StreamFiles(stream: stream, stateDirectory: state.directory)
  }

  /// Makes sure that something could be recorded now; writes nothing.
  ///
  /// - Throws: `Failure` if it could not.
  func probe() throws {
    do throws(StreamError) {
      var writer = try StreamWriter(files, services: surroundings.services)
      _ = try writer.commit([])
    } catch { throw Failure(error) }
  }

  /// Records an event, or keeps it for later and says where.
  ///
  /// - Parameter what: what the event is, for people.
  mutating func record(_ event: EventBuilder, as what: String) {
    let failure: Failure
    do {
      // What this command has spooled comes before its next event.
      if hasSpooled { try drain() }
      try commit(event)
      if !hasSpooled { try? drain() }
      return
    } catch let error as Failure {
      failure = error
    } catch {
      failure = Failure(stream, "\(error)")
    }
    spool(event, as: what, failure)
  }

  /// Records an event.
  ///
  /// - Throws: `Failure` if it is not recorded.
  func commit(_ event: EventBuilder) throws {
    let receipt: Receipt
    do throws(StreamError) {
      var writer = try StreamWriter(files, services: surroundings.services)
      var intake = Intake(origin: writer.origin, isSalted: writer.isSalted) { EventKind(type: $0) != nil }
      let line: PreparedLine
      do throws(IntakeError) {
        line = try event.line.withBuffer { (bytes) throws(IntakeError) in try intake.prepare(bytes) }
      } catch { throw StreamError(.invalidArgument, event.type, error.message) }
      receipt = try writer.commit([line])
    } catch { throw Failure(error) }
    surroundings.tellOfRecovery(receipt.recovered, stream)
    if let conflict = receipt.conflicts.first {
      throw Failure(event.id, Conflict.reason(conflict.storedIndex, of: stream))
    }
  }

  private func drain() throws {
    do throws(StreamError) {
      try EventSpool(files: files, surroundings: surroundings).recordWaiting()
    } catch { throw Failure(error) }
  }

  private mutating func spool(_ event: EventBuilder, as what: String, _ failure: Failure) {
    let console = surroundings.console
    let reason = failure.parts.first.map { "\($0.subject): \($0.message)" } ?? "it could not be recorded"
    guard let path = EventSpool(files: files, surroundings: surroundings).add(event) else {
      console.warn(
        stream, "\(what) is not recorded, and no disk keeps it: \(reason)",
        hint: "this is the event, for `cutlog record \(stream) -`: \(String(decoding: event.line, as: UTF8.self))")
      return
    }
    hasSpooled = true
    console.warn(
      stream, "\(what) is not recorded yet, it is kept in \(path): \(reason)",
      hint: isClosed
        ? "an addendum can take it: `cutlog open NEW --kind addendum --follows \(stream) --as remarks-on`, then `cutlog record NEW \(path)`"
        : "the next `run`, `check`, `event` or `record` on this stream records it; by hand: `cutlog record \(stream) \(path)`")
  }

  /// Whether nothing can be recorded any more.
  private var isClosed: Bool {
    do throws(StreamError) {
      _ = try StreamWriter(files, services: surroundings.services)
      return false
    } catch { return error.code == .closed }
  }
}
