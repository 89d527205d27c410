import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Signs a request where the identity's key is kept.
struct Sign: Verb {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a request where the identity's key is kept.",
    discussion: HelpText.discussion(
      """
      The other half of --request of `open`, `close`, `recover` and `identity`: they write on the recording host what is to be \
      signed, this signs it where the key is kept, and --signature goes on there. What is signed is shown on standard error. A \
      request carries the lines that its checkpoint is over, and everything is computed again: nothing else is signed. The \
      output is a C2SP signature line.
      """,
      examples: ["cutlog sign night.request --key ops.key -o night.signature"],
      status: [
        (0, "signed"), (2, "no request, an altered one, or another key than it asks for"), (64, "usage"),
      ]))

  @Argument(help: "The request, or - for standard input.") var file: String
  @Option(help: ArgumentHelp("The identity's secret key.", valueName: "file")) var key: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The signature's file; standard output without it.", valueName: "file"))
  var output: String?
  @OptionGroup var form: JSONOption

  func validate() throws {
    if file == "-", key == "-" { throw ValidationError("request and key can't both come from standard input") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let console = surroundings.console
    guard let request = SigningRequest(try ReadWhole.fileOrInput(file)) else {
      throw Failure(
        file, "is no signing request, or was altered; nothing else is signed",
        hint: "`open`, `close`, `recover` and `identity` write one with --request FILE; copy it byte for byte")
    }
    let key = try KeyFile.read(key, console)
    guard request.signers.contains(key.verifier) else {
      throw Failure(
        key.name, "is not asked to sign this, expected the key of \(request.signers.map(\.text).joined(separator: " or "))")
    }
    for line in request.sentences + Self.details(request) { console.note(line) }
    console.note("signed is exactly this text:")
    for line in request.text.split(separator: "\n") { console.note("  \(line)") }

    let signature = SignedNote(signing: request.text, with: [key]).signatures[0]
    if let output {
      try NamedFile.refuse(output, as: "the signature", ifAmong: [file, self.key])
      try OutputFile.write(Array(signature.line.utf8), to: output, keeping: [], console)
    } else if !form.json {
      try console.write(signature.line)
    }
    guard form.json else { return .done }
    var document = ReportDocument(verb: "sign", verdict: "signed")
    document.body = [
      JSONMember("subject", .string(Self.word(request))), JSONMember("origin", .string(request.origin)),
      JSONMember("text", .string(request.text)), JSONMember("signer", .string(key.verifier.text)),
      JSONMember("signature", .string(signature.line)), JSONMember("file", .text(output)),
    ]
    try console.write(document)
    return .done
  }

  private static func word(_ request: SigningRequest) -> String {
    switch request.subject {
    case .opening: "opening"
    case .closing: "closing"
    case .bridge: "bridge"
    case .identity(.rotated): "rotation"
    case .identity(.compromised): "compromise"
    }
  }

  /// What others chose freely: shown escaped, and no part of the plain words in the request's file.
  private static func details(_ request: SigningRequest) -> [String] {
    guard case .opening(let opened, let plan) = request.subject else { return [] }
    var details = ["plan \(plan.plan), version \(plan.version); run \(opened.run)"]
    if let starts = opened.starts { details.append("starts \(starts)") }
    if let environment = opened.environment { details.append("environment \(environment)") }
    for followed in opened.follows { details.append("\(followed.relation.rawValue) \(followed.origin)") }
    return details
  }
}
