import ArgumentParser
import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// What is said of an event that takes back or corrects another one.
struct RemarkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The event that it is about.", valueName: "id")) var id: String
  @Option(help: ArgumentHelp("That event's source, where several sources have the id.", valueName: "source"))
  var source: String?
  @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
  @Option(help: ArgumentHelp("Who does it.", valueName: "actor")) var actor: String?

  func validate() throws {
    if reason.allSatisfy(\.isWhitespace) { throw ValidationError("--reason must say something") }
  }

  /// Appends the event.
  ///
  /// - Parameter members: what stands between `about` and `reason`.
  func append(
    _ kind: EventKind, verb: String, _ members: [JSONMember] = [], to stream: String, _ state: StateOption,
    _ form: JSONOption, in surroundings: Surroundings
  ) throws -> ExitStatus {
    let about = try RecordedEvent.find(id: id, source: source, in: stream, surroundings)
    let services = surroundings.services
    var event = EventBuilder(
      id: Hexadecimal.encode(services.random(16)),
      source: "cutlog/\(SystemEnvironment.userAtHost(surroundings.environment))", type: kind.type,
      time: Timestamp(nanoseconds: services.now().nanoseconds, fractionDigits: 3))
    if let actor { event.attributes.append(("actor", actor)) }
    let reference: JSONValue = .object([
      JSONMember("source", .string(about.source)), JSONMember("id", .string(about.id)),
    ])
    event.data = .object([JSONMember("about", reference)] + members + [JSONMember("reason", .string(reason))])
    let further = [JSONMember("about", .event(about))] + members + [JSONMember("reason", .string(reason))]
    return try EventAppending(
      stream: stream, stateDirectory: state.directory, json: form.json, surroundings: surroundings, verb: verb, further: further
    ).append(event)
  }
}
