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
    groupedSubcommands: VerbTable.groups.map { CommandGroup(name: $0.name, subcommands: $0.verbs.map(\.type)) })

  /// Parses and runs; wrong usage is told in the form of every other error.
  static func main() {
    if let failure = ArgumentText.failure() {
      Console(environment: SystemEnvironment.variables).report(failure)
      exit(withError: ExitCode(failure.status.rawValue))
    }
    let words = Array(CommandLine.arguments.dropFirst())
    // Asked by every script that wants to know whether it is there.
    if words == ["--version"] { return print(Program.name.version) }
    if let command = EventCommand(words) {
      let status = command.run()
      if status == .done { return }
      exit(withError: ExitCode(status.rawValue))
    }
    do {
      var command = try parsed(words)
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

extension CutlogCommand {
  /// The command of a command line.
  ///
  /// A verb that is named first is parsed alone, for the parser looks at whatever it may come across by reflection. Where that
  /// doesn't give a command, the whole is parsed: what is said of wrong usage, and every help, comes from there.
  static func parsed(_ words: [String]) throws -> any ParsableCommand {
    guard let word = words.first, let verb = VerbTable.type(of: word), verb.configuration.subcommands.isEmpty,
      let command = try? verb.parseAsRoot(Array(words.dropFirst())), type(of: command) == verb
    else { return try parseAsRoot(words) }
    return command
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}
