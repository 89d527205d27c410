import Dispatch
import SealedLog

/// Commits a batch on a thread of its own, so that the next one can be read and checked meanwhile.
///
/// There is one batch under way at most; nothing counts as recorded before `finish` has given its receipt.
/// While one is under way the writer belongs to that thread, else to the caller.
final class BatchCommitter: @unchecked Sendable {
  private var writer: StreamWriter
  private let queue = DispatchQueue(label: "cutlog.commit")
  private let isDone = DispatchSemaphore(value: 0)
  private var batch = PreparedBatch()
  private var outcome: Result<Receipt, StreamError>?
  private(set) var isBusy = false

  let origin: String
  let isSalted: Bool

  init(_ writer: consuming StreamWriter) {
    origin = writer.origin
    isSalted = writer.isSalted
    self.writer = writer
  }

  /// Where the stream stands now.
  func standing() throws(StreamError) -> (opened: OpenedStream?, checkpoint: Checkpoint) { try writer.standing() }

  var authenticator: FileAuthenticator { writer.authenticator }

  /// Begins to commit a batch and takes its inputs away; an empty batch is left in their place.
  func begin(_ inputs: inout PreparedBatch, refused: [Refusal], goesOnAfterConflicts: Bool) {
    precondition(!isBusy, "a batch is under way")
    isBusy = true
    swap(&batch, &inputs)
    inputs.removeAll()
    inputs.reserve(like: batch)
    queue.async { [self] in
      do throws(StreamError) {
        outcome = .success(
          try writer.commit(batch, refused: refused, goesOnAfterConflicts: goesOnAfterConflicts))
      } catch { outcome = .failure(error) }
      isDone.signal()
    }
  }

  /// Waits until the batch under way is durable; nil if there is none.
  func finish() throws(StreamError) -> Receipt? {
    guard isBusy else { return nil }
    isDone.wait()
    isBusy = false
    defer { outcome = nil }
    return try outcome?.get()
  }

  /// The front of an input of the batch that was finished last.
  func front(_ place: Int) -> [UInt8] { batch.withLine(place) { Conflict.front($0) } }
}
