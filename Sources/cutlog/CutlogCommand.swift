import ArgumentParser
import Reports

/// The command line: a verb and its arguments.
@main
struct CutlogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cutlog",
    abstract: "A flight recorder for production cutovers.",
    discussion: """
      A cutover is recorded, action by action, as a signed and compressed stream of events. Anyone can check and \
      replay the stream, offline: what happened, were the objectives met, how did it go against the plan.

      Data goes to standard output, everything else to standard error; `-` is standard input or output.

      EXIT STATUS
        0   done, and what was asked holds
        1   checked, and it does not hold: tampered, missed, contradicted, infeasible
        2   could not be done: no file, malformed input, no permission
        3   undecided: evidence missing, signer not trusted, not closed as asked
        64  usage

      `run` and `check` end as their command does, with 128 and the signal if it was killed, or with 125 if it could \
      not be started.
      """,
    version: Program.name.version,
    groupedSubcommands: [
      CommandGroup(
        name: "Record",
        subcommands: [
          Keygen.self, Open.self, Record.self, Event.self, Start.self, Done.self, Fail.self, Skip.self, Note.self,
          RunVerb.self, CheckVerb.self, Approve.self, Reject.self, Decide.self, Waive.self, Attest.self, Amend.self,
          Retract.self, Attach.self, Revise.self, Anchor.self, Close.self, Recover.self,
          Identity.self, Sign.self,
        ]),
      CommandGroup(
        name: "Check", subcommands: [Verify.self, Prove.self, CheckProof.self, Withhold.self, PlanVerb.self, PolicyVerb.self]),
      CommandGroup(name: "Read", subcommands: [Show.self, Extract.self, Status.self, TimelineVerb.self, State.self, ReplayVerb.self]),
      CommandGroup(name: "Judge", subcommands: [Objectives.self, VarianceVerb.self, Compare.self, Claims.self, AuditVerb.self, ForecastVerb.self]),
      CommandGroup(name: "Hand on", subcommands: [Report.self, Demo.self]),
    ])

  /// Parses and runs; wrong usage is told in the form of every other error.
  static func main() {
    if let failure = ArgumentText.failure() {
      Console(environment: SystemEnvironment.variables).report(failure)
      exit(withError: ExitCode(failure.status.rawValue))
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      guard exitCode(for: error).rawValue == ExitStatus.usage.rawValue, !(error is ExitCode) else { exit(withError: error) }
      let verb = CommandLine.arguments.dropFirst().first.flatMap { word in
        configuration.groupedSubcommands.flatMap(\.subcommands).first { type in
          type._commandName == word || type.configuration.aliases.contains(word)
        }
      }
      let message = message(for: error)
      let first = message.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? message
      let failure = Failure(
        (["cutlog"] + (verb.map { [$0._commandName] } ?? [])).joined(separator: " "),
        (first.first?.lowercased() ?? "") + first.dropFirst().trimmingSuffix("."),
        hint: "`cutlog \(verb.map { "\($0._commandName) --help" } ?? "--help")` tells how it is used", status: .usage)
      Console(environment: SystemEnvironment.variables).report(failure)
      exit(withError: ExitCode(failure.status.rawValue))
    }
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}
