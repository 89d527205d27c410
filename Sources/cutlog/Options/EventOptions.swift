import ArgumentParser
import CloudEvents
import JSONText
import SealedLog

/// What can be said of one event on the command line.
struct EventOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Its id; by default 32 random hex digits.", valueName: "id")) var id: String?
  @Option(help: ArgumentHelp("Who reports it; by default cutlog/USER@HOST.", valueName: "source")) var source: String?
  @Option(help: ArgumentHelp("The service it concerns; * for all.", valueName: "id")) var service: String?
  @Option(help: ArgumentHelp("The body of data it concerns.", valueName: "id")) var dataset: String?
  @Option(help: ArgumentHelp("compute, data, network, deployment, …", valueName: "layer")) var layer: String?
  @Option(help: ArgumentHelp("Where: region, site, datacentre.", valueName: "region")) var region: String?
  @Option(help: ArgumentHelp("The gate of the plan.", valueName: "id")) var gate: String?
  @Option(help: ArgumentHelp("The wave of the plan.", valueName: "id")) var wave: String?
  @Option(help: ArgumentHelp("Who or what acted.", valueName: "actor")) var actor: String?
  @Option(help: ArgumentHelp("live (as without it), dry-run or isolated.", valueName: "mode")) var mode: String?
  @Option(
    help: ArgumentHelp("When it happened, RFC 3339; by default now.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var at: TimeArgument?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A member of data: JSON if it is a number, bool, array or object, else a string.", valueName: "k=v"),
    transform: NamedValue.init(argument:))
  var members: [NamedValue] = []

  func validate() throws {
    if id?.isEmpty == true || source?.isEmpty == true {
      throw ValidationError("id and source must not be empty")
    }
    let names = members.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0.utf8.elementsEqual(name.utf8) }.count > 1 }) {
      throw ValidationError("--set \(twice) is given more than once")
    }
  }

  /// The event of a type, with what was said and what goes without saying.
  func event(_ type: String, task: String? = nil, text: String? = nil, in surroundings: Surroundings) -> EventBuilder {
    let services = surroundings.services
    // A person types it: digits below the millisecond would claim what nobody knows.
    let now = Timestamp(nanoseconds: services.now().nanoseconds, fractionDigits: 3)
    var event = EventBuilder(
      id: id ?? Hexadecimal.encode(services.random(16)),
      source: source ?? "cutlog/\(SystemEnvironment.userAtHost(surroundings.environment))", type: type,
      time: at?.time ?? now)
    for (name, value) in [
      ("task", task), ("gate", gate), ("wave", wave), ("service", service), ("dataset", dataset), ("layer", layer),
      ("region", region), ("actor", actor), ("mode", mode),
    ] {
      if let value { event.attributes.append((name, value)) }
    }
    var data = members.map { JSONMember($0.name, $0.value) }
    if let text { data.insert(JSONMember("text", .string(text)), at: 0) }
    if !data.isEmpty { event.data = .object(data) }
    return event
  }
}
