import ArgumentParser
import CutoverModel

/// Tells that a task was started.
struct Start: Verb {
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

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try EventAppending(stream: stream, state: state, form: form, surroundings: surroundings)
      .append(options.event(EventKind.taskStarted.type, task: task, in: surroundings))
  }
}
