import ArgumentParser
import CutoverModel

/// Writes down a remark.
struct Note: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Write down a remark.",
    discussion: HelpText.discussion(
      "Short for `cutlog event STREAM note.added --set text=TEXT`.",
      examples: ["cutlog note night.jsonl.gz \"replica is level, waiting for the second approval\""],
      status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The remark.") var text: String
  @Option(help: ArgumentHelp("The task of the plan.", valueName: "id")) var task: String?
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "note", stream: stream, type: EventKind.noteAdded.type, task: task, text: text, details: options.details, state, form)
  }
}
