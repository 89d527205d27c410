import CloudEvents

/// Gathers findings by rule while a fold runs.
///
/// Memory grows with the number of rules, not with the number of events.
package struct FindingCollector: Sendable {
  /// How many indexes a finding names at most.
  package static let namedIndexes = 100

  private var byRule: [String: ReplayFinding] = [:]

  package init() {}

  /// Counts one event against a rule; the message of the first event stands for all.
  package mutating func note(rule: String, message: @autoclosure () -> String, index: Int) {
    guard byRule[rule] != nil else {
      byRule[rule] = ReplayFinding(rule: rule, message: message(), count: 1, indexes: [index])
      return
    }
    byRule[rule]?.count += 1
    if let named = byRule[rule]?.indexes.count, named < Self.namedIndexes {
      byRule[rule]?.indexes.append(index)
    }
  }

  /// Counts an event that would change what others say and isn't applied.
  mutating func noteUnapplied(_ view: EventView) {
    note(
      rule: "amendment-not-applied",
      message:
        "event.amended, event.retracted and source.clock are not applied: all is judged by the events as first recorded",
      index: view.index)
  }

  /// Everything noted, ordered by rule; indexes rise.
  package var findings: [ReplayFinding] {
    byRule.values.map { finding in
      var finding = finding
      finding.indexes.sort()
      return finding
    }
    .sorted { $0.rule.utf8.lexicographicallyPrecedes($1.rule.utf8) }
  }
}
