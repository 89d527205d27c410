import ArgumentParser

/// What every verb takes that reads a stream.
struct ReadingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Trust the keys in this file instead of the user's own trust file.", valueName: "file"))
  var trust: String?

  @Flag(help: "Answer from a stream even if it does not verify, and say so.")
  var unverified = false

  /// Those of a command line that names none.
  static var none: ReadingOptions {
    var options = ReadingOptions()
    options.trust = nil
    options.unverified = false
    return options
  }
}

/// The choice of the machine-readable form.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print one JSON document.")
  var json = false
}

/// Where the writer's state lies.
struct StateOption: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp("Keep the stream's state and index in this folder.", valueName: "dir"))
  var directory: String?
}
