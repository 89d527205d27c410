import CloudEvents
import CutoverModel

/// What the events of a run show of the clocks of their sources.
///
/// Which of two clocks is wrong can't be told from a contradiction between them: both may be, by what is shown.
package struct ClockEvidence: Sendable {
  /// One event of one source.
  struct Telling: Sendable {
    var source: Int32
    /// Nanoseconds since 1970.
    var time: Int64
    var before: Int64
    var accuracy: Int64
    var place: EventPlace
    var subject = Subject()
    /// Whether its source tells more than one event under the same key.
    var isRepeated = false
    /// The position of the next one of the same happening.
    var next: Int?
  }

  /// Hashes of what an event is about; 0 where it doesn't say.
  struct Subject: Sendable {
    var task: UInt64 = 0
    var gate: UInt64 = 0
    var service: UInt64 = 0
    var dataset: UInt64 = 0
    var region: UInt64 = 0

    func agrees(with other: Subject) -> Bool {
      func agree(_ left: UInt64, _ right: UInt64) -> Bool { left == 0 || right == 0 || left == right }
      return agree(task, other.task) && agree(gate, other.gate) && agree(service, other.service)
        && agree(dataset, other.dataset) && agree(region, other.region)
    }
  }

  /// An event and the id of its cause.
  struct Effect: Sendable {
    var telling: Telling
    var cause: UInt64
  }

  struct Cause: Sendable {
    var telling: Telling
    /// Whether several sources have an event of that id.
    var isAmbiguous: Bool
  }

  /// A greater offset than a day is not estimated: it is a wrong date rather than a wrong clock.
  static let greatestOffset: Int64 = 86_400_000_000_000
  static let tooGreat =
    "times contradict each other by more than a day: that is no offset of a clock to be estimated, state it with source.clock"

  private static let hour: Int64 = 3_600_000_000_000
  /// Within which a slip counts as whole hours, if both times are more precise than that.
  private static let slipTolerance: Int64 = 120_000_000_000
  private static let greatestTolerance: Int64 = 900_000_000_000

  /// The hashes of the ids of all causes named.
  package let wantedCauses: Set<UInt64>
  /// For each source how far its times may be off either way; sources of which nothing is shown are left out.
  let estimates: [ExactText: ClockCorrection]
  let findings: [ReplayFinding]

  init(
    sources: [String], ahead: [Int64], effects: [Effect], causes: [UInt64: Cause], tellings: [Telling],
    happenings: [Int], findings: FindingCollector
  ) {
    var result = Estimation(sources: sources, before: ahead, findings: findings)
    for effect in effects {
      guard let cause = causes[effect.cause], !cause.isAmbiguous, cause.telling.source != effect.telling.source
      else { continue }
      let reversed = cause.telling.earliest.saturatingAdd(-effect.telling.latest)
      guard reversed > 0 else { continue }
      result.contradict(
        effect.telling, cause.telling, by: reversed, "effect-before-cause",
        "an event is before the one that caused it, by the clocks of two sources; either may be wrong")
    }
    for first in happenings {
      let told = sequence(first: first) { tellings[$0].next }.map { tellings[$0] }.filter { !$0.isRepeated }
      for (number, one) in told.enumerated() {
        for other in told.dropFirst(number + 1) where one.subject.agrees(with: other.subject) {
          let (early, late) = one.time <= other.time ? (one, other) : (other, one)
          let gap = late.earliest.saturatingAdd(-early.latest)
          guard gap > 0 else { continue }
          result.contradict(
            early, late, by: gap, "sources-disagree",
            "two sources tell one happening at different times; the clock of either may be wrong")
        }
      }
    }
    wantedCauses = Set(effects.map(\.cause))
    estimates = result.estimates
    self.findings = result.findings.findings
  }

  /// Puts the evidence together.
  private struct Estimation {
    let sources: [String]
    var before: [Int64]
    var after: [Int64]
    var findings: FindingCollector

    init(sources: [String], before: [Int64], findings: FindingCollector) {
      self.sources = sources
      self.before = before
      after = Array(repeating: 0, count: sources.count)
      self.findings = findings
    }

    var estimates: [ExactText: ClockCorrection] {
      var result: [ExactText: ClockCorrection] = [:]
      for (number, source) in sources.enumerated() where before[number] > 0 || after[number] > 0 {
        result[ExactText(source)] = ClockCorrection(
          before: ClockSlack(nanoseconds: before[number]).nanoseconds,
          after: ClockSlack(nanoseconds: after[number]).nanoseconds)
      }
      return result
    }

    /// Takes in that `early` can't be before `late` by so much.
    mutating func contradict(_ early: Telling, _ late: Telling, by gap: Int64, _ rule: String, _ message: String) {
      if let hours = ClockEvidence.wholeHours(early, late) {
        let names = [sources[Int(early.source)], sources[Int(late.source)]].sorted { $0.precedesInBytes($1) }
        for telling in [early, late] {
          findings.note(
            rule: "time-zone-slip",
            message: "two sources tell the same at times that are whole hours apart, such as \(names[0]) and \(names[1]) by "
              + "\(hours) h: one of them wrote another zone's time; nothing is widened for it",
            at: telling.place)
        }
        return
      }
      guard gap <= ClockEvidence.greatestOffset else {
        findings.note(rule: "clock-not-estimated", message: ClockEvidence.tooGreat, at: late.place)
        return
      }
      after[Int(early.source)] = max(after[Int(early.source)], gap)
      before[Int(late.source)] = max(before[Int(late.source)], gap)
      for telling in [early, late] { findings.note(rule: rule, message: message, at: telling.place) }
    }
  }

  /// By how many whole hours two times differ, 1 to 26, within the accuracy of both or two minutes; nil if they don't.
  private static func wholeHours(_ early: Telling, _ late: Telling) -> Int64? {
    let difference = late.time.saturatingAdd(-early.time)
    let hours = (difference.saturatingAdd(hour / 2)) / hour
    guard (1...26).contains(hours) else { return nil }
    let tolerance = min(max(slipTolerance, max(early.accuracy, late.accuracy)), greatestTolerance)
    return abs(difference - hours * hour) <= tolerance ? hours : nil
  }
}

extension ClockEvidence.Telling {
  /// The first and the last instant that are possible, in nanoseconds since 1970.
  var earliest: Int64 { time.saturatingAdd(-before) }
  var latest: Int64 { time.saturatingAdd(accuracy) }
}
