import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Goes on with a stream whose state was lost.
struct Recover: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Go on with a stream whose state was lost.",
    discussion: HelpText.discussion(
      """
      Verifies the stream, sets aside what stands behind its last valid seal, and writes a bridge: new keys, signed by the \
      identity. Every later verification lists the bridge. After a mere crash this is not needed: the next command that \
      appends repairs the end by itself.
      """, examples: ["cutlog recover night.jsonl.gz --key ops.key"],
      status: [
        (0, "recovered"), (1, "the stream is tampered with"), (2, "no stream, closed, or not this identity's"),
        (64, "usage"),
      ]))

  @Argument(help: "The stream.") var stream: String
  @Option(help: ArgumentHelp("The identity's secret key.", valueName: "file")) var key: String
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let identity = try KeyFile.read(key, surroundings.console)
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let outcome = try Failure.wrap { () throws(StreamError) in
      try StreamRecovery.recover(files, identity: identity, services: services)
    }
    guard let checkpoint = Checkpoint(text: outcome.note.text) else {
      throw Failure(stream, "recovered with no checkpoint")
    }
    if form.json {
      var document = ReportDocument(verb: "recover", verdict: "recovered")
      var known = StreamSummary.open(origin: checkpoint.origin, size: checkpoint.size)
      known.root = checkpoint.root.base64
      document.streams = [surroundings.summary(of: stream) ?? known]
      document.body = [
        JSONMember("size", .integer(checkpoint.size)), JSONMember("root", .string(checkpoint.root.base64)),
        JSONMember("bytesSetAside", .integer(outcome.record.bytes)), JSONMember("setAside", .text(outcome.setAside)),
      ]
      try surroundings.console.write(document)
    } else {
      var page = Page()
      page.facts([
        ("recovered", "\(code: checkpoint.origin)"), ("size", "\(checkpoint.size)"),
        ("set aside", outcome.setAside.map { "\(outcome.record.bytes) bytes in \(code: $0)" } ?? "nothing"),
      ])
      try surroundings.console.write(page)
    }
    return .done
  }
}
