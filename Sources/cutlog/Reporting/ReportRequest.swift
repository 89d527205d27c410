import Audit
import JSONText
import Replay
import Reports

/// What a report is asked with: form, ending, policies, and which withheld lines are accepted.
///
/// The same request over the same streams gives the same bytes.
struct ReportRequest {
  var form: ReportBasis.Form
  var ending: ReportEnding
  var policies: [GivenPolicy] = []
  var acceptance = WithheldEvidence.Acceptance()
  /// The streams of earlier runs that a run is held against.
  var history: [StreamInput] = []
  /// Whether a page is to carry its streams; false where they are given as it carries them.
  var carriesStreams = true
  /// The program that the report names as its maker.
  var program = Program.name

  /// Makes the report of streams.
  ///
  /// - Parameter assumption: What is taken over from a report that is made again; nil for a new one.
  /// - Throws: `Failure` if a stream is refused, or the streams are of several runs where that can't be.
  func report(
    on inputs: [StreamInput], _ reading: ReadingOptions, _ surroundings: Surroundings,
    assuming assumption: ReadingAssumption? = nil
  ) throws -> MadeReport {
    switch form {
    case .run, .testRecord:
      let inputs = ending == .html && carriesStreams ? try inputs.map { try $0.carried(upTo: PageStream.mostBytes) } : inputs
      var run = try RunInput(of: inputs, reading, surroundings, assuming: assumption)
      var report = try run.wholeReport(by: policies, acceptance)
      let earlier = form == .run ? try compare(&report, run, reading, surroundings, assumption) : []
      report.basis = try basis(of: [run], earlier)
      surroundings.console.go(on: "making the report")
      let bytes =
        switch (form, ending) {
        case (.run, .html): try page(of: report, run)
        case (.run, .csv): report.csv(program: program)
        case (.run, .markdown): Array(Postmortem(report).markdown(program: program).utf8)
        case (.run, _): report.document.bytes(program: program)
        default: try bytes(ofRecord: run.testRecord(report, audit: report.audit))
        }
      return MadeReport(
        bytes: bytes, form: form, runs: [run], verdict: report.objectives?.verdict?.rawValue,
        verdictPhrase: report.objectives?.verdict?.phrase)
    case .audit:
      var runs = try RunInput.runs(of: inputs, reading, surroundings, assuming: assumption)
      var audits: [RunAudit] = []
      for number in runs.indices { audits.append(try runs[number].audit(by: policies, acceptance)) }
      let population = AuditPopulation(audits)
      surroundings.console.go(on: "making the report")
      return MadeReport(
        bytes: try bytes(of: audits, runs), form: form, runs: runs, verdict: population.verdict?.rawValue,
        verdictPhrase: population.verdict?.phrase)
    }
  }

  /// Holds the run against the earlier ones, and gives those.
  private func compare(
    _ report: inout RunReport, _ run: RunInput, _ reading: ReadingOptions, _ surroundings: Surroundings,
    _ assumption: ReadingAssumption?
  ) throws -> [RunInput] {
    guard !history.isEmpty, let objectives = report.objectives else { return [] }
    var earlier = try RunInput.runs(of: history, reading, surroundings, assuming: assumption)
    var compared = [try run.comparedRun(acceptance, with: objectives)]
    for number in earlier.indices {
      compared.append(try earlier[number].comparedRun(acceptance))
      let (own, other) = (compared[0].run, compared[number + 1].run)
      guard own == nil || own != other else {
        throw Failure(
          "run \(other ?? "")", "is the run that the report is about, so it is no earlier one of it",
          hint: "all streams of one run are named together, before --history")
      }
    }
    let comparison = RunComparison(of: compared)
    report.comparison = comparison
    report.isUnverified = report.isUnverified || earlier.contains(where: \.isUnverified)
    report.problems += comparison.problems.map { problem in
      var problem = problem
      // Among the streams of this report it has no number.
      problem.streamNumber = nil
      return problem
    }
    return earlier
  }

  /// The report as a page; one further pass over the streams for its list of events.
  private func page(of report: RunReport, _ run: RunInput) throws -> [UInt8] {
    let list = EventListFold(most: HTMLReport.mostRows, first: HTMLReport.firstRows)
    let events = try run.foldAgain(list, asRecorded: true)
    let streams = run.streams.map { PageStream($0.summary, bytes: $0.input.carriedBytes) }
    let page = HTMLReport(report, streams: streams, events: events, program: program)
    do throws(PageTemplate.Unfillable) { return Array(try page.text(.compiled).utf8) } catch {
      throw Failure("the frame of pages", "doesn't have the slots that it is filled by: \(error)")
    }
  }

  private func written(_ document: ReportDocument, _ page: @autoclosure () -> Page) -> [UInt8] {
    ending == .json ? document.bytes(program: program) : Array(MarkdownForm().render(page()).utf8)
  }

  private func bytes(ofRecord record: TestRecord) -> [UInt8] { written(record.document, record.page(program: program)) }

  /// Audits as they are written.
  ///
  /// - Parameter runs: The runs that were audited, in the same order.
  /// - Throws: `Failure` if a list of signers can't be read.
  func bytes(of audits: [RunAudit], _ runs: [RunInput]) throws -> [UInt8] {
    let population = AuditPopulation(audits)
    let basis = try basis(of: runs)
    switch ending {
    case .csv: return population.csv(program: program, basis: basis)
    case .html: throw Failure("the audit", "is not written as a page; expected .md, .json, .csv or .oscal.json")
    case .oscal: return OSCALAssessmentResults(population.runs, program: program, basis: basis.statement).bytes
    case .markdown, .json:
      var document = population.document(runs, policies)
      document.body.append(JSONMember("basis", basis.json))
      return written(document, population.documentPage(program: program, basis: basis))
    }
  }

  /// What a report on some runs follows from.
  private func basis(of runs: [RunInput], _ earlier: [RunInput] = []) throws -> ReportBasis {
    var basis = ReportBasis(program: program, form: form)
    basis.policies = policies.map { given in
      ReportBasis.Policy(id: given.policy.id, version: given.policy.version, isPack: given.isPack, digest: given.digest)
    }
    let withheld = Set((runs + earlier).flatMap(\.summaries).flatMap(\.withheld))
    basis.accepted = LineRanges(acceptance.accepted.intersection(withheld))
    basis.isUnverified = (runs + earlier).contains(where: \.isUnverified)
    basis.signersDigest = try runs.first?.signersDigest()
    func stated(_ run: RunInput) -> ReportBasis.Run {
      ReportBasis.Run(
        run: run.summaries.lazy.compactMap(\.run).first, planDigest: run.planDigest,
        streams: run.summaries.map { ReportBasis.Stream($0) })
    }
    basis.runs = runs.map(stated)
    basis.history = earlier.map(stated)
    return basis
  }
}

/// A report that was made, with the runs that it is of.
struct MadeReport {
  var bytes: [UInt8]
  var form: ReportBasis.Form
  var runs: [RunInput]
  /// The worst result, in the words of what was judged; nil where nothing was.
  var verdict: String?
  var verdictPhrase: Phrase?

  /// What was judged.
  var subject: String { form == .audit ? "rules" : "objectives" }

  var isUnverified: Bool { runs.contains(where: \.isUnverified) }
}
