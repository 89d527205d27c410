import ArgumentParser
import Attestation

/// What every personal act takes: who acts, and how it is signed.
struct PersonalActOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Sign with this SSH key, through ssh-keygen.", valueName: "sshkey")) var sign: String?
  @Option(
    help: ArgumentHelp("Write the statement to sign to this file and record nothing yet.", valueName: "file"))
  var request: String?
  @Option(help: ArgumentHelp("Record the statement in this file, with --signature.", valueName: "file"))
  var statement: String?
  @Option(help: ArgumentHelp("The SSH signature over the statement.", valueName: "file")) var signature: String?
  @Option(help: ArgumentHelp("Who acts and signs; by default the actor.", valueName: "name")) var principal: String?
  @Option(help: ArgumentHelp("Who or what acted; by default the principal.", valueName: "actor")) var actor: String?
  @Option(help: ArgumentHelp("Why; it is signed too.", valueName: "text")) var comment: String?
  @Option(
    help: ArgumentHelp("When it happened, RFC 3339; by default now.", valueName: "time"),
    transform: TimeArgument.init(argument:))
  var at: TimeArgument?
  @Option(help: ArgumentHelp("The event's id; by default 32 random hex digits.", valueName: "id")) var id: String?
  @Option(help: ArgumentHelp("Who reports it; by default cutlog/USER@HOST.", valueName: "source")) var source: String?

  func validate() throws {
    let ways = [sign, request, signature].compactMap(\.self)
    guard ways.count <= 1 else { throw ValidationError("--sign, --request and --signature exclude each other") }
    guard (statement == nil) == (signature == nil) else {
      throw ValidationError("--statement and --signature belong together")
    }
    if id?.isEmpty == true || source?.isEmpty == true {
      throw ValidationError("id and source must not be empty")
    }
    if signature != nil {
      if principal != nil || comment != nil || at != nil {
        throw ValidationError("--principal, --comment and --at stand in the statement already")
      }
    } else if sign != nil || request != nil {
      guard let signer else { throw ValidationError("--principal says who signs, as in alice@example.com") }
      guard Statement.isValue(signer) else {
        throw ValidationError("the principal is empty, too long, or has control characters or spaces around it")
      }
    }
  }

  /// Who signs.
  var signer: String? { principal ?? actor }
  /// Whether a signature is part of it, now or later.
  var isSigned: Bool { sign != nil || request != nil || signature != nil }
}
