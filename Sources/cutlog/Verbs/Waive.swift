import ArgumentParser
import Attestation

/// Waives a check, in person.
struct Waive: Verb {
  static let configuration = CommandConfiguration(
    commandName: "waive",
    abstract: "Waive a check, in person.",
    discussion: HelpText.discussion(
      HelpText.signing,
      examples: [
        "cutlog waive night.jsonl.gz smoke-login --sign ~/.ssh/id_ed25519 --principal alice@example.com",
        "cutlog waive night.jsonl.gz smoke-login --actor alice@example.com --comment 'known, CHG-1042'",
      ], status: HelpText.acting))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The check of the plan.") var check: String
  @OptionGroup var options: PersonalActOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard Statement.isValue(check) else { throw ValidationError("the check is empty or has control characters") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try PersonalAct(
      stream: stream, act: .waive, subject: ActSubject(check: check), options: options,
      state: state, form: form, surroundings: surroundings
    ).perform()
  }
}
