import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Goes on with a stream whose state was lost.
struct Recover: Verb {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Go on with a stream whose state was lost.",
    discussion: HelpText.discussion(
      """
      Verifies the stream, sets aside what stands behind its last valid seal, and writes a bridge: new keys, signed by the \
      identity. Every later verification lists the bridge. After a mere crash this is not needed: the next command that \
      appends repairs the end by itself. Where the identity's key is kept elsewhere, --request writes what it is to sign, and \
      --signature goes on.
      """,
      examples: [
        "cutlog recover night.jsonl.gz --key ops.key", "cutlog recover night.jsonl.gz --request night.request",
        "cutlog recover night.jsonl.gz --signature night.signature",
      ],
      status: [
        (0, "recovered"), (1, "the stream is tampered with"), (2, "no stream, closed, or not this identity's"),
        (64, "usage"),
      ]))

  @Argument(help: "The stream.") var stream: String
  @OptionGroup var identity: IdentityOptions
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws { try identity.require() }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    if let directory = state.directory { try UserFolders.make(directory) }
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let answer = RequestAnswer(
      verb: "recover", goesOn: "cutlog recover \(stream)", stream: stream, form: form, surroundings: surroundings)
    if identity.cancel { return try answer.cancel(files) }
    let services = surroundings.services
    let signer = try surroundings.signer(identity)
    let outcome = try Failure.wrap { () throws(StreamError) -> StreamRecovery.Outcome? in
      guard let signer else {
        switch try StreamRecovery.request(files, services: services) {
        case .repaired(let outcome): return outcome
        case .requested: return nil
        }
      }
      guard let key = signer.keys.first else {
        return try StreamRecovery.complete(files, signer: signer, services: services)
      }
      return try StreamRecovery.recover(files, identity: key, services: services)
    }
    guard let outcome else {
      let asked = try Failure.wrap { () throws(StreamError) in
        try StreamRequests.waiting(files, services: services)
      }
      try answer.tell(asked, in: identity.request ?? "-", surroundings.summary(of: stream))
      return .done
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
