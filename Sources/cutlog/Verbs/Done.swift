import ArgumentParser
import CutoverModel

/// Tells that a task was completed.
struct Done: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "done",
    abstract: "Tell that a task was completed.",
    discussion: HelpText.discussion(
      "Short for `cutlog event STREAM task.completed --task TASK`.",
      examples: ["cutlog done night.jsonl.gz freeze-writes"], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The task of the plan.") var task: String
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "done", stream: stream, type: EventKind.taskCompleted.type, task: task, details: options.details, state, form)
  }
}
