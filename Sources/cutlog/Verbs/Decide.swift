import ArgumentParser
import Attestation

/// Takes a decision, in person.
struct Decide: Verb {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Take a decision, in person.",
    discussion: HelpText.discussion(
      """
      DECISION is go, no-go, hold, extend, invoke, rollback, fail-forward or commit. \
      \(HelpText.signing)
      """,
      examples: [
        "cutlog decide night.jsonl.gz go --gate go-live --sign ~/.ssh/id_ed25519 --principal alice@example.com",
        "cutlog decide night.jsonl.gz rollback --actor alice@example.com --comment 'smoke tests red'",
      ], status: HelpText.acting))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "What is decided.") var decision: String
  @Option(help: ArgumentHelp("The gate of the plan that it is about.", valueName: "id")) var gate: String?
  @OptionGroup var options: PersonalActOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  /// The decisions of the vocabulary.
  private static let decisions = [
    "go", "no-go", "hold", "extend", "invoke", "rollback", "fail-forward", "commit",
  ]

  func validate() throws {
    guard Self.decisions.contains(decision) else {
      throw ValidationError("\(decision) is no decision, expected \(Self.decisions.joined(separator: ", "))")
    }
    if let gate, !Statement.isValue(gate) { throw ValidationError("the gate is empty or has control characters") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try PersonalAct(
      stream: stream, act: .decide, subject: ActSubject(gate: gate, decision: decision), options: options,
      state: state, form: form, surroundings: surroundings
    ).perform()
  }
}
