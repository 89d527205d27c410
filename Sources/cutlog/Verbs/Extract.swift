import ArgumentParser
import Replay
import Reports
import SealedLog

/// Gives back what was attached to a stream.
struct Extract: Verb {
  static let configuration = CommandConfiguration(
    commandName: "extract",
    abstract: "Give back the plan or a document that a stream carries.",
    discussion: HelpText.discussion(
      """
      `plan` is the last plan that was sealed, `plan@4` the last with that version, `plan@judged` the one that the stream is \
      judged by; anything else is a document's name or its SHA-256. The bytes are checked against the digest that was sealed.
      """,
      examples: [
        "cutlog extract night.jsonl.gz plan -o plan.yaml", "cutlog extract night.jsonl.gz plan@3 -o - | less",
        "cutlog extract night.jsonl.gz replica-status.txt -o replica-status.txt",
      ],
      status: [
        (0, "written"), (1, "the document lacks its digest, or the stream is tampered with"),
        (2, "no stream, or no such document in it"), (64, "usage"),
      ]))

  @Argument(help: "The stream, or - for standard input.") var stream: String
  @Argument(help: "`plan`, `plan@VERSION`, `plan@judged`, or a document's name or SHA-256.") var document: String
  @Option(name: .shortAndLong, help: ArgumentHelp("Where to, or - for standard output.", valueName: "file"))
  var output: String
  @OptionGroup var reading: ReadingOptions

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let reading = try StreamReading(self.reading, surroundings)
    let input = try StreamInput(stream)
    var wanted = document
    var isQuiet = false
    var held: [Checkpoint] = []
    if document == "plan" || document.hasPrefix("plan@") {
      let first = try reading.read(input, with: PlanSelectionFold())
      if first.verification.isIntact, let checkpoint = first.verification.checkpoint { held = [checkpoint] }
      guard let selection = first.output, let last = selection.adoptions.last else { throw Failure(stream, "adopts no plan") }
      wanted = try chosen(among: selection, last).document
      isQuiet = true
    }
    let read = try reading.read(input, with: DocumentFold(.named(wanted)), held: held, isQuiet: isQuiet)
    let all = read.output ?? []
    let found = all.filter { $0.bytes != nil }
    guard let chosen = found.last else {
      throw Failure(
        stream, "carries no document `\(document)`",
        hint: all.isEmpty ? nil : "it carries " + Set(all.map(\.name)).sorted().joined(separator: ", "))
    }
    guard Set(found.map(\.sha256)).count == 1 else {
      throw Failure(
        stream, "carries several documents `\(document)`",
        hint: "name one by its SHA-256: " + found.map(\.sha256).joined(separator: ", "))
    }
    guard chosen.isWhole, let bytes = chosen.bytes else {
      throw Failure(
        stream, "document `\(document)` does not have the digest that was sealed, expected \(chosen.sha256)",
        status: .doesNotHold)
    }
    try OutputFile.write(bytes, to: output, keeping: [stream], surroundings.console)
    if output != "-" {
      var page = Page()
      page.facts([
        ("document", .code(chosen.name)), ("SHA-256", .code(chosen.sha256)), ("bytes", "\(chosen.size)"),
        ("written to", .code(output)),
      ])
      try surroundings.console.write(page)
    }
    return read.verification.isIntact ? .done : .doesNotHold
  }

  /// The plan that `plan`, `plan@VERSION` or `plan@judged` names.
  private func chosen(among selection: PlanSelection, _ last: AdoptedPlan) throws -> AdoptedPlan {
    let word = document.dropFirst("plan@".count)
    if document == "plan" { return last }
    if word == "judged" { return selection.judged ?? last }
    guard let plan = selection.adoptions.last(where: { String($0.version) == word }) else {
      throw Failure(
        stream, "adopts no plan of version `\(word)`",
        hint: "it has version " + selection.adoptions.map { String($0.version) }.joined(separator: ", "))
    }
    return plan
  }
}
