/// Gathers findings by rule while a fold runs.
///
/// Memory grows with the number of rules, not with the number of events. In whatever order events are noted, the
/// findings are the same.
package struct FindingCollector: Sendable {
  /// How many indexes a finding names at most.
  package static let namedIndexes = 100

  /// The streams of the run so far; an event is of the last of them unless something else is said.
  package var streams = StreamCounter()
  private var byRule: [String: ReplayFinding] = [:]

  package init() {}

  /// Counts one event of the stream that is being folded against a rule; the message of the event that stands first
  /// is that of all.
  package mutating func note(rule: String, message: @autoclosure () -> String, index: Int) {
    note(
      rule: rule, message: message(), at: EventPlace(stream: streams.stream, index: index))
  }

  /// Counts one event of any stream, or several of which one is named.
  package mutating func note(
    rule: String, message: @autoclosure () -> String, at place: EventPlace, count: Int = 1
  ) {
    guard let known = byRule.index(forKey: rule) else {
      byRule[rule] = ReplayFinding(rule: rule, message: message(), count: count, places: [place])
      return
    }
    byRule.values[known].add(count, at: place, message)
  }

  /// Counts one event that doesn't name what it is about.
  mutating func noteMissing(_ what: String, at place: EventPlace) {
    note(rule: "\(what)-missing", message: "an event of a \(what) names no \(what)", at: place)
  }

  /// Everything noted, ordered by rule; places rise.
  package var findings: [ReplayFinding] {
    byRule.values.map { finding in
      var finding = finding
      if let first = finding.places.first {
        finding.origin = streams.origin(of: first.stream)
        finding.streamNumber = streams.count > 1 ? first.stream + 1 : nil
      }
      return finding
    }
    .sorted { $0.rule.utf8.lexicographicallyPrecedes($1.rule.utf8) }
  }
}
