import ArgumentParser
import CutoverModel

/// Tells that a task failed.
struct Fail: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "fail",
    abstract: "Tell that a task failed.",
    discussion: HelpText.discussion(
      "Short for `cutlog event STREAM task.failed --task TASK`.",
      examples: ["cutlog fail night.jsonl.gz sync --set reason='replica lost'"], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The task of the plan.") var task: String
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "fail", stream: stream, type: EventKind.taskFailed.type, task: task, details: options.details, state, form)
  }
}
