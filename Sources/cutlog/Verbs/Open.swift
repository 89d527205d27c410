import ArgumentParser
import CloudEvents
import CutoverModel
import Documents
import JSONText
import Reports
import SealedLog

/// Starts a stream with the plan inside.
struct Open: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Start a stream with the plan sealed inside.",
    discussion: HelpText.discussion(
      """
      The plan is checked, attached and adopted; the identity key signs the first seal. From then on the stream is appended \
      to without it. The origin, by default KEYNAME/PLAN/TIME-RANDOM, names the stream for ever.
      """,
      examples: [
        "cutlog open night.jsonl.gz --plan plan.yaml --key ops.key --starts 2026-11-22T22:00:00Z",
        "cutlog open drill.jsonl.gz --plan plan.yaml --key ops.key --kind rehearsal --environment staging",
      ],
      status: [
        (0, "opened"), (2, "no plan or a malformed one, no key, or the file is there already"), (64, "usage"),
      ]), aliases: ["init"])

  @Argument(help: "The stream's file, such as night.jsonl.gz.") var stream: String
  @Option(help: ArgumentHelp("The plan, YAML or JSON.", valueName: "file")) var plan: String
  @Option(help: ArgumentHelp("The identity's secret key.", valueName: "file")) var key: String
  @Option(help: ArgumentHelp("The stream's name.", valueName: "origin")) var origin: String?
  @Option(help: ArgumentHelp("What all streams of one execution share; by default the origin.", valueName: "run"))
  var run: String?
  @Option(help: "live, rehearsal, failback, import or addendum.") var kind: OpenedStream.Kind = .live
  @Option(help: ArgumentHelp("The start that the plan's T stands for, RFC 3339.", valueName: "time"))
  var starts: TimeArgument?
  @Option(help: ArgumentHelp("Where: production, staging, …", valueName: "name")) var environment: String?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A parameter: JSON if it is a number, bool, array or object, else a string.", valueName: "k=v"))
  var parameters: [NamedValue] = []
  @Option(help: ArgumentHelp("A stream that this one follows.", valueName: "stream")) var follows: [String] = []
  @Option(name: .customLong("as"), help: "How: rehearsal-of, undoes, continues or remarks-on; one for each --follows.")
  var relations: [OpenedStream.Followed.Relation] = []
  @Flag(help: "Add a random salt to every line, so that a withheld one can't be guessed.") var salted = false
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    if let origin, !KeyName.isValid(origin) {
      throw ValidationError("\(origin) is no origin: expected letters, digits and . _ ~ / -, a letter or digit first")
    }
    if follows.count != relations.count {
      throw ValidationError("each --follows needs its own --as, and the other way round")
    }
    let names = parameters.map(\.name)
    if Set(names).count != names.count { throw ValidationError("a parameter is set more than once") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let services = surroundings.services
    let console = surroundings.console
    let (document, bytes) = try PlanDocument.read(plan)
    let identity = try KeyFile.read(key, console)

    let attached = document.attachment(bytes, path: plan)
    let adoption = document.adoption(of: attached)
    var request = OpeningRequest(
      origin: origin ?? Self.origin(identity.name, document.plan.plan, services), kind: kind, documents: [attached],
      plan: adoption)
    request.run = run
    request.starts = starts?.text
    request.environment = environment
    request.sites = document.plan.sites.map { ($0.source, $0.target) }
    request.parameters = parameters.map { ($0.name, $0.value) }
    request.isSalted = salted
    request.follows = try zip(follows, relations).map { try followed($0, $1) }

    if let directory = state.directory { try UserFolders.make(directory) }
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let note = try Failure.wrap { () throws(StreamError) in
      try StreamOpening.open(files, request, identity: identity, services: services)
    }
    console.warn(
      key, "the identity key lies on the recording host: whoever takes this machine can sign as \(identity.name)",
      hint: "move it elsewhere until `close`")
    if surroundings.isMachineToldByHostName {
      console.note(
        "this machine has no /etc/machine-id, so its host name \(SystemEnvironment.hostName) stands in; "
          + "after a change of that name the stream needs `cutlog recover`")
    }
    try tell(request, note, identity, attached, surroundings)
    return .done
  }

  /// `KEYNAME/PLAN/20261122T215800Z-3f9a`.
  private static func origin(_ key: String, _ plan: String, _ services: RecorderServices) -> String {
    let now = Timestamp(nanoseconds: services.now().nanoseconds, fractionDigits: 0).description
    let stamp = now.filter { $0 != "-" && $0 != ":" }
    return "\(key)/\(plan)/\(stamp)-\(Hexadecimal.encode(services.random(2)))"
  }

  private func followed(
    _ path: String, _ relation: OpenedStream.Followed.Relation
  ) throws -> OpenedStream.Followed {
    let verification: Verification
    do throws(StreamError) { verification = try StreamVerifier.verify(FileSource(path: path)) } catch {
      throw Failure(error)
    }
    guard verification.isIntact, let opened = verification.opened, let note = verification.note else {
      throw Failure(
        path, "is \(verification.verdict.rawValue), expected a stream that verifies",
        hint: "`cutlog verify \(path)` shows every finding", status: .doesNotHold)
    }
    return OpenedStream.Followed(origin: opened.origin, checkpoint: note.description, relation: relation)
  }

  private func tell(
    _ request: OpeningRequest, _ note: SignedNote, _ identity: SigningKey, _ document: AttachedDocument,
    _ surroundings: Surroundings
  ) throws {
    let console = surroundings.console
    guard let checkpoint = Checkpoint(text: note.text) else { throw Failure(stream, "opened with no checkpoint") }
    if form.json {
      var answer = ReportDocument(verb: "open", verdict: "opened")
      var summary = StreamSummary.open(origin: request.origin, size: checkpoint.size)
      summary.run = request.run ?? request.origin
      summary.root = checkpoint.root.base64
      summary.kind = request.kind.rawValue
      let trust = try? TrustFile.read(nil, surroundings.folders)
      summary.signer = .init(
        name: identity.name, vkey: identity.verifier.text,
        trusted: trust?.identities.contains(identity.verifier) ?? false)
      answer.streams = [summary]
      answer.planDigest = document.digest.hex
      answer.body = [
        JSONMember("origin", .string(request.origin)), JSONMember("size", .integer(checkpoint.size)),
        JSONMember("identity", .string(identity.verifier.text)),
      ]
      answer.problems = [
        ReportProblem(
          .warning, rule: "identity-on-host", message: "the identity key lies on the recording host", file: key)
      ]
      try console.write(answer)
    } else {
      var page = Page()
      page.facts([
        ("opened", .code(stream)), ("origin", .code(request.origin)), ("kind", "\(request.kind.rawValue)"),
        ("plan", "\(code: request.plan.plan), version \(request.plan.version)"),
        ("signed by", .code(identity.verifier.text)),
        ("size", "\(checkpoint.size)"),
      ])
      try console.write(page)
    }
  }
}

extension OpenedStream.Kind: ExpressibleByArgument {}
extension OpenedStream.Followed.Relation: ExpressibleByArgument {}
