import CloudEvents
import CutoverModel
import Documents
import Replay
import Reports
import SealedLog

/// The streams of one run, verified, with the plan that they are judged by.
struct RunInput {
  private(set) var streams: [ReadStream<Void>] = []
  private(set) var selection: PlanSelection
  /// The judged plan; nil if there is none that can be read.
  private(set) var plan: Plan?
  private(set) var schedule: Schedule?
  private let reading: StreamReading

  /// The first pass: verifies all streams, and finds and reads the judged plan.
  ///
  /// - Throws: `Failure` if a stream is refused or the streams are not of one run.
  init(_ paths: [String], _ options: ReadingOptions, _ surroundings: Surroundings) throws {
    reading = try StreamReading(options, surroundings)
    var first: (selection: PlanSelection, documents: [CarriedDocument])?
    for path in paths {
      let stream = try reading.read(StreamInput(path), with: FoldPair(PlanSelectionFold(), DocumentFold(.plans)))
      if let run = streams.first?.verification.opened?.run, stream.verification.opened?.run != run {
        throw Failure(
          path, "belongs to run \(stream.verification.opened?.run ?? "unknown"), the first stream to \(run)",
          hint: "streams of different runs are compared, not merged")
      }
      if let (selection, documents) = stream.output, first?.selection.judged == nil {
        first = (selection, documents)
      }
      streams.append(
        ReadStream(
          input: stream.input, verification: stream.verification, isTrusted: stream.isTrusted, output: ()))
    }
    selection =
      first?.selection ?? PlanSelection(adoptions: [], boundary: PlanBoundary(), streamKind: nil)
    guard let judged = selection.judged, let input = streams.first?.input else { return }
    let name = "the plan in \(input.name)"
    guard let document = first?.documents.last(where: { $0.sha256 == judged.document && $0.bytes != nil }),
      document.isWhole, let bytes = document.bytes
    else {
      surroundings.console.warn(name, "is not carried whole by the stream; there is nothing to judge by")
      return
    }
    do throws(DocumentError) {
      let plan = try PlanDocument.read(bytes: bytes, name: document.name).plan
      self.plan = plan
      schedule = try? Schedule(of: plan)
    } catch {
      surroundings.console.warn(
        name, error.problems.first.map { "\($0.line):\($0.column): \($0.message)" } ?? "can't be read",
        hint: "there is nothing to judge by; `cutlog extract` gives the document as it was sealed")
    }
  }

  /// The second pass: folds all streams as one, each verified again and no shorter than in the first.
  func fold<Fold: EventFold>(with fold: Fold, knownBy: Timestamp? = nil) throws -> Fold.Output {
    let continued = ContinuedFold(fold, knownBy: knownBy)
    for stream in streams {
      let held = stream.verification.isIntact ? stream.verification.checkpoint.map { [$0] } ?? [] : []
      _ = try reading.read(stream.input, with: continued, held: held, isQuiet: true)
    }
    guard let result = continued.result() else { throw Failure("the fold", "gave no result") }
    return result
  }

  /// The judged plan's document, SHA-256 in hexadecimal.
  var planDigest: String? { selection.judged?.document }

  var summaries: [StreamSummary] { streams.map(\.summary) }

  /// What every answer has to say of the streams, and of the plan if it is not as it should be.
  var problems: [ReportProblem] {
    streams.flatMap(\.problems) + (selection.standing.problem.map { [$0] } ?? [])
  }

  /// Whether any stream is used although it can't be believed.
  var isUnverified: Bool { streams.contains { !$0.verification.isIntact } }

  /// The document of a verb over these streams.
  func document(_ verb: String, verdict: String?) -> ReportDocument {
    var document = ReportDocument(verb: verb, verdict: verdict)
    document.streams = summaries
    document.planDigest = planDigest
    document.problems = problems
    return document
  }

  /// What stands above every readable answer: the streams, and that nothing is proved where that is so.
  var heading: Page {
    var page = Page()
    if isUnverified { page.note("this is not evidence: a stream does not verify") }
    for summary in summaries { page.paragraph(summary.phrase) }
    return page
  }
}
