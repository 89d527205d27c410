import CloudEvents
import JSONText
import SealedLog

/// What was said of one event besides its type.
struct EventDetails {
  var id: String?
  var source: String?
  var service: String?
  var dataset: String?
  var layer: String?
  var region: String?
  var gate: String?
  var wave: String?
  var actor: String?
  var mode: String?
  var at: TimeArgument?
  var members: [NamedValue] = []

  /// Why that makes no event; nil if it does.
  var problem: String? {
    if id?.isEmpty == true || source?.isEmpty == true { return "id and source must not be empty" }
    let names = members.map(\.name)
    let twice = names.first { name in names.filter { $0.utf8.elementsEqual(name.utf8) }.count > 1 }
    return twice.map { "--set \($0) is given more than once" }
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
