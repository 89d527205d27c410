/// One rule of a policy: what must be so, why, and what the stream can't show of it.
package struct Rule: Hashable, Sendable {
  /// How bad it is if the rule is broken.
  package enum Severity: String, CaseIterable, Hashable, Sendable, Comparable {
    case info, low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .info: 0
      case .low: 1
      case .medium: 2
      case .high: 3
      case .critical: 4
      }
    }
  }

  package var id: String
  package var title: String
  /// Why the rule exists.
  package var why: String
  package var severity: Severity
  /// The controls that the rule bears on, by their ids in the policy.
  package var controls: [String]
  /// What the events can't show of the control, in one sentence.
  package var cannotShow: String?
  package var requirement: Requirement
  package var examples: [PolicyExample]

  package init(
    id: String, title: String, why: String, severity: Severity = .medium, controls: [String] = [],
    cannotShow: String? = nil, requirement: Requirement, examples: [PolicyExample] = []
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.severity = severity
    self.controls = controls
    self.cannotShow = cannotShow
    self.requirement = requirement
    self.examples = examples
  }
}

/// A small list of events that must conform to a rule, or violate it: the rule's test and its documentation.
package struct PolicyExample: Hashable, Sendable {
  /// The instant T from which the events' times count, in seconds since 1970.
  package static let start: Int64 = 1_767_225_600

  package var title: String?
  /// False where the events must violate the rule.
  package var conforms: Bool
  package var events: [ExampleEvent]
  /// What a plan is taken to say of what the events name.
  package var plan: PlanFacts

  package init(title: String? = nil, conforms: Bool, events: [ExampleEvent], plan: PlanFacts = PlanFacts()) {
    self.title = title
    self.conforms = conforms
    self.events = events
    self.plan = plan
  }
}

/// One event of an example: a whole line, and what is taken to be known of its signature.
package struct ExampleEvent: Hashable, Sendable {
  /// The event as a line of a stream.
  package var line: [UInt8]
  package var signature: ActSignature?

  package init(line: [UInt8], signature: ActSignature? = nil) {
    self.line = line
    self.signature = signature
  }
}
