import ArgumentParser
import CutoverModel
import JSONText

/// Corrects an event, which stays as it was recorded.
struct Amend: Verb {
  static let configuration = CommandConfiguration(
    commandName: "amend",
    abstract: "Correct attributes of an event; the event itself stays.",
    discussion: HelpText.discussion(
      """
      Appends `event.amended`, which names the event, the attributes as they should have been, and why. Nothing that was \
      recorded is changed. What is wrong in its data, its type or its id: retract it and record the right one.
      """,
      examples: [
        "cutlog amend night.jsonl.gz --id 7c1e… --set-attribute time=2026-11-22T22:03:00Z --reason 'typed an hour late'",
        "cutlog amend night.jsonl.gz --id e1 --source /probe --set-attribute service=payments --reason 'wrong label'",
      ], status: HelpText.writing))

  @Argument(help: "The stream.") var stream: String
  @OptionGroup var options: RemarkOptions
  @Option(
    name: .customLong("set-attribute"),
    help: ArgumentHelp("An attribute as it should have been; may be repeated.", valueName: "k=v"))
  var attributes: [AttributeValue] = []
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    if attributes.isEmpty { throw ValidationError("expected at least one --set-attribute") }
    if let problem = attributes.lazy.compactMap(\.problem).first { throw ValidationError(problem) }
    let names = attributes.map(\.name)
    if Set(names).count != names.count { throw ValidationError("an attribute is set more than once") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let set = JSONValue.object(attributes.map { JSONMember($0.name, .string($0.value)) })
    return try options.append(
      .eventAmended, verb: "amend", [JSONMember("set", set)], to: stream, state, form, in: surroundings)
  }
}
