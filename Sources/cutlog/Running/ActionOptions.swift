import ArgumentParser
import CloudEvents
import JSONText
import SealedLog

/// What can be said of a command that is run as a task or check.
struct ActionOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Who reports it; by default cutlog/USER@HOST.", valueName: "source")) var source: String?
  @Option(help: ArgumentHelp("The service it concerns; * for all.", valueName: "id")) var service: String?
  @Option(help: ArgumentHelp("The body of data it concerns.", valueName: "id")) var dataset: String?
  @Option(help: ArgumentHelp("compute, data, network, deployment, …", valueName: "layer")) var layer: String?
  @Option(help: ArgumentHelp("Where: region, site, datacentre.", valueName: "region")) var region: String?
  @Option(help: ArgumentHelp("The wave of the plan.", valueName: "id")) var wave: String?
  @Option(help: ArgumentHelp("Who or what acted.", valueName: "actor")) var actor: String?
  @Option(help: ArgumentHelp("live (as without it), dry-run or isolated.", valueName: "mode")) var mode: String?
  @Flag(
    name: .customLong("must-record"), help: "Don't start the command if this can't be recorded; without it the event is kept for later.")
  var mustRecord = false
  @Flag(
    name: .customLong("no-output"), help: "Don't record the last lines of the output, which may hold secrets; its digest is recorded.")
  var leavesOutputOut = false
  @Flag(name: .customLong("no-command"), help: "Don't record the command's words, which may hold secrets.")
  var leavesCommandOut = false

  func validate() throws {
    if source?.isEmpty == true { throw ValidationError("source must not be empty") }
  }

  /// An event of a type at a time, with what was said.
  func event(
    _ type: String, at time: Timestamp, task: String? = nil, causation: String? = nil, _ data: [JSONMember],
    in surroundings: Surroundings
  ) -> EventBuilder {
    var event = EventBuilder(
      id: Hexadecimal.encode(surroundings.services.random(16)),
      source: source ?? "cutlog/\(SystemEnvironment.userAtHost(surroundings.environment))", type: type,
      time: Timestamp(nanoseconds: time.nanoseconds, fractionDigits: 3))
    for (name, value) in [
      ("task", task), ("wave", wave), ("service", service), ("dataset", dataset), ("layer", layer),
      ("region", region), ("actor", actor), ("mode", mode), ("causationid", causation),
    ] {
      if let value { event.attributes.append((name, value)) }
    }
    event.data = .object(data)
    return event
  }

  /// The members that tell which command it was.
  func members(of command: CommandWords) -> [JSONMember] {
    guard !leavesCommandOut else { return [] }
    let (words, isCut) = command.evidence()
    return [JSONMember("command", .array(words.map(JSONValue.string)))]
      + (isCut ? [JSONMember("commandIsCut", .bool(true))] : [])
  }
}
