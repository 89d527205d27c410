package import CutoverModel
internal import JSONText
package import Replay

/// The whole story of a run: what the log proves, what was promised and kept, what happened, and what is not shown.
package struct RunReport: Sendable {
  package var streams: [StreamSummary] = []
  /// What the stream says of itself: kind, start, environment, sites, parameters.
  package var opening: [(name: String, value: String)] = []
  package var plan: Plan?
  /// SHA-256 of the plan's document, in hexadecimal.
  package var planDigest: String?
  /// Plans of the stream that are not the judged one.
  package var otherPlans: [AdoptedPlan] = []
  package var objectives: ObjectivesReport?
  /// The objectives by the events as first recorded; nil where nothing was corrected.
  package var asRecorded: ObjectivesReport?
  /// What was corrected.
  package var corrections = CorrectionsSummary()
  package var timeline: Timeline
  /// What the plan, kept to the minute, would show for each objective; empty without a schedule.
  package var planned: [ObjectiveFeasibility] = []
  /// Where the run begins and ends by its own words.
  package var ends = RunEnds()
  package var variance: Variance?
  /// How usable each service was.
  package var bands: [ServiceBand] = []
  /// Shares of traffic and lags of replications over the run.
  package var series = RunSeries()
  /// The run beside earlier ones; nil where none was given.
  package var comparison: RunComparison?
  /// Nil where nothing is claimed.
  package var claims: ClaimsReport?
  /// The claims by the events as first recorded; nil where nothing was corrected.
  package var claimsAsRecorded: ClaimsReport?
  /// The state at the end against what the plan expects, and the checks.
  package var alignment: AlignmentReport?
  package var alignmentAsRecorded: AlignmentReport?
  /// What the rules of policies came to; nil without a policy.
  package var audit: RunAudit?
  /// What all of this follows from.
  package var basis: ReportBasis?
  package var problems: [ReportProblem] = []
  /// Whether the reader asked for answers from a stream that can't be believed.
  package var isUnverified = false

  package init(timeline: Timeline) { self.timeline = timeline }

  /// The JSON form; its objects are those of the verbs `objectives`, `timeline`, `variance`, `claims`,
  /// `state --expected` and `audit`.
  package var document: ReportDocument {
    var document = ReportDocument(verb: "report", verdict: objectives?.verdict?.rawValue)
    document.streams = streams
    document.planDigest = planDigest
    document.policyDigests = audit?.policies.map(\.digest) ?? []
    document.problems = problems
    document.corrections = corrections
    document.body = [
      JSONMember(
        "plan",
        plan.map {
          ["id": .string($0.plan), "version": .integer($0.version), "title": .text($0.title)]
        } ?? .null),
      JSONMember("objectives", objectives?.json(asRecorded: asRecorded) ?? .array([])),
      JSONMember("services", objectives?.servicesJSON ?? .array([])),
      JSONMember("outages", objectives?.outagesJSON ?? .array([])),
      JSONMember("timeline", timeline.json), JSONMember("variance", variance?.json ?? .null),
      JSONMember("series", series.json), JSONMember("comparison", comparison?.json ?? .null),
      JSONMember("claims", claims?.json(asRecorded: claimsAsRecorded) ?? .array([])),
      JSONMember("alignment", alignment?.json(asRecorded: alignmentAsRecorded) ?? .null),
      JSONMember("audit", audit?.json ?? .null), JSONMember("basis", basis?.json ?? .null),
    ]
    return document
  }
}
