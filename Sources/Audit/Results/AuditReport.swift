package import Replay

/// The answer of an audit: every rule with its result.
package struct AuditReport: Hashable, Sendable {
  /// In the order of the rules.
  package var findings: [RuleFinding]
  /// What was remarkable in the events themselves, ordered by rule.
  package var notes: [ReplayFinding]
  /// How many streams were folded.
  package var streams: Int

  package init(findings: [RuleFinding], notes: [ReplayFinding] = [], streams: Int = 1) {
    self.findings = findings
    self.notes = notes
    self.streams = streams
  }

  /// The worst result; nil where there is no rule.
  package var verdict: RuleResult? { findings.map(\.result).max() }
}
