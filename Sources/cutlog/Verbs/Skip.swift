import ArgumentParser
import CutoverModel

/// Tells that a task was skipped.
struct Skip: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "skip",
    abstract: "Tell that a task was skipped.",
    discussion: HelpText.discussion(
      "Short for `cutlog event STREAM task.skipped --task TASK`.",
      examples: ["cutlog skip night.jsonl.gz warm-caches --set reason='not needed'"], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The task of the plan.") var task: String
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "skip", stream: stream, type: EventKind.taskSkipped.type, task: task, details: options.details, state, form)
  }
}
