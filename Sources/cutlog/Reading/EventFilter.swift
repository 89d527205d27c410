import ArgumentParser
import CloudEvents
import CutoverModel

/// Which events are to be shown; all that is given must fit.
struct EventFilter: ParsableArguments {
  @Option(help: ArgumentHelp("Of this type; may leave out dev.cutlog. and may end in *.", valueName: "type"))
  var type: String?
  @Option(help: ArgumentHelp("Of this task.", valueName: "id")) var task: String?
  @Option(help: ArgumentHelp("By this actor.", valueName: "actor")) var actor: String?
  @Option(help: ArgumentHelp("Of this service.", valueName: "id")) var service: String?
  @Option(help: ArgumentHelp("Of this gate.", valueName: "id")) var gate: String?
  @Option(help: ArgumentHelp("Not before this time.", valueName: "time"), transform: TimeArgument.init(argument:))
  var since: TimeArgument?
  @Option(help: ArgumentHelp("Before this time.", valueName: "time"), transform: TimeArgument.init(argument:))
  var until: TimeArgument?

  /// Whether the event is to be shown.
  func takes(_ event: EventView) -> Bool {
    if let since, event.time < since.time { return false }
    if let until, event.time >= until.time { return false }
    if let type, !Self.fits(event.type, type) { return false }
    if let task, event.string("task") != task { return false }
    if let actor, event.string("actor") != actor { return false }
    if let service, event.string("service") != service { return false }
    if let gate, event.string("gate") != gate { return false }
    return true
  }

  private static func fits(_ type: String, _ pattern: String) -> Bool {
    let short = type.hasPrefix(EventKind.prefix) ? String(type.dropFirst(EventKind.prefix.count)) : type
    guard pattern.hasSuffix("*") else { return type == pattern || short == pattern }
    let start = pattern.dropLast()
    return type.hasPrefix(start) || short.hasPrefix(start)
  }
}
