import ArgumentParser
import Documents
import JSONText
import Replay
import Reports
import SealedLog

/// Seals a newer plan into a stream.
struct Revise: Verb {
  static let configuration = CommandConfiguration(
    commandName: "revise",
    abstract: "Seal a revised plan into the stream.",
    discussion: HelpText.discussion(
      """
      The plan is checked and attached as at `open`, and its line says why it was revised. Judged is the last plan that was \
      sealed before the first impact, freeze or task; a later one is shown beside it. A version that doesn't rise is warned of.
      """,
      examples: ["cutlog revise night.jsonl.gz --plan plan-v4.yaml --reason 'second replica added'"],
      status: [(0, "done, sealed and on the disk"), (2, "a malformed plan, or the stream can't be written"), (64, "usage")]))

  @Argument(help: "The stream.") var stream: String
  @Option(help: ArgumentHelp("The revised plan, YAML or JSON.", valueName: "file")) var plan: String
  @Option(help: ArgumentHelp("Why it was revised.", valueName: "text")) var reason: String
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say something") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let (plan, bytes) = try PlanDocument.read(self.plan)
    let document = plan.attachment(bytes, path: self.plan)
    let revision = plan.adoption(of: document, reason: reason)
    let before = try surroundings.readBeforeAppending(stream, with: PlanSelectionFold()).output
    let problems = Self.problems(revision, before: before, file: self.plan)

    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    var writer = try Failure.wrap { () throws(StreamError) in try StreamWriter(files, services: surroundings.services) }
    let receipt: Receipt
    do throws(StreamError) { receipt = try writer.attach(document, revising: revision) } catch { throw Failure(error) }
    surroundings.tellOfRecovery(receipt.recovered, stream)
    for problem in problems {
      if problem.severity == .warning {
        surroundings.console.warn(self.plan, problem.message)
      } else {
        surroundings.console.note(problem.message)
      }
    }
    guard form.json else {
      var page = Page()
      page.facts([
        ("revised", "\(code: revision.plan), version \(revision.version)"),
        ("before", before?.adoptions.last.map { "\(code: $0.plan), version \($0.version)" }),
        ("SHA-256", .code(revision.document)), ("sealed at", "size \(receipt.size)"),
      ])
      try surroundings.console.write(page)
      return .done
    }
    var answer = ReportDocument(verb: "revise", verdict: "revised")
    let standing = try Failure.wrap { () throws(StreamError) in try writer.standing() }
    answer.streams = [surroundings.summary(of: standing)]
    answer.planDigest = revision.document
    answer.body = [
      JSONMember("plan", .string(revision.plan)), JSONMember("planVersion", .integer(revision.version)),
      JSONMember("previousVersion", .integer(before?.adoptions.last?.version)), JSONMember("reason", .string(reason)),
      JSONMember("document", document.json), JSONMember("size", .integer(receipt.size)),
    ]
    answer.problems = problems
    try surroundings.console.write(answer)
    return .done
  }

  /// What is unusual, none of which keeps it from being sealed: at night a revision counts for more than its form.
  private static func problems(
    _ revision: PlanAdoption, before: PlanSelection?, file: String
  ) -> [ReportProblem] {
    guard let before, let last = before.adoptions.last else { return [] }
    var problems: [ReportProblem] = []
    if !last.plan.utf8.elementsEqual(revision.plan.utf8) {
      problems.append(
        ReportProblem(
          .warning, rule: "plan-other", message: "is plan `\(revision.plan)`, the stream's was `\(last.plan)`", file: file))
    }
    if revision.version <= last.version {
      problems.append(
        ReportProblem(
          .warning, rule: "plan-version",
          message: "has version \(revision.version), expected one above \(last.version), which the stream has", file: file))
    }
    if let judged = before.judged, before.boundary.index(inStream: 0) != nil {
      problems.append(
        ReportProblem(
          .note, rule: "plan-revised-later",
          message: "the cutover has begun: version \(judged.version) stays the one that is judged, this one is shown beside it"))
    }
    return problems
  }
}
