import CloudEvents
import JSONText
import Replay
import Reports

/// The answer of `state --expected`: the state of a run against what its plan expects.
struct StateExpected {
  let report: AlignmentReport
  /// The same by the events as first recorded; nil where nothing was corrected.
  private let asRecorded: AlignmentReport?
  /// Where everything was.
  private let state: SystemState
  private let knownBy: Timestamp?

  /// Folds the streams of a run.
  ///
  /// - Parameters:
  ///   - at: The moment that is judged; nil for the end of what the streams tell.
  ///   - knownBy: The latest acceptance of events that count; nil for all.
  ///   - withheld: Which withheld lines the reader accepts.
  /// - Throws: `Failure` if a stream is refused.
  init(of run: inout RunInput, at: Timestamp?, knownBy: Timestamp?, _ withheld: WithheldOption) throws {
    let acceptance = withheld.acceptance(isOfPrefix: knownBy != nil)
    let signers = try run.signers()
    // Objectives are judged over the whole run, never at a moment within it.
    let (corrected, recorded) = try run.foldBoth(knownBy: knownBy) { judged in
      FoldPair(
        FoldPair(
          MaybeFold(at == nil ? judged.objectivesFold(signers, acceptance) : nil),
          judged.alignmentFold(acceptance, at: at)),
        judged.stateFold(acceptance, at: at))
    }
    report = Self.judged(corrected.0)
    asRecorded = recorded.map { Self.judged($0.0) }
    state = corrected.1
    self.knownBy = knownBy
  }

  private static func judged(_ found: (objectives: ObjectivesReport?, alignment: AlignmentReport)) -> AlignmentReport {
    var report = found.alignment
    if let objectives = found.objectives { report.judge(objectives) }
    return report
  }

  /// The document of the verb.
  func document(_ run: RunInput) -> ReportDocument {
    var document = run.document("state", verdict: report.verdict.rawValue)
    document.body = [
      JSONMember("state", state.json), JSONMember("asKnownAt", .time(knownBy)), JSONMember("alignment", report.json(asRecorded: asRecorded)),
    ]
    // What both folds found is said once.
    document.problems += report.problems + ReplayFinding.united([report.findings, state.findings]).map(\.problem)
    return document
  }

  /// What follows the heading of the streams.
  var page: Page {
    var page = Page()
    page.append(report.page(asRecorded: asRecorded))
    page.list(report.findings.map(\.problem.phrase))
    return page
  }

  /// 0 aligned, 1 not aligned, 3 not known.
  var status: ExitStatus {
    switch report.verdict {
    case .aligned: .done
    case .unknown: .undecided
    case .misaligned: .doesNotHold
    }
  }
}

extension JudgedPlan {
  /// The fold that tells where everything was.
  func stateFold(_ acceptance: WithheldEvidence.Acceptance, at: Timestamp? = nil) -> StateFold {
    StateFold(
      at: at.map(StateInstant.at) ?? .end, plan: plan, streamKind: selection.streamKind, acceptance: acceptance)
  }

  /// The fold that judges the state against this plan.
  func alignmentFold(
    _ acceptance: WithheldEvidence.Acceptance, at: Timestamp? = nil, asking rules: Set<AlignmentRule>? = nil
  ) -> AlignmentFold {
    AlignmentFold(
      plan: plan, streamKind: selection.streamKind, at: at, acceptance: acceptance, asking: rules)
  }
}
