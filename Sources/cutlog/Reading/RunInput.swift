import Attestation
import CloudEvents
import CutoverModel
import Replay
import Reports
import SealedLog

/// The streams of one run, verified and folded as one, with the plan that they are judged by.
///
/// Which plan that is follows from the whole stream; almost always it is the one of the opening. So the opening's is
/// taken at first, and only if the verified pass finds another one the streams are folded a second time.
struct RunInput {
  private(set) var streams: [ReadStream<Void>] = []
  private(set) var judged = JudgedPlan()
  private let inputs: [StreamInput]
  private let reading: StreamReading
  private let surroundings: Surroundings

  /// - Throws: `Failure` if a stream can't be opened.
  init(_ paths: [String], _ options: ReadingOptions, _ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    reading = try StreamReading(options, surroundings)
    inputs = try paths.map { try StreamInput($0) }
  }

  /// Whom the reader allows to sign personal acts; nil without a list.
  func signers() throws -> AllowedSigners? { try reading.trust.allowedSigners() }

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
    do { return try foldAll(knownBy: knownBy, fold) } catch var failure as Failure {
      // What was read before the one that is refused is told too.
      let told = failure.streams.compactMap(\.origin)
      failure.streams = summaries.filter { summary in !told.contains { $0 == summary.origin } } + failure.streams
      throw failure
    }
  }

  private mutating func foldAll<Fold: EventFold>(
    knownBy: Timestamp?, _ fold: (JudgedPlan) throws -> Fold
  ) throws -> Fold.Output {
    let assumed = try inputs.lazy.compactMap { try $0.statedPlan() }.first { $0.selection.judged != nil }
    let first = try assumed.map { ContinuedFold(try fold($0), knownBy: knownBy) }
    var found: JudgedPlan?
    for input in inputs {
      let plans = FoldPair(PlanSelectionFold(), DocumentFold(.plans))
      var output: (PlanSelection, [CarriedDocument])?
      if let first {
        let stream = try reading.read(input, with: FoldPair(plans, first))
        output = stream.output?.0
        try add(stream)
      } else {
        let stream = try reading.read(input, with: plans)
        output = stream.output
        try add(stream)
      }
      if let (selection, documents) = output, found?.selection.judged == nil {
        found = assumed?.isSame(as: selection) == true ? assumed : JudgedPlan(selection, documents)
        found?.selection = selection
      }
    }
    judged = found ?? JudgedPlan()
    if let problem = judged.problem, let input = inputs.first {
      surroundings.console.warn(
        "the plan in \(input.name)", problem,
        hint: "there is nothing to judge by; `cutlog extract` gives the document as it was sealed")
    }
    if let first, assumed?.isSame(as: judged.selection) == true, let result = first.result() { return result }
    return try foldAgain(ContinuedFold(try fold(judged), knownBy: knownBy))
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

  /// The second pass, verified again: each stream must hold what it held in the first.
  private func foldAgain<Fold: EventFold>(_ fold: ContinuedFold<Fold>) throws -> Fold.Output {
    for stream in streams {
      let held = stream.verification.isIntact ? stream.verification.checkpoint.map { [$0] } ?? [] : []
      _ = try reading.read(stream.input, with: fold, held: held, isQuiet: true)
    }
    guard let result = fold.result() else { throw Failure("the fold", "gave no result") }
    return result
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

  /// Whether any stream is used although it can't be believed.
  var isUnverified: Bool { streams.contains { !$0.verification.isIntact } }

  /// The document of a verb over these streams.
  func document(_ verb: String, verdict: String?) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: verdict)
    document.streams = summaries
    document.planDigest = planDigest
    document.problems = problems + otherPlans
    return document
  }

  /// What stands above every readable answer: the streams, and that nothing is proved where that is so.
  var heading: Page {
    var page = Page()
    for mark in streams.compactMap(\.unverifiedMark) { page.note("\(mark)") }
    for (number, summary) in summaries.enumerated() {
      page.paragraph(summaries.count > 1 ? "stream \(number + 1): " + summary.phrase : summary.phrase)
    }
    for plan in otherPlans { page.note("\(plan.message) (line \(plan.index ?? 0) of the stream)") }
    return page
  }
}
