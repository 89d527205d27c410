import Dispatch
import SealedLog

/// Commits batches in order on a thread of its own, so that the next one can be read and checked meanwhile.
///
/// One batch is being committed and one may wait behind it; nothing counts as recorded before `finish` has given its
/// receipt. Once a batch could not be committed, or not whole, those behind it are left alone. While a batch is under
/// way the writer belongs to that thread, else to the caller.
final class BatchCommitter: @unchecked Sendable {
  /// A batch from when it is handed over until its receipt is asked for; meanwhile it belongs to the committing thread.
  private final class Commitment: @unchecked Sendable {
    var inputs = PreparedBatch()
    var refused: [Refusal] = []
    var goesOnAfterConflicts = false
    /// Nil where an earlier batch ended the recording.
    var outcome: Result<Receipt, StreamError>?
    let isCompressed = DispatchSemaphore(value: 0)
    let isDone = DispatchSemaphore(value: 0)
  }

  private var writer: StreamWriter
  private let queue = DispatchQueue(label: "cutlog.commit")
  /// In order; the first is being committed.
  private var underWay: [Commitment] = []
  private var finished: Commitment?
  /// Whether the batches that follow are left alone; the committing thread's own.
  private var hasEnded = false

  let origin: String
  let isSalted: Bool

  /// Two hands full: one batch is compressed and synced, the next one is whole when that is done.
  private static let most = 2

  init(_ writer: consuming StreamWriter) {
    origin = writer.origin
    isSalted = writer.isSalted
    self.writer = writer
  }

  /// Whether a batch is under way.
  var isBusy: Bool { !underWay.isEmpty }

  /// Whether a batch must be finished before another can begin.
  var isFull: Bool { underWay.count == Self.most }

  /// Where the stream stands now.
  func standing() throws(StreamError) -> (opened: OpenedStream?, checkpoint: Checkpoint) { try writer.standing() }

  var authenticator: FileAuthenticator { writer.authenticator }

  /// Begins to commit a batch and takes its inputs away; an empty batch is left in their place.
  func begin(_ inputs: inout PreparedBatch, refused: [Refusal], goesOnAfterConflicts: Bool) {
    precondition(!isFull, "two batches are under way")
    let commitment = Commitment()
    commitment.refused = refused
    commitment.goesOnAfterConflicts = goesOnAfterConflicts
    if let spare = finished.take() { swap(&commitment.inputs, &spare.inputs) }
    swap(&commitment.inputs, &inputs)
    inputs.removeAll()
    inputs.reserve(like: commitment.inputs)
    underWay.append(commitment)
    queue.async { [self] in
      if !hasEnded { commit(commitment) }
      commitment.isCompressed.signal()
      commitment.isDone.signal()
    }
  }

  private func commit(_ commitment: Commitment) {
    do throws(StreamError) {
      let receipt = try writer.commit(
        commitment.inputs, refused: commitment.refused, goesOnAfterConflicts: commitment.goesOnAfterConflicts,
        whenCompressed: { commitment.isCompressed.signal() })
      commitment.outcome = .success(receipt)
      hasEnded = !receipt.conflicts.isEmpty && !commitment.goesOnAfterConflicts
    } catch {
      commitment.outcome = .failure(error)
      hasEnded = true
    }
  }

  /// Waits until the batch that is being committed has been compressed, if another waits behind it.
  ///
  /// Compressing keeps all cores busy and syncing none: reading on is then free.
  func waitUntilReadingIsFree() {
    if isFull { underWay.first?.isCompressed.wait() }
  }

  /// Waits until the first batch under way is durable; nil if there is none, or if it was left alone.
  func finish() throws(StreamError) -> Receipt? {
    guard !underWay.isEmpty else { return nil }
    let commitment = underWay.removeFirst()
    commitment.isDone.wait()
    finished = commitment
    return try commitment.outcome?.get()
  }

  /// The front of an input of the batch that was finished last.
  func front(_ place: Int) -> [UInt8] { finished?.inputs.withLine(place) { Conflict.front($0) } ?? [] }
}
