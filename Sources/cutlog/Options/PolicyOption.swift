import ArgumentParser
import Audit

/// The policies that a run is judged by.
struct PolicyOption: ParsableArguments {
  @Option(
    name: .customLong("policy"),
    help: ArgumentHelp(
      "Judge by this control pack or policy file; may be repeated.", valueName: "policy"))
  var names: [String] = []

  /// The policies, in the order in which they were named.
  ///
  /// - Throws: `Failure` for one that can't be read or is malformed, and for one that is named twice.
  func policies() throws -> [GivenPolicy] {
    var policies: [GivenPolicy] = []
    for name in names {
      let policy = try GivenPolicy(name)
      if policies.contains(where: { $0.policy.id.utf8.elementsEqual(policy.policy.id.utf8) }) {
        throw Failure(
          policy.name, "is a policy \(policy.policy.id), which is given already", hint: "name each policy once",
          status: .usage)
      }
      policies.append(policy)
    }
    return policies
  }
}
