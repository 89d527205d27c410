import Replay
import Reports

extension EvidencePack.Findings {
  /// The findings as reports of the form `audit`, which `cutlog report --check` makes again from the pack alone.
  ///
  /// - Parameter isWhole: Whether the pack holds the streams as they were read: of an excerpt other lines are withheld.
  /// - Throws: `Failure` if a list of signers can't be read.
  init(
    _ run: RunInput, _ audit: RunAudit, by policies: [GivenPolicy], _ acceptance: WithheldEvidence.Acceptance,
    isWhole: Bool
  ) throws {
    var request = ReportRequest(form: .audit, ending: .json, policies: policies, acceptance: acceptance)
    document = try request.bytes(of: [audit], [run])
    request.ending = .markdown
    page = try request.bytes(of: [audit], [run])
    // Without a policy there is nothing that an audit could be asked with.
    isReport = isWhole && !policies.isEmpty
  }
}
