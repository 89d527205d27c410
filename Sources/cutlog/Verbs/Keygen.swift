import ArgumentParser
import JSONText
import Reports
import SealedLog

/// Makes an identity key.
struct Keygen: Verb {
  static let configuration = CommandConfiguration(
    commandName: "keygen",
    abstract: "Make an identity key, which outsiders pin.",
    discussion: HelpText.discussion(
      """
      Writes the secret key to FILE, readable by you alone, and the public key to FILE.pub, and trusts it. Keep FILE away \
      from the machine that records: whoever has it can make streams in your name. Give FILE.pub to those who are to check.
      """,
      examples: ["cutlog keygen example.com/ops -o ops.key"],
      status: [(0, "done"), (2, "could not be written, or there already"), (64, "usage")]))

  @Argument(help: "The key's name, such as example.com/ops.") var name: String
  @Option(name: .shortAndLong, help: ArgumentHelp("The secret key's file.", valueName: "file")) var output: String
  @Option(help: ArgumentHelp("Add the key to this trust file instead of the user's own.", valueName: "file"))
  var trust: String?
  @OptionGroup var form: JSONOption

  func validate() throws {
    guard KeyName.isValid(name) else {
      throw ValidationError(
        "\(name) is no name of a key: expected letters, digits and . _ ~ / -, a letter or digit first")
    }
    guard output != "-" else { throw ValidationError("a key goes to a file, not to standard output") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    guard let key = SigningKey(name: name, seed: surroundings.services.random(32)) else {
      throw Failure(name, "is no name of a key")
    }
    let publicFile = output + ".pub"
    for path in [output, publicFile] where DurableFile.exists(path) {
      throw Failure(path, "is there already, expected a new name", hint: "a key is never replaced; choose another file")
    }
    if let failure = NamedFile.missingFolder(of: output) { throw failure }
    try Failure.wrap { () throws(StreamError) in
      try DurableFile.write(Array("\(key.secretText)\n".utf8), to: output, mode: 0o600, replacing: false)
      try DurableFile.write(Array("\(key.verifier.text)\n".utf8), to: publicFile, replacing: false)
    }
    let trustFile = trust ?? surroundings.folders.trust
    if let trustFile { try TrustFile.add(key.verifier, to: trustFile) }
    if form.json {
      var document = ReportDocument(verb: "keygen", verdict: "created")
      document.body = [
        JSONMember("name", .string(name)), JSONMember("vkey", .string(key.verifier.text)),
        JSONMember("secret", .string(output)), JSONMember("public", .string(publicFile)),
        JSONMember("trust", .text(trustFile)),
      ]
      try surroundings.console.write(document)
    } else {
      var page = Page()
      page.facts([
        ("key", .code(key.verifier.text)), ("secret", "\(code: output), keep it away from the machine that records"),
        ("public", "\(code: publicFile), for those who are to check"), ("trusted in", trustFile.map { .code($0) }),
      ])
      try surroundings.console.write(page)
    }
    return .done
  }
}
