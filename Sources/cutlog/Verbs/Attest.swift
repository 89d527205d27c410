import ArgumentParser
import Attestation

/// Attests what no event shows, in person.
struct Attest: Verb {
  static let configuration = CommandConfiguration(
    commandName: "attest",
    abstract: "Attest what no event shows, in person.",
    discussion: HelpText.discussion(
      """
      WHAT is impact.none: that users of the service saw nothing. It counts only signed. \
      \(HelpText.signing)
      """,
      examples: [
        "cutlog attest night.jsonl.gz impact.none --service payments --sign id_ed25519 --principal a@example.com",
      ], status: HelpText.acting))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "What is attested: impact.none.") var what: String
  @Option(help: ArgumentHelp("The service of the plan that it is about.", valueName: "id")) var service: String
  @OptionGroup var options: PersonalActOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard what == Act.noImpact.rawValue else {
      throw ValidationError("\(what) can't be attested, expected \(Act.noImpact.rawValue)")
    }
    guard Statement.isValue(service) else { throw ValidationError("the service is empty or has control characters") }
    guard options.isSigned else {
      throw ValidationError("an attestation counts only signed: --sign SSHKEY signs it, --request FILE asks for it")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try PersonalAct(
      stream: stream, act: .noImpact, subject: ActSubject(service: service), options: options,
      state: state, form: form, surroundings: surroundings
    ).perform()
  }
}
