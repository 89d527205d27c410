import ArgumentParser
import CutoverModel

/// Tells that a task was started.
struct Start: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Tell that a task was started.",
    discussion: HelpText.discussion(
      "Short for `cutlog event STREAM task.started --task TASK`.",
      examples: ["cutlog start night.jsonl.gz freeze-writes"], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The task of the plan.") var task: String
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "start", stream: stream, type: EventKind.taskStarted.type, task: task, details: options.details, state, form)
  }
}
