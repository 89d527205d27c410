import ArgumentParser
import CutoverModel

/// A verb that appends one event that was typed.
protocol EventVerb: Verb {
  var command: EventCommand { get }
}

extension EventVerb {
  func perform(in surroundings: Surroundings) throws -> ExitStatus { try command.perform(in: surroundings) }
}

/// What a command line asks that appends one event, however it was read.
struct EventCommand {
  var verb: String
  var stream: String
  /// The full type.
  var type: String
  var task: String?
  /// A remark's text.
  var text: String?
  var details = EventDetails()
  /// Where the stream's state lies, if not beside it.
  var stateDirectory: String?
  var json = false

  init(
    verb: String, stream: String, type: String, task: String?, text: String? = nil, details: EventDetails,
    _ state: StateOption, _ form: JSONOption
  ) {
    self.verb = verb
    self.stream = stream
    self.type = type
    self.task = task
    self.text = text
    self.details = details
    stateDirectory = state.directory
    json = form.json
  }

  /// Reads a plain command line without the argument parser; nil for anything that the parser has to judge.
  ///
  /// These verbs are what is typed in the night, and what hooks call. The parser looks at all properties of a verb by
  /// reflection, which takes several times as long as to append the event. What is read here is read by the parser to
  /// the same command; whatever is wrong, doubtful or rare is left to it, with all messages.
  init?(_ arguments: [String]) {
    guard let verb = arguments.first, let line = PlainLine(arguments.dropFirst(), options: Self.options, repeated: "set", flags: ["json"]),
      line.words.count == 2, line.values("task").isEmpty || verb == "event" || verb == "note"
    else { return nil }
    self.verb = verb
    stream = line.words[0]
    task = line["task"]
    switch verb {
    case "event": type = EventAppending.fullType(line.words[1])
    case "note": (type, text) = (EventKind.noteAdded.type, line.words[1])
    case "start": (type, task) = (EventKind.taskStarted.type, line.words[1])
    case "done": (type, task) = (EventKind.taskCompleted.type, line.words[1])
    case "fail": (type, task) = (EventKind.taskFailed.type, line.words[1])
    case "skip": (type, task) = (EventKind.taskSkipped.type, line.words[1])
    default: return nil
    }
    do {
      details = EventDetails(
        id: line["id"], source: line["source"], service: line["service"], dataset: line["dataset"], layer: line["layer"],
        region: line["region"], gate: line["gate"], wave: line["wave"], actor: line["actor"], mode: line["mode"],
        at: try line["at"].map(TimeArgument.init(argument:)), members: try line.values("set").map(NamedValue.init(argument:)))
    } catch { return nil }
    guard details.problem == nil else { return nil }
    stateDirectory = line["state"]
    json = line.has("json")
  }

  private static let options = [
    "task", "id", "source", "service", "dataset", "layer", "region", "gate", "wave", "actor", "mode", "at", "set", "state",
  ]

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    try EventAppending(stream: stream, stateDirectory: stateDirectory, json: json, surroundings: surroundings)
      .append(details.event(type, task: task, text: text, in: surroundings))
  }

  /// Performs it in the surroundings of this process.
  func run() -> ExitStatus {
    Execution.ofProcess { surroundings in
      Execution.perform(verb, json: json, in: surroundings) { try perform(in: surroundings) }
    }
  }
}
