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
    commandName: "open",
    abstract: "Start a stream with the plan sealed inside.",
    discussion: HelpText.discussion(
      """
      The plan is checked, attached and adopted; the identity key signs the first seal. From then on the stream is appended \
      to without it. The origin, by default KEYNAME/PLAN/TIME-RANDOM, names the stream for ever.

      The key need not come to this machine, and better doesn't: --request writes what it is to sign, `cutlog sign` signs it \
      where it is kept, and --signature opens the stream.
      """,
      examples: [
        "cutlog open night.jsonl.gz --plan plan.yaml --key ops.key --starts 2026-11-22T22:00:00Z",
        "cutlog open drill.jsonl.gz --plan plan.yaml --key ops.key --kind rehearsal --environment staging",
        "cutlog open night.jsonl.gz --plan plan.yaml --identity ops.key.pub --request night.request",
        "cutlog open night.jsonl.gz --signature night.signature",
      ],
      status: [
        (0, "opened"), (2, "no plan or a malformed one, no key, or the file is there already"), (64, "usage"),
      ]), aliases: ["init"])

  @Argument(help: "The stream's file, such as night.jsonl.gz.") var stream: String
  @Option(help: ArgumentHelp("The plan, YAML or JSON.", valueName: "file")) var plan: String?
  @OptionGroup var identity: IdentityOptions
  @Option(
    name: .customLong("identity"),
    help: ArgumentHelp("With --request: the identity, a vkey or a .pub file.", valueName: "vkey"))
  var requested: String?
  @Option(help: ArgumentHelp("The stream's name.", valueName: "origin")) var origin: String?
  @Option(help: ArgumentHelp("What all streams of one execution share; by default the origin.", valueName: "run"))
  var run: String?
  @Option(help: "live, rehearsal, failback, import or addendum.") var kind: OpenedStream.Kind = .live
  @Option(
    help: ArgumentHelp("The start that the plan's T stands for, RFC 3339.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var starts: TimeArgument?
  @Option(help: ArgumentHelp("Where: production, staging, …", valueName: "name")) var environment: String?
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A parameter: JSON if it is a number, bool, array or object, else a string.", valueName: "k=v"),
    transform: NamedValue.init(argument:))
  var parameters: [NamedValue] = []
  @Option(help: ArgumentHelp("A stream that this one follows.", valueName: "stream")) var follows: [String] = []
  @Option(name: .customLong("as"), help: "How: rehearsal-of, undoes, continues or remarks-on; one for each --follows.")
  var relations: [OpenedStream.Followed.Relation] = []
  @Flag(help: "Add a random salt to every line, so that a withheld one can't be guessed.") var salted = false
  @OptionGroup var state: StateOption
  @OptionGroup var form: JSONOption

  func validate() throws {
    try identity.require()
    if plan == nil, identity.key != nil { throw ValidationError("--plan FILE is needed: it is sealed into the stream") }
    if plan != nil, identity.signature != nil || identity.cancel {
      throw ValidationError("--plan belongs to the request: what was requested stands fixed")
    }
    if (identity.request != nil && plan != nil) != (requested != nil) {
      throw ValidationError("--request with --plan needs --identity VKEY, and nothing else takes it")
    }
    if identity.request == "-", form.json { throw ValidationError("--request - and --json both want standard output") }
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
    let files = StreamFiles(stream: stream, stateDirectory: state.directory)
    let answer = RequestAnswer(
      verb: "open", goesOn: "cutlog open \(stream)", stream: stream, form: form, surroundings: surroundings)
    if identity.cancel { return try answer.cancel(files) }
    if let plan { return try open(files, plan: plan, answer, surroundings) }
    let services = surroundings.services
    if let file = identity.request {
      let request = try Failure.wrap { () throws(StreamError) in
        try StreamRequests.waiting(files, services: services)
      }
      try answer.tell(request, in: file)
      return .done
    }
    let signer = try surroundings.signer(identity) ?? IdentitySigner()
    let (note, request) = try Failure.wrap { () throws(StreamError) in
      try StreamOpening.complete(files, signer: signer, services: services)
    }
    guard case .opening(let opened, let adoption) = request.subject else { throw Failure(stream, "was not opened") }
    tellOfMachine(surroundings)
    try tell(
      Opened(
        origin: opened.origin, run: opened.run, kind: opened.kind, plan: adoption, identity: opened.identity), note,
      surroundings)
    return .done
  }

  private func open(
    _ files: StreamFiles, plan: String, _ answer: RequestAnswer, _ surroundings: Surroundings
  ) throws -> ExitStatus {
    let services = surroundings.services
    let console = surroundings.console
    let (document, bytes) = try PlanDocument.read(plan)
    let key = try identity.key.map { try KeyFile.read($0, console) }
    guard let vkey = try key?.verifier ?? requested.map({ try PublicKey.read($0) }) else {
      throw Failure(stream, "has no identity")
    }

    let attached = document.attachment(bytes, path: plan)
    let adoption = document.adoption(of: attached)
    var request = OpeningRequest(
      origin: origin ?? Self.origin(vkey.name, document.plan.plan, services), kind: kind, documents: [attached],
      plan: adoption)
    request.run = run
    request.starts = starts?.text
    request.environment = environment
    request.sites = document.plan.sites.map { ($0.source, $0.target) }
    request.parameters = parameters.map { ($0.name, $0.value) }
    request.isSalted = salted
    request.follows = try zip(follows, relations).map { try followed($0, $1) }

    if let directory = state.directory { try UserFolders.make(directory) }
    guard let key else {
      let asked = try Failure.wrap { () throws(StreamError) in
        try StreamOpening.request(files, request, identity: vkey, services: services)
      }
      try answer.tell(asked, in: identity.request ?? "-")
      return .done
    }
    let note = try Failure.wrap { () throws(StreamError) in
      try StreamOpening.open(files, request, identity: key, services: services)
    }
    if let warning = keyFileHere {
      console.warn(
        warning, "the identity key lies on the recording host: whoever takes this machine can sign as \(key.name)",
        hint: "move it elsewhere until `close`; `open --request` does without it here")
    }
    tellOfMachine(surroundings)
    try tell(
      Opened(
        origin: request.origin, run: request.run ?? request.origin, kind: request.kind, plan: adoption, identity: vkey),
      note, surroundings)
    return .done
  }

  /// The file of the secret key, if it lies on this machine.
  private var keyFileHere: String? { identity.key == "-" ? nil : identity.key }

  private func tellOfMachine(_ surroundings: Surroundings) {
    guard surroundings.isMachineToldByHostName else { return }
    surroundings.console.note(
      "this machine has no /etc/machine-id, so its host name \(SystemEnvironment.hostName) stands in; "
        + "after a change of that name the stream needs `cutlog recover`")
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
    let verification = try StreamInput(path).fold(with: NoFold(), options: StreamVerifier.Options()).verification
    guard verification.isIntact, let opened = verification.opened, let note = verification.note else {
      throw Failure(
        path, "is \(verification.verdict.rawValue), expected a stream that verifies",
        hint: "`cutlog verify \(path)` shows every finding", status: .doesNotHold)
    }
    return OpenedStream.Followed(origin: opened.origin, checkpoint: note.description, relation: relation)
  }

  /// What there is to tell of a stream that was opened.
  private struct Opened {
    var origin: String
    var run: String
    var kind: OpenedStream.Kind
    var plan: PlanAdoption
    var identity: VerifierKey
  }

  private func tell(_ opened: Opened, _ note: SignedNote, _ surroundings: Surroundings) throws {
    let console = surroundings.console
    guard let checkpoint = Checkpoint(text: note.text) else { throw Failure(stream, "opened with no checkpoint") }
    if form.json {
      var answer = ReportDocument(verb: "open", verdict: "opened")
      var summary = StreamSummary.open(origin: opened.origin, size: checkpoint.size)
      summary.run = opened.run
      summary.root = checkpoint.root.base64
      summary.kind = opened.kind.rawValue
      let trust = try? TrustFile.read(nil, surroundings.folders)
      summary.signer = .init(
        name: opened.identity.name, vkey: opened.identity.text,
        trusted: trust?.identities.contains(opened.identity) ?? false)
      answer.streams = [summary]
      answer.planDigest = opened.plan.document
      answer.body = [
        JSONMember("origin", .string(opened.origin)), JSONMember("size", .integer(checkpoint.size)),
        JSONMember("identity", .string(opened.identity.text)),
      ]
      if let keyFileHere {
        answer.problems = [
          ReportProblem(
            .warning, rule: "identity-on-host", message: "the identity key lies on the recording host", file: keyFileHere)
        ]
      }
      try console.write(answer)
    } else {
      var page = Page()
      page.facts([
        ("opened", .code(stream)), ("origin", .code(opened.origin)), ("kind", "\(opened.kind.rawValue)"),
        ("plan", "\(code: opened.plan.plan), version \(opened.plan.version)"),
        ("signed by", .code(opened.identity.text)),
        ("size", "\(checkpoint.size)"),
      ])
      try console.write(page)
    }
  }
}

extension OpenedStream.Kind: ExpressibleByArgument {}
extension OpenedStream.Followed.Relation: ExpressibleByArgument {}
