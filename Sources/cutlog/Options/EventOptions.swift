import ArgumentParser

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
    if let problem = details.problem { throw ValidationError(problem) }
  }

  var details: EventDetails {
    EventDetails(
      id: id, source: source, service: service, dataset: dataset, layer: layer, region: region, gate: gate, wave: wave,
      actor: actor, mode: mode, at: at, members: members)
  }
}
