internal import JSONText
package import Replay

/// A run as the record of a recovery or switchover test, as the rules on digital operational resilience want it kept
/// (Regulation (EU) 2022/2554 arts. 11(6), 24, 25; Delegated Regulation (EU) 2024/1774 arts. 24 to 26).
///
/// It holds what follows from the streams, and fields that only people can fill in, which are empty. Whether the test is
/// passed is for people to say.
package struct TestRecord: Sendable {
  package var report: RunReport
  /// The rules of policies, where the run was judged by any.
  package var audit: RunAudit?
  package var facts: RecoveryTestFacts

  package init(_ report: RunReport, audit: RunAudit? = nil, facts: RecoveryTestFacts) {
    self.report = report
    self.audit = audit
    self.facts = facts
  }

  var streams: Int { max(1, report.streams.count) }

  /// What the first stream says of itself by this name.
  func stated(_ name: String) -> String? { report.opening.first { $0.name == name }?.value }

  var kind: String? { stated("kind") }

  /// The streams that this one refers to, with how.
  var followed: [(relation: String, origin: String)] {
    let relations = ["rehearsal-of", "undoes", "continues", "remarks-on"]
    return report.opening.filter { relations.contains($0.name) }.map { ($0.name, $0.value) }
  }

  /// Digests of the policies' documents, as they were named.
  var policyDigests: [String] { audit?.policies.map(\.digest) ?? [] }

  /// The document: `testRecord` beside what every document has.
  package var document: ReportDocument {
    var document = ReportDocument(verb: "test-record", verdict: report.objectives?.verdict?.rawValue)
    document.streams = report.streams
    document.planDigest = report.planDigest
    document.policyDigests = policyDigests
    document.problems = report.problems
    document.corrections = report.corrections
    document.body = [.init("testRecord", json), .init("basis", report.basis?.json ?? .null)]
    return document
  }
}
