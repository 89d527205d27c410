import ArgumentParser

/// Appends one event.
struct Event: EventVerb {
  static let configuration = CommandConfiguration(
    commandName: "event",
    abstract: "Append one event.",
    discussion: HelpText.discussion(
      """
      TYPE may leave out dev.cutlog.; types of other prefixes are free. The same id with the same content is taken once; \
      with another content it is refused.
      """,
      examples: [
        "cutlog event night.jsonl.gz service.down --service payments",
        "cutlog event night.jsonl.gz decision.made --gate go-live --set decision=go --actor alice@example.com",
        "cutlog event night.jsonl.gz replication.observed --dataset db --set side=target --set lagSeconds=0.4",
      ], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The event's type, such as service.down.") var type: String
  @Option(help: ArgumentHelp("The task of the plan.", valueName: "id")) var task: String?
  @OptionGroup var options: EventOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  var command: EventCommand {
    EventCommand(
      verb: "event", stream: stream, type: EventAppending.fullType(type), task: task, details: options.details, state, form)
  }
}
