import ArgumentParser
import CutoverModel

/// Takes an event back, which stays as it was recorded.
struct Retract: Verb {
  static let configuration = CommandConfiguration(
    commandName: "retract",
    abstract: "Take an event back; the event itself stays.",
    discussion: HelpText.discussion(
      "Appends `event.retracted`, which names the event and why. Nothing that was recorded is changed.",
      examples: ["cutlog retract night.jsonl.gz --id 7c1e… --reason 'started on the wrong cluster'"],
      status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @OptionGroup var options: RemarkOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try options.append(.eventRetracted, verb: "retract", to: stream, state, form, in: surroundings)
  }
}
