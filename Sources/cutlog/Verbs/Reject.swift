import ArgumentParser
import Attestation

/// Rejects a gate, in person.
struct Reject: Verb {
  static let configuration = CommandConfiguration(
    commandName: "reject",
    abstract: "Reject a gate, in person.",
    discussion: HelpText.discussion(
      HelpText.signing,
      examples: [
        "cutlog reject night.jsonl.gz go-live --sign ~/.ssh/id_ed25519 --principal bob@example.com",
        "cutlog reject night.jsonl.gz go-live --actor bob@example.com --comment 'replica lags'",
      ], status: HelpText.acting))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The gate of the plan.") var gate: String
  @OptionGroup var options: PersonalActOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard Statement.isValue(gate) else { throw ValidationError("the gate is empty or has control characters") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try PersonalAct(
      stream: stream, act: .reject, subject: ActSubject(gate: gate), options: options,
      state: state, form: form, surroundings: surroundings
    ).perform()
  }
}
