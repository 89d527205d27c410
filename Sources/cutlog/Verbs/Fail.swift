import ArgumentParser
import CutoverModel

/// Tells that a task failed.
struct Fail: Verb {
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

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try EventAppending(stream: stream, state: state, form: form, surroundings: surroundings)
      .append(options.event(EventKind.taskFailed.type, task: task, in: surroundings))
  }
}
