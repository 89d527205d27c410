import ArgumentParser

/// One verb of the command line.
protocol Verb: ParsableCommand {
  /// Does what was asked; data to the console's output, everything else beside it.
  ///
  /// - Throws: `Failure` for what could not be done.
  mutating func perform(in surroundings: Surroundings) throws -> ExitStatus
}

extension Verb {
  mutating func run() throws {
    let status = Execution.ofProcess { execute(in: $0) }
    if status != .done { throw ExitCode(status.rawValue) }
  }

  /// Performs the verb and tells of failures as people are told.
  mutating func execute(in surroundings: Surroundings) -> ExitStatus {
    Execution.perform(Self._commandName, json: (self as? any JSONAnswering)?.form.json ?? false, in: surroundings) {
      try perform(in: surroundings)
    }
  }
}

/// The end of every verb's help.
enum HelpText {
  static func discussion(_ text: String, examples: [String], status: [(Int, String)]) -> String {
    let width = 2
    let codes = status.map { code, meaning in
      let number = String(code)
      return "  \(number)\(String(repeating: " ", count: max(1, width + 2 - number.count)))\(meaning)"
    }
    return [
      text, "EXAMPLES\n" + examples.map { "  \($0)" }.joined(separator: "\n"),
      "EXIT STATUS\n" + codes.joined(separator: "\n"),
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The statuses of verbs that read a stream and judge nothing themselves.
  static let reading = [
    (0, "done"), (1, "the stream is tampered with or rolled back"),
    (2, "no stream, or none that can be read"), (64, "usage"),
  ]
  /// How a personal act is signed.
  static let signing = """
    With --sign the statement about it is signed with your own SSH key, through ssh-keygen: agents, passphrases and \
    hardware keys work. Who sits elsewhere signs the file that --request writes; --statement and --signature record it.
    """
  /// The statuses of personal acts.
  static let acting = [
    (0, "done, sealed and on the disk"), (1, "the stream is tampered with or rolled back"),
    (2, "not signed, refused or impossible; what was acknowledged is safe"), (64, "usage"),
  ]
  /// The statuses of verbs that write.
  static let writing = [
    (0, "done, sealed and on the disk"), (2, "refused or impossible; what was acknowledged is safe"), (64, "usage"),
  ]
  /// The statuses of verbs that run a command.
  static let running = [
    (0, "the command ended with 0; any other is the command's own"), (64, "usage"),
    (125, "the command was not started; the message says why"),
  ]
}
