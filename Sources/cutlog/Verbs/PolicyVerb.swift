import ArgumentParser
import Reports

/// Checks a policy and explains its rules.
struct PolicyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Check a policy or a control pack and explain its rules.")

  @Argument(help: "A policy file, a control pack, or - for standard input.") var policy: String
  @Flag(help: "Print the document as it is.") var print = false
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let given = try GivenPolicy(policy)
    if print { try surroundings.console.write(bytes: given.bytes) }
    return .done
  }
}
