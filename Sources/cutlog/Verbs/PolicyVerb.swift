import ArgumentParser
import JSONText
import Reports

/// Checks a policy and explains its rules.
struct PolicyVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "policy",
    abstract: "Check a policy or a control pack and explain its rules.",
    discussion: HelpText.discussion(
      """
      Reads a policy, a control pack by its name or a file in YAML or JSON, and says with line and column what is wrong \
      in it: the examples of its rules are run too. Then says of each rule in words what it demands and why, which \
      controls it bears on and what the events can't show of them, with examples that conform and that violate. Without \
      an argument it lists the control packs, which are compiled in; --print gives a pack's document, to be read or \
      changed.
      """,
      examples: [
        "cutlog policy", "cutlog policy cutover-baseline", "cutlog policy dora --print > ours.yaml",
        "cutlog policy ours.yaml --json | jq '.policy.rules[] | {id, demands}'",
      ],
      status: [(0, "the policy is sound"), (2, "no policy, or malformed"), (64, "usage")]))

  @Argument(help: "A policy file, a control pack, or - for standard input; without one all packs are listed.")
  var policy: String?
  @Flag(help: "Print the document as it is.") var print = false
  @OptionGroup var form: JSONOption

  func validate() throws {
    if print, policy == nil { throw ValidationError("no policy is named that could be printed") }
    if print, form.json { throw ValidationError("--print gives the document as it is, so --json has no meaning beside it") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let console = surroundings.console
    guard let policy else {
      try list(console)
      return .done
    }
    let given = try read(policy, console)
    if print {
      try console.write(bytes: given.bytes)
      return .done
    }
    let report = given.report
    if form.json {
      var document = ReportDocument(verb: "policy", verdict: "sound")
      document.policyDigests = [given.digest]
      document.problems = report.remarks
      document.body = [JSONMember("policy", report.json)]
      try console.write(document)
    } else {
      try console.write(report.page)
    }
    return .done
  }

  /// Reads the policy; a malformed one is answered for in JSON too.
  private func read(_ policy: String, _ console: Console) throws -> GivenPolicy {
    do { return try GivenPolicy(policy) } catch let failure as Failure {
      if form.json, !failure.problems.isEmpty {
        var document = ReportDocument(verb: "policy", verdict: "malformed")
        document.problems = failure.problems
        try console.write(document)
      }
      throw failure
    }
  }

  private func list(_ console: Console) throws {
    let packs = PolicyList(try ControlPack.all.map { try $0.policy.report })
    if form.json {
      var document = ReportDocument(verb: "policy", verdict: nil)
      document.body = [JSONMember("packs", packs.json)]
      try console.write(document)
    } else {
      try console.write(packs.page)
    }
  }
}
