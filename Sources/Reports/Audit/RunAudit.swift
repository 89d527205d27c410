package import Audit
package import CloudEvents
package import CutoverModel
package import Replay

/// What an audit of one run came to, with all that its forms say: the streams, the policies, each rule with its result.
package struct RunAudit: Sendable {
  /// A policy with the findings of its rules.
  package struct JudgedPolicy: Sendable {
    package var policy: Policy
    /// Whether it is compiled into the program.
    package var isPack: Bool
    /// SHA-256 of the policy's document, in hexadecimal.
    package var digest: String
    /// One for each rule, in the order of the policy.
    package var findings: [RuleFinding]

    package init(policy: Policy, isPack: Bool, digest: String, findings: [RuleFinding]) {
      self.policy = policy
      self.isPack = isPack
      self.digest = digest
      self.findings = findings
    }
  }

  /// Where a line stands: the stream's number from 0, and the index in it.
  package struct LinePlace: Hashable, Sendable {
    package var stream: Int
    package var index: Int

    package init(stream: Int, index: Int) {
      self.stream = stream
      self.index = index
    }
  }

  /// Whom a line names, as it says.
  package struct NamedPeople: Hashable, Sendable {
    package var actor: String?
    package var onBehalfOf: String?
    package var recordedBy: String?

    /// Nil where nobody is named.
    package init?(actor: String?, onBehalfOf: String?, recordedBy: String?) {
      if actor == nil, onBehalfOf == nil, recordedBy == nil { return nil }
      self.actor = actor
      self.onBehalfOf = onBehalfOf
      self.recordedBy = recordedBy
    }

    /// Who made the record: who typed it, else who acted or on whose behalf a pipeline did.
    package var logger: String? { recordedBy ?? onBehalfOf ?? actor }
  }

  package var streams: [StreamSummary] = []
  /// What the first stream says of itself: kind, start, environment, sites, parameters.
  package var opening: [(name: String, value: String)] = []
  package var plan: Plan?
  /// SHA-256 of the plan's document, in hexadecimal.
  package var planDigest: String?
  package var policies: [JudgedPolicy] = []
  /// The hash of each cited line as a leaf of its stream's tree (RFC 6962, 2.1), in hexadecimal.
  package var leaves: [LinePlace: String] = [:]
  /// Whom the cited lines name; none where a line names nobody.
  package var people: [LinePlace: NamedPeople] = [:]
  /// The first and the last time that an event of the run states; nil where there is none.
  package var span: ClosedRange<Timestamp>?
  /// Where the run began and ended by its own words.
  package var ends = RunEnds()
  /// The least severity of rules that count for the verdict; all are shown.
  package var severity = Rule.Severity.info
  /// What was corrected.
  package var corrections = CorrectionsSummary()
  package var problems: [ReportProblem] = []
  /// Whether the reader asked for answers from a stream that can't be believed.
  package var isUnverified = false

  package init() {}

  /// What the run is called: as its streams state it.
  package var run: String? { streams.lazy.compactMap(\.run).first }

  /// All findings, in the order of the policies and their rules.
  package var findings: [RuleFinding] { policies.flatMap(\.findings) }

  /// The worst result of the rules that count; nil where there is none.
  package var verdict: RuleResult? { findings.lazy.filter(counts).map(\.result).max() }

  /// Whether a finding counts for the verdict: by the severity of its rule.
  package func counts(_ finding: RuleFinding) -> Bool { finding.rule.severity >= severity }

  /// When the run began by its own words, or else its first event.
  package var start: Timestamp? { ends.began?.time ?? span?.lowerBound }

  /// When the run ended by its own words, or else its last event.
  package var end: Timestamp? { ends.ended?.time ?? span?.upperBound }

  /// What a finding is called among those of all runs, and by every program: its policy and rule, and the run.
  package func id(of finding: RuleFinding, in policy: Policy) -> String {
    "\(policy.id)/\(finding.rule.id)@\(run ?? "")"
  }

  /// The leaf hash of an event's line; nil where the line was not read again.
  package func leaf(of event: EventReference) -> String? {
    leaves[LinePlace(stream: event.stream, index: event.index)]
  }
}
