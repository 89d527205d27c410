import ArgumentParser

/// The trust file, for verbs that never answer from a stream that doesn't verify.
struct TrustOption: ParsableArguments {
  @Option(help: ArgumentHelp("Trust the keys in this file instead of the user's own trust file.", valueName: "file"))
  var trust: String?

  var reading: ReadingOptions {
    var options = ReadingOptions.none
    options.trust = trust
    return options
  }
}
