import CloudEvents
import Reports
import SealedLog

extension Surroundings {
  /// What an open stream holds, verified, for a verb that is about to append to it.
  ///
  /// - Throws: `Failure` if it can't be read or doesn't verify.
  func readBeforeAppending<Fold: EventFold>(
    _ stream: String, with fold: consuming Fold
  ) throws -> ReadStream<Fold.Output> {
    let reading = try StreamReading(.none, self, isVerify: true)
    let read = try reading.read(StreamInput(StreamFiles(stream: stream).stream), with: fold)
    guard read.verification.isIntact else { throw read.refusal(hint: "`cutlog verify \(stream)` shows every finding") }
    return read
  }
}
