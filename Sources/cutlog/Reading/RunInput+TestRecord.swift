import Replay
import Reports

extension RunInput {
  /// The run as the record of a recovery test; one further pass over the streams.
  ///
  /// - Parameter report: The whole report of this run.
  /// - Parameter audit: The rules of policies, where the run was judged by any.
  /// - Throws: `Failure` if a stream no longer holds what it held.
  func testRecord(_ report: RunReport, audit: RunAudit?) throws -> TestRecord {
    let facts = try foldAgain(
      RecoveryTestFold(plan: judged.plan, streamKind: judged.selection.streamKind, adopted: judged.selection.judged))
    return TestRecord(report, audit: audit, facts: facts)
  }
}
