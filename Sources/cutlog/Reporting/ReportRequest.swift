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
      var run = try RunInput(of: inputs, reading, surroundings, assuming: assumption)
      var report = try run.wholeReport(by: policies, acceptance)
      report.basis = try basis(of: [run])
      let bytes =
        if form == .run {
          written(report.document, report.page(program: program))
        } else { try bytes(ofRecord: run.testRecord(report, audit: report.audit)) }
      return MadeReport(
        bytes: bytes, form: form, runs: [run], verdict: report.objectives?.verdict?.rawValue,
        verdictPhrase: report.objectives?.verdict?.phrase)
    case .audit:
      var runs = try RunInput.runs(of: inputs, reading, surroundings, assuming: assumption)
      var audits: [RunAudit] = []
      for number in runs.indices { audits.append(try runs[number].audit(by: policies, acceptance)) }
      let population = AuditPopulation(audits)
      return MadeReport(
        bytes: try bytes(of: audits, runs), form: form, runs: runs, verdict: population.verdict?.rawValue,
        verdictPhrase: population.verdict?.phrase)
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
    case .oscal: return OSCALAssessmentResults(population.runs, program: program, basis: basis.statement).bytes
    case .markdown, .json:
      var document = population.document(runs, policies)
      document.body.append(JSONMember("basis", basis.json))
      return written(document, population.documentPage(program: program, basis: basis))
    }
  }

  /// What a report on some runs follows from.
  private func basis(of runs: [RunInput]) throws -> ReportBasis {
    var basis = ReportBasis(program: program, form: form)
    basis.policies = policies.map { given in
      ReportBasis.Policy(id: given.policy.id, version: given.policy.version, isPack: given.isPack, digest: given.digest)
    }
    let withheld = Set(runs.flatMap(\.summaries).flatMap(\.withheld))
    basis.accepted = LineRanges(acceptance.accepted.intersection(withheld))
    basis.isUnverified = runs.contains(where: \.isUnverified)
    basis.signersDigest = try runs.first?.signersDigest()
    basis.runs = runs.map { run in
      ReportBasis.Run(
        run: run.summaries.lazy.compactMap(\.run).first, planDigest: run.planDigest,
        streams: run.summaries.map { ReportBasis.Stream($0) })
    }
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
