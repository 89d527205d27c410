import CloudEvents
import CutoverModel
import JSONText

/// How the events of a run are to be read: amended, without those that were retracted, and by corrected clocks.
///
/// Remarks count in the order in which they were accepted; one that a later one retracts doesn't count, one that a later
/// one amends counts as amended. So what is said of a remark is settled before the remark itself is heard.
package struct Corrections: Sendable {
  /// What is in force about one event.
  struct Resolution: Sendable {
    /// Positions among the remarks, in order; while they are being resolved the last comes first.
    var amendments: [Int] = []
    var retraction: Int?
    /// The positions of all.
    var all: [Int] { amendments + (retraction.map { [$0] } ?? []) }
  }

  /// What a source's clock is said to have shown.
  struct StatedClock: Sendable {
    /// The position of the remark.
    var remark: Int
    /// Nanoseconds by which it was ahead.
    var offset: Int64
    /// Nanoseconds by which that may be wrong either way.
    var accuracy: Int64
  }

  /// Something to be noted, and where it stands.
  struct Note: Hashable, Sendable {
    var problem: Remark.Problem
    var place: EventPlace
  }

  /// In the order in which they count, each as amended.
  private(set) var remarks: [Remark]
  private(set) var resolutions: [EventIdentity: Resolution] = [:]
  private(set) var clocks: [ExactText: StatedClock] = [:]
  /// What the events themselves show of the clocks of their sources.
  private(set) var estimates: [ExactText: ClockCorrection] = [:]
  private(set) var notes: [Note] = []
  private(set) var evidenceFindings: [ReplayFinding] = []

  /// Nothing to correct.
  package static let none = Corrections([])

  init(_ recorded: [Remark]) {
    remarks = recorded.sorted { $0.precedes($1) }
    var lastPositions: [EventIdentity: Int] = [:]
    for (position, remark) in remarks.enumerated() { lastPositions[remark.identity] = position }
    var rewriter = LineRewriter()
    for position in remarks.indices.reversed() {
      if let said = resolutions[remarks[position].identity] {
        guard said.retraction == nil else {
          note(position, "correction-retracted", "an event.amended, event.retracted or source.clock was itself retracted")
          continue
        }
        amend(position, said.amendments.reversed(), &rewriter)
      }
      for problem in remarks[position].problems { notes.append(Note(problem: problem, place: place(position))) }
      if let target = remarks[position].target, let last = lastPositions[target], last >= position {
        note(
          position, "correction-of-later-correction",
          "a correction is about itself or about one that was accepted later; it corrects nothing")
        continue
      }
      register(position)
    }
    notes.reverse()
    for target in Array(resolutions.keys) { resolutions[target]?.amendments.reverse() }
  }

  /// Whether all is to be read as it was recorded.
  package var isEmpty: Bool { remarks.isEmpty && estimates.isEmpty }

  /// What is to be said where all is read as it was recorded: only what was found.
  package var emptySummary: CorrectionsSummary {
    var summary = CorrectionsSummary()
    summary.findings = evidenceFindings
    return summary
  }

  /// Whether anything speaks of events, so that clocks are better judged once that is applied.
  package var hasRemarks: Bool { !remarks.isEmpty }

  /// Hashes of the ids of the causes that amendments name.
  package var namedCauses: Set<UInt64> {
    var result: Set<UInt64> = []
    for remark in remarks {
      guard case .amendment(_, let settings) = remark.content else { continue }
      for setting in settings where setting.place == .attribute(ExactText("causationid")) {
        if let id = setting.value.string { result.insert(StableHash.of(id.utf8)) }
      }
    }
    return result
  }

  /// Takes in what the events show of their sources' clocks.
  package mutating func estimate(by evidence: ClockEvidence) {
    estimates = evidence.estimates
    evidenceFindings = evidence.findings
  }

  func place(_ position: Int) -> EventPlace { remarks[position].reference.place }

  /// What is known of a source's clock, stated and estimated.
  func clock(of source: String) -> ClockCorrection {
    let key = ExactText(source)
    let stated = clocks[key]
    var clock = estimates[key] ?? .none
    clock.shift = stated.map { -$0.offset } ?? 0
    clock.before = ClockSlack(nanoseconds: clock.before.saturatingAdd(stated?.accuracy ?? 0)).nanoseconds
    clock.after = clock.after.saturatingAdd(stated?.accuracy ?? 0)
    return clock
  }

  // MARK: Resolving

  private mutating func note(_ position: Int, _ rule: String, _ message: String) {
    notes.append(Note(problem: .init(rule: rule, message: message), place: place(position)))
  }

  private mutating func amend(_ position: Int, _ amendments: [Int], _ rewriter: inout LineRewriter) {
    for number in amendments {
      guard case .amendment(_, let settings) = remarks[number].content,
        let line = rewriter.rewrite(remarks[position].line, settings)
      else { continue }
      var remark = remarks[position]
      _ = rewriter.withView(of: line, index: remark.reference.index) { remark.read(line: line, $0) }
      remarks[position] = remark
    }
  }

  private mutating func register(_ position: Int) {
    switch remarks[position].content {
    case .amendment(let target, _):
      resolutions[target, default: Resolution()].amendments.append(position)
    case .retraction(let target):
      if resolutions[target]?.retraction == nil { resolutions[target, default: Resolution()].retraction = position }
    case .clock(let source, let offset, let accuracy):
      guard clocks[ExactText(source)] == nil else {
        note(
          position, "source-clock-superseded",
          "a source.clock is replaced by one for the same source that was accepted later")
        return
      }
      clocks[ExactText(source)] = StatedClock(remark: position, offset: offset, accuracy: accuracy)
    case .nothing(let problem): notes.append(Note(problem: problem, place: place(position)))
    }
  }
}
