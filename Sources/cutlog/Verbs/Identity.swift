import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Changes the identity of a stream, or ends the trust in a key.
struct Identity: Verb {
  enum Action: String, ExpressibleByArgument, CaseIterable { case rotate, compromise }

  static let configuration = CommandConfiguration(
    commandName: "identity",
    abstract: "Put another identity in a stream's place, or declare a key compromised.",
    discussion: HelpText.discussion(
      """
      rotate: from here on the new key is the stream's identity; it signs the closing and bridges. The old and the new key sign \
      that. Whoever trusts either trusts the stream.

      compromise: no seal by the key from line INDEX on is to be believed; the identity in force signs that. Seals below INDEX \
      stay as they are. Where the key has sealed from INDEX on, the stream is tampered with from then on, for good, and can't be \
      closed. Rotate first, so that the stream can go on under another key.

      With a key elsewhere: --request writes what is to be signed, `cutlog sign` signs it there, and the same command with \
      --signature, once for each, goes on.
      """,
      examples: [
        "cutlog identity rotate night.jsonl.gz --key old.key --new-key new.key",
        "cutlog identity compromise night.jsonl.gz --key new.key --since 120",
      ],
      status: [
        (0, "stated, sealed and on the disk"), (1, "the stream is tampered with"),
        (2, "no stream, closed, or not signed as it must be"), (64, "usage"),
      ]))

  @Argument(help: "rotate or compromise.") var action: Action
  @Argument(help: "The stream.") var stream: String
  @Option(help: ArgumentHelp("The secret key of the identity in force.", valueName: "file")) var key: String?
  @Option(help: ArgumentHelp("rotate: the new identity's secret key.", valueName: "file")) var newKey: String?
  @Option(help: ArgumentHelp("rotate: the new identity, if its secret key is elsewhere.", valueName: "vkey"))
  var newIdentity: String?
  @Option(help: ArgumentHelp("compromise: the key concerned; by default the identity in force.", valueName: "vkey"))
  var vkey: String?
  @Option(help: ArgumentHelp("compromise: the first line that is in doubt.", valueName: "index")) var since: Int64?
  @Option(help: ArgumentHelp("Write what is to be signed to this file, and do nothing else.", valueName: "file"))
  var request: String?
  @Option(help: ArgumentHelp("A signature of `cutlog sign` on that.", valueName: "file")) var signature: [String] = []
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    switch action {
    case .rotate:
      guard (newKey == nil) != (newIdentity == nil) else {
        throw ValidationError("rotate needs --new-key FILE, or --new-identity VKEY if that key is elsewhere")
      }
      guard vkey == nil, since == nil else { throw ValidationError("--vkey and --since belong to compromise") }
    case .compromise:
      guard since != nil else { throw ValidationError("compromise needs --since INDEX: the first line that is in doubt") }
      guard newKey == nil, newIdentity == nil else {
        throw ValidationError("--new-key and --new-identity belong to rotate")
      }
    }
    if request != nil {
      guard key == nil, newKey == nil, signature.isEmpty else {
        throw ValidationError("--request stands alone: nothing is signed by it")
      }
      if request == "-", form.json { throw ValidationError("--request - and --json both want standard output") }
    } else if key == nil, signature.isEmpty {
      throw ValidationError("--key FILE is needed, or --request FILE and then --signature FILE")
    }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let console = surroundings.console
    let services = surroundings.services
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    var signer = IdentitySigner()
    for path in [key, newKey].compactMap({ $0 }) { signer.keys.append(try KeyFile.read(path, console)) }
    for path in signature { signer.signatures += try SignatureFile.read(path) }
    let change = try change(signer)
    if let request {
      let asked = try Failure.wrap { () throws(StreamError) in
        try StreamIdentity.request(change, of: files, services: services)
      }
      let answer = RequestAnswer(
        verb: "identity", goesOn: "cutlog identity \(action.rawValue) \(stream) …", stream: stream, form: form,
        surroundings: surroundings)
      try answer.tell(asked, in: request, surroundings.summary(of: stream))
      return .done
    }
    let outcome = try Failure.wrap { () throws(StreamError) in
      try StreamIdentity.append(change, to: files, signer: signer, services: services)
    }
    surroundings.tellOfRecovery(outcome.receipt.recovered, stream)
    if !outcome.doubted.isEmpty {
      console.warn(
        stream, "the key has sealed line \(outcome.doubted.map(String.init).joined(separator: ", ")): the stream no longer verifies",
        hint: "that can't be taken back; go on in a new stream that follows this one")
    }
    try tell(outcome, surroundings)
    return .done
  }

  private func change(_ signer: IdentitySigner) throws -> StreamIdentity.Change {
    if action == .compromise {
      return .compromise(try vkey.map { try PublicKey.read($0) }, since: since ?? 0)
    }
    if let newIdentity { return .rotate(to: try PublicKey.read(newIdentity)) }
    guard let new = signer.keys.last else { throw Failure("--new-key", "holds no key") }
    return .rotate(to: new.verifier)
  }

  private func tell(_ outcome: StreamIdentity.Outcome, _ surroundings: Surroundings) throws {
    let verdict: String
    let subject: VerifierKey
    var facts: [(String, Phrase?)]
    switch outcome.statement {
    case .rotated(_, let old, let new):
      (verdict, subject) = ("rotated", new)
      facts = [("rotated", .code(outcome.statement.origin)), ("from", .code(old.text)), ("to", .code(new.text))]
    case .compromised(_, let key, let since):
      (verdict, subject) = ("compromised", key)
      facts = [
        ("compromised", .code(key.text)), ("in", .code(outcome.statement.origin)), ("from line", "\(since)"),
      ]
    }
    facts += [("stated in line", "\(outcome.index)"), ("size", "\(outcome.receipt.size)")]
    guard form.json else {
      var page = Page()
      page.facts(facts)
      return try surroundings.console.write(page)
    }
    var document = ReportDocument(verb: "identity", verdict: verdict)
    document.streams = surroundings.summary(of: stream).map { [$0] } ?? []
    document.body = [
      JSONMember("origin", .string(outcome.statement.origin)), JSONMember("size", .integer(outcome.receipt.size)),
      JSONMember("index", .integer(outcome.index)), JSONMember("vkey", .string(subject.text)),
      JSONMember("since", since.map { .number("\($0)") } ?? .null),
      JSONMember("note", .string(outcome.statement.text)),
    ]
    document.problems = outcome.doubted.map { index in
      ReportProblem(
        .error, rule: "identity.compromised", message: "the seal is signed by an identity that was compromised by then",
        file: stream, index: index)
    }
    try surroundings.console.write(document)
  }
}
