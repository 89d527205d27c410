import Attestation
import CloudEvents
import CutoverModel
import Replay
import Reports
import SealedLog

/// The streams of one run, verified and folded as one, with the plan that they are judged by and all corrections.
///
/// Which plan that is follows from the whole stream; almost always it is the one of the opening. So the opening's is
/// taken at first, and only if the verified pass finds another one the streams are folded a second time. The same pass
/// gathers what events say of others and of clocks; where there is any of that, the streams are folded again with it.
/// The streams count in the order of their openings, whichever way they were named.
struct RunInput {
  private(set) var streams: [ReadStream<Void>] = []
  private(set) var judged = JudgedPlan()
  /// What was corrected for the answer.
  private(set) var corrections = CorrectionsSummary()
  private var applied: Corrections?
  private let inputs: [StreamInput]
  let reading: StreamReading
  private let supposition: Supposition?
  private let surroundings: Surroundings

  /// - Parameter supposition: What is supposed of the plan that is judged by; nil to judge by it as it was sealed.
  /// - Throws: `Failure` if a stream can't be opened.
  init(
    _ paths: [String], _ options: ReadingOptions, _ surroundings: Surroundings, supposing supposition: Supposition? = nil
  ) throws {
    try self.init(of: try paths.map { try StreamInput($0) }, options, surroundings, supposing: supposition)
  }

  /// The same of streams that are open already.
  ///
  /// - Parameter assumption: What is taken over from a report that is made again.
  init(
    of inputs: [StreamInput], _ options: ReadingOptions, _ surroundings: Surroundings,
    supposing supposition: Supposition? = nil, assuming assumption: ReadingAssumption? = nil
  ) throws {
    self.surroundings = surroundings
    self.supposition = supposition
    reading = try StreamReading(options, surroundings, assuming: assumption)
    self.inputs = try Self.ordered(inputs)
  }

  /// Streams of several runs, one input for each run: those that state the same run are one.
  ///
  /// The runs come in the order of their first openings, whichever way the streams were named. What states no run is
  /// one of its own, and is refused when it is folded.
  ///
  /// - Parameter supposition: What is supposed of each run's plan.
  /// - Throws: `Failure` if a stream can't be opened.
  static func runs(
    of paths: [String], _ options: ReadingOptions, _ surroundings: Surroundings, supposing supposition: Supposition? = nil
  ) throws -> [RunInput] {
    try runs(of: try paths.map { try StreamInput($0) }, options, surroundings, supposing: supposition)
  }

  /// The same of streams that are open already.
  static func runs(
    of inputs: [StreamInput], _ options: ReadingOptions, _ surroundings: Surroundings,
    supposing supposition: Supposition? = nil, assuming assumption: ReadingAssumption? = nil
  ) throws -> [RunInput] {
    let inputs = try ordered(inputs)
    var groups: [(run: String?, inputs: [StreamInput])] = []
    for input in inputs {
      let run = try input.statedRun()
      if let run, let group = groups.firstIndex(where: { $0.run == run }) {
        groups[group].inputs.append(input)
      } else {
        groups.append((run, [input]))
      }
    }
    return try groups.map {
      try RunInput(of: $0.inputs, options, surroundings, supposing: supposition, assuming: assumption)
    }
  }

  /// By the time of the opening, then by origin; those without an opening come last, as they were named.
  private static func ordered(_ inputs: [StreamInput]) throws -> [StreamInput] {
    guard inputs.count > 1 else { return inputs }
    let openings = try inputs.map { try $0.statedOpening() }
    return inputs.indices.sorted { left, right in
      guard let one = openings[left], let other = openings[right] else {
        return (openings[left] == nil ? 1 : 0, left) < (openings[right] == nil ? 1 : 0, right)
      }
      if one.time != other.time { return one.time < other.time }
      if one.origin == other.origin { return left < right }
      return one.origin.utf8.lexicographicallyPrecedes(other.origin.utf8)
    }
    .map { inputs[$0] }
  }

  /// Whom the reader allows to sign personal acts; nil without a list.
  func signers() throws -> AllowedSigners? { try reading.trust.allowedSigners() }

  /// SHA-256 of that list, in hexadecimal; nil without a list.
  func signersDigest() throws -> String? { try reading.signersDigest() }

  /// The start T as the streams' first lines state it, not verified yet; nil where none does.
  func statedStart() throws -> Timestamp? { try inputs.compactMap { try $0.statedStart() }.min() }

  /// The start T as the streams state it that were verified; nil where none does.
  var verifiedStart: Timestamp? {
    streams.compactMap { $0.verification.opened?.starts.flatMap { try? Timestamp($0) } }.min()
  }

  /// Verifies all streams and folds them as one; `fold` makes the fold for a plan.
  ///
  /// - Parameter knownBy: The latest acceptance of events that count; nil for all.
  /// - Throws: `Failure` if a stream is refused or the streams are not of one run, and what `fold` throws.
  mutating func fold<Fold: EventFold>(
    knownBy: Timestamp? = nil, _ fold: (JudgedPlan) throws -> Fold
  ) throws -> Fold.Output {
    try foldBoth(knownBy: knownBy, fold).corrected
  }

  /// The same, with what the answer would be by the events as first recorded; nil where nothing was corrected.
  mutating func foldBoth<Fold: EventFold>(
    knownBy: Timestamp? = nil, _ fold: (JudgedPlan) throws -> Fold
  ) throws -> (corrected: Fold.Output, asRecorded: Fold.Output?) {
    do { return try foldAll(knownBy: knownBy, fold) } catch var failure as Failure {
      // What was read before the one that is refused is told too.
      let told = failure.streams.compactMap(\.origin)
      failure.streams = summaries.filter { summary in !told.contains { $0 == summary.origin } } + failure.streams
      throw failure
    }
  }

  private mutating func foldAll<Fold: EventFold>(
    knownBy: Timestamp?, _ fold: (JudgedPlan) throws -> Fold
  ) throws -> (corrected: Fold.Output, asRecorded: Fold.Output?) {
    let assumed = try inputs.lazy.compactMap { try $0.statedPlan() }.first { $0.selection.judged != nil }
    // What can't be supposed of a plan is told once it is known to be the one that is judged.
    let supposed = try? assumed.map { try suppose(of: $0) }
    let first = ContinuedFold(MaybeFold(try supposed.map { try fold($0) }), knownBy: knownBy)
    let gathering = ContinuedFold(FoldPair(CorrectionsFold(), ClockEvidenceFold()), knownBy: knownBy)
    var search = PlanSearch(assumed: assumed)
    for input in inputs {
      let stream = try reading.read(input, with: FoldPair(FoldPair(PlanSearch.fold, first), gathering))
      search.take(stream.output?.0.0)
      try add(stream)
    }
    judged = search.result
    let isAsAssumed = assumed?.isSame(as: judged.selection) == true
    let asRecorded = try suppose(of: judged)
    var known = isAsAssumed ? first.result() ?? nil : nil
    let corrections = try gathered(gathering.result(), knownBy: knownBy)
    judged = try suppose(of: judged)
    if let problem = judged.problem, let input = inputs.first {
      surroundings.console.warn(
        "the plan in \(input.name)", problem,
        hint: "there is nothing to judge by; `cutlog extract` gives the document as it was sealed")
    }
    guard !corrections.isEmpty else {
      self.corrections = corrections.emptySummary
      return (try known ?? foldAgain(ContinuedFold(try fold(judged), knownBy: knownBy)), nil)
    }
    if known == nil { known = try foldAgain(ContinuedFold(try fold(asRecorded), knownBy: knownBy)) }
    let (corrected, summary) = try foldAgain(
      ContinuedFold(CorrectedFold(try fold(judged), corrections), knownBy: knownBy))
    self.corrections = summary
    applied = corrections
    return (corrected, summary.isEmpty ? nil : known)
  }

  /// The plan as the reader supposes it.
  private func suppose(of judged: JudgedPlan) throws -> JudgedPlan {
    try supposition?.applied(to: judged, of: inputs.first?.name ?? "") ?? judged
  }

  /// All that is to be corrected, and the plan that is judged once it is.
  ///
  /// What the clocks show is looked for again where remarks change the events that show it, or where a cause is named:
  /// its time is known only then.
  private mutating func gathered(
    _ found: (Corrections, ClockEvidence)?, knownBy: Timestamp?
  ) throws -> Corrections {
    guard var (corrections, evidence) = found else { return .none }
    if corrections.hasRemarks || !evidence.wantedCauses.isEmpty {
      let wanted = evidence.wantedCauses.union(corrections.namedCauses)
      let again = ContinuedFold(
        CorrectedFold(ClockEvidenceFold(wanted: wanted), corrections), knownBy: knownBy)
      var search = PlanSearch(assumed: judged)
      for stream in streams {
        let output = try readAgain(stream, FoldPair(CorrectedFold(PlanSearch.fold, corrections), again))
        search.take(output?.0.output)
      }
      judged = search.result
      if let result = again.result() { evidence = result.output }
    }
    corrections.estimate(by: evidence)
    return corrections
  }

  private mutating func add<Output>(_ stream: ReadStream<Output>) throws {
    if let run = streams.first?.verification.opened?.run, stream.verification.opened?.run != run {
      throw Failure(
        stream.input.name, "belongs to run \(stream.verification.opened?.run ?? "unknown"), the first stream to \(run)",
        hint: "streams of different runs are compared, not merged")
    }
    if let origin = stream.verification.opened?.origin,
      streams.contains(where: { $0.verification.opened?.origin == origin })
    {
      throw Failure(stream.input.name, "is stream \(origin), which is given already; its events would count twice")
    }
    streams.append(
      ReadStream(input: stream.input, verification: stream.verification, pinned: stream.pinned, output: ()))
  }

  /// Folds the streams of an earlier fold once more, for what only that one could tell.
  ///
  /// - Parameter asRecorded: Whether corrections are left out.
  /// - Throws: `Failure` if a stream no longer holds what it held.
  func foldAgain<Fold: EventFold>(_ fold: Fold, asRecorded: Bool = false) throws -> Fold.Output {
    guard let applied, !asRecorded else { return try foldAgain(ContinuedFold(fold)) }
    return try foldAgain(ContinuedFold(CorrectedFold(fold, applied))).output
  }

  /// A further pass over the streams.
  private func foldAgain<Fold: EventFold>(_ fold: ContinuedFold<Fold>) throws -> Fold.Output {
    for stream in streams { _ = try readAgain(stream, fold) }
    guard let result = fold.result() else { throw Failure("the fold", "gave no result") }
    return result
  }

  /// A further pass over one stream, verified again: it must hold what it held in the first, and no more of it counts.
  private func readAgain<Fold: EventFold>(_ stream: ReadStream<Void>, _ fold: Fold) throws -> Fold.Output? {
    let verification = stream.verification
    let held = verification.isIntact ? verification.checkpoint.map { [$0] } ?? [] : []
    let known = PrefixFold(fold, lines: verification.isIntact ? verification.lines : .max)
    return try reading.read(stream.input, with: known, held: held, isQuiet: true).output
  }

  // MARK: - What every answer says

  /// The judged plan's document, SHA-256 in hexadecimal.
  var planDigest: String? { judged.selection.judged?.document }

  var summaries: [StreamSummary] { streams.map(\.summary) }

  /// What every answer has to say of the streams, and of the plan if it is not as it should be.
  var problems: [ReportProblem] {
    streams.flatMap(\.problems) + (judged.selection.standing.problem.map { [$0] } ?? [])
  }

  /// The stream's other plans, which are shown beside the judged one.
  private var otherPlans: [ReportProblem] {
    judged.selection.others.map { other in
      ReportProblem(
        .note, rule: "plan-not-judged",
        message: "plan \(other.plan), version \(other.version), is not the one that is judged"
          + (other.reason.map { ": \($0)" } ?? ""), index: other.index)
    }
  }

  /// The same, and the other plans of the streams.
  var ownProblems: [ReportProblem] { problems + otherPlans }

  /// Whether any stream is used although it can't be believed.
  var isUnverified: Bool { streams.contains { !$0.verification.isIntact } }

  /// The document of a verb over these streams.
  func document(_ verb: String, verdict: String?) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: verdict)
    document.streams = summaries
    document.planDigest = planDigest
    document.problems = ownProblems + corrections.findings.map(\.problem)
    document.corrections = corrections
    document.hypothesis = judged.hypothesis
    return document
  }

  /// What stands above every readable answer: the streams, and that nothing is proved where that is so.
  var heading: Page {
    var page = Page()
    if let hypothesis = judged.hypothesis { page.append(hypothesis.page) }
    for mark in streams.compactMap(\.unverifiedMark) { page.note("\(mark)") }
    page.append(standing)
    return page
  }

  /// The same without the marks of what isn't proved.
  var standing: Page {
    var page = Page()
    for (number, summary) in summaries.enumerated() {
      page.paragraph(summaries.count > 1 ? "stream \(number + 1): " + summary.phrase : summary.phrase)
    }
    for plan in otherPlans { page.note("\(plan.message) (line \(plan.index ?? 0) of the stream)") }
    page.append(corrections.page)
    return page
  }
}
