import ArgumentParser
import Attestation

/// Approves a gate, in person.
struct Approve: Verb {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approve a gate, in person.",
    discussion: HelpText.discussion(
      HelpText.signing,
      examples: [
        "cutlog approve night.jsonl.gz go-live --sign ~/.ssh/id_ed25519 --principal alice@example.com",
        "cutlog approve night.jsonl.gz go-live --request go.txt --principal bob@example.com",
        "cutlog approve night.jsonl.gz go-live --statement go.txt --signature go.txt.sig",
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
      stream: stream, act: .approve, subject: ActSubject(gate: gate), options: options,
      state: state, form: form, surroundings: surroundings
    ).perform()
  }
}
