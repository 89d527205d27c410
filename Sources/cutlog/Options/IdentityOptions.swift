import ArgumentParser

/// How the identity signs: with its key here, or elsewhere by a request and a signature.
struct IdentityOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The identity's secret key.", valueName: "file")) var key: String?
  @Option(
    help: ArgumentHelp(
      "Write to this file what the identity is to sign elsewhere, and wait for it.", valueName: "file"))
  var request: String?
  @Option(help: ArgumentHelp("The signature of `cutlog sign` on the request that waits.", valueName: "file"))
  var signature: String?
  @Flag(help: "Give up the request that waits, and erase its secrets.") var cancel = false

  /// How many of the ways are given.
  var count: Int { [key != nil, request != nil, signature != nil, cancel].count { $0 } }

  static let ways = "--key FILE, --request FILE, --signature FILE or --cancel"

  func validate() throws {
    guard count <= 1 else { throw ValidationError("only one of \(Self.ways) can be given") }
  }

  /// Demands one of the ways.
  func require() throws {
    guard count == 1 else { throw ValidationError("one of \(Self.ways) is needed") }
  }
}
