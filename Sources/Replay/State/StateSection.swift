/// One kind of thing of which only what was last said counts.
package enum StateSection: String, CaseIterable, Hashable, Sendable {
  case phase, roles, checks, traffic, dns, endpoints, configuration, policies, queues, consumers, jobs, workloads, locks
  /// What is known of a data set as a whole.
  case datasets
  /// What is known of one copy of a data set.
  case copies

  /// What tells two of them apart: members of `data` or attributes.
  package var names: [String] {
    switch self {
    case .phase: ["wave"]
    case .roles: ["role"]
    case .checks: ["check"]
    case .traffic: ["service", "to"]
    case .dns: ["name", "resolver", "region"]
    case .endpoints, .configuration: ["key", "region"]
    case .policies: ["policy", "action", "target", "region"]
    case .queues: ["queue", "side"]
    case .consumers: ["topic", "group", "side"]
    case .jobs: ["job", "side"]
    case .workloads: ["workload", "side", "region"]
    case .locks: ["scope"]
    case .datasets: ["dataset"]
    case .copies: ["dataset", "side"]
    }
  }

  /// What can be known of one.
  package var members: [String] {
    switch self {
    case .phase: ["phase"]
    case .roles: ["holder", "from"]
    case .checks: ["result", "kind", "expected", "observed", "reason"]
    case .traffic: ["percent"]
    case .dns: ["answers", "ttl"]
    case .endpoints: ["value"]
    case .configuration: ["value", "digest", "revision"]
    case .policies: ["allowed"]
    case .queues: ["depth", "oldestSeconds"]
    case .consumers: ["bound", "members", "lag"]
    case .jobs: ["state", "due", "started", "completed", "failed", "suspended", "watermark", "rows"]
    case .workloads:
      ["state", "suspended", "desired", "ready", "restarts", "memoryLimit", "configRevision", "terminated", "reason"]
    case .locks: ["locked", "deployed"]
    case .datasets: ["writer", "writerBefore", "diverged", "reconciled", "lost"]
    case .copies:
      [
        "writes", "sourcePosition", "targetPosition", "inSync", "lagSeconds", "lastCommit", "recoverableUpTo", "method",
        "firstWrite", "lastWrite",
      ]
    }
  }
}

/// One value with the event that it rests on.
package struct StateReading: Hashable, Sendable {
  package var value: StateValue
  package var basis: StateBasis
}

/// What is known of one thing.
package struct StateItem: Hashable, Sendable {
  package var section: StateSection
  /// In the order of the section's names; nil where the events say none.
  package var names: [String?]
  /// In the order of the section's members; nil where nothing was said.
  package var readings: [StateReading?]
  /// The last event that says anything of it, certain only where every value is.
  package var basis: StateBasis

  /// The name under one of the section's names.
  package func name(_ name: String) -> String? {
    section.names.firstIndex(of: name).flatMap { names[$0] }
  }

  /// What is known of one of the section's members.
  package func reading(_ member: String) -> StateReading? {
    section.members.firstIndex(of: member).flatMap { readings[$0] }
  }

  /// The value of a member; nil where nothing was said of it, or the event that counts leaves it out.
  package func value(_ member: String) -> StateValue? {
    guard let value = reading(member)?.value, value != .absent else { return nil }
    return value
  }
}
