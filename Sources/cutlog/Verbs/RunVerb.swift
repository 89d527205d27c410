import ArgumentParser
import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// Runs a command as a task.
struct RunVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a command as a task, and record its start and its end.",
    discussion: HelpText.discussion(
      """
      What the command prints is passed on as it comes, standard output and standard error apart; signals are passed on to \
      it. Recorded are start, end, exit status, the SHA-256 of the output as it was read and its last 4,096 bytes. The stream \
      is not locked while the command runs. If an event can't be recorded the command runs all the same: the event is kept in \
      a file, and the next command that writes to the stream records it. The exit status is the command's, 128 and the signal if \
      it was killed.
      """,
      examples: [
        "cutlog run night.jsonl.gz freeze-writes -- ./freeze.sh payments",
        "cutlog run night.jsonl.gz sync --must-record --no-output -- ssh db1 wait-for-replica",
      ], status: HelpText.running))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The task of the plan.") var task: String
  @Argument(parsing: .postTerminator, help: "The command, after --.") var command: [String] = []
  @Option(help: ArgumentHelp("Which attempt this is; by default counted from earlier starts.", valueName: "n"))
  var attempt: Int?
  @OptionGroup var options: ActionOptions
  @OptionGroup var state: StateOption

  func validate() throws {
    if command.isEmpty { throw ValidationError("expected a command after --") }
    if let attempt, attempt < 1 { throw ValidationError("--attempt \(attempt) is no attempt, expected 1 or more") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let signals = SignalInbox()
    let words = CommandWords(command)
    var recorder = ActionRecorder(stream: stream, state: state, surroundings: surroundings)
    let context = ActionContext(recorder.files.stream, task: task)
    surroundings.warnIfMissing(task, "task", context.plan?.tasks.map(\.id))

    let attempt = self.attempt ?? context.starts.map { $0 + 1 }
    let attempts = attempt.map { [JSONMember("attempt", .integer($0))] } ?? []
    let started = surroundings.services.now()
    let start = options.event(
      EventKind.taskStarted.type, at: started, task: task, attempts + options.members(of: words), in: surroundings)
    if options.mustRecord {
      do { try recorder.commit(start) } catch let failure as Failure { throw failure.ofRunning(command) }
    } else {
      recorder.record(start, as: "the start of \(task)")
    }
    return CommandExecution(command: words, surroundings: surroundings, signals: signals).run(started: started) { outcome in
      var data = attempts + outcome.members
      if !options.leavesOutputOut, outcome.evidence.count > 0 {
        data.append(JSONMember("outputTail", .string(outcome.evidence.tail)))
      }
      let kind = outcome.isSuccess ? EventKind.taskCompleted : .taskFailed
      let end = options.event(kind.type, at: outcome.ended, task: task, causation: start.id, data, in: surroundings)
      recorder.record(end, as: "the end of \(task)")
    }
  }
}

extension Failure {
  /// The same, as the reason why a command was not started.
  func ofRunning(_ command: [String]) -> Failure {
    var failure = self
    failure.status = .ownFailure
    failure.parts.append(
      Part(
        subject: command.first ?? "", message: "was not started, for --must-record was given",
        hint: "without it the command runs, and its record is kept until it can be written"))
    return failure
  }
}

extension Surroundings {
  /// Says so if the plan, as far as it is known, has nothing of that id.
  func warnIfMissing(_ id: String, _ what: String, _ known: [String]?) {
    guard let known, !known.contains(where: { $0.utf8.elementsEqual(id.utf8) }) else { return }
    console.warn(
      id, "is no \(what) of the plan; it is recorded as one that was not planned",
      hint: known.isEmpty ? nil : "the plan has " + known.prefix(12).joined(separator: ", ") + (known.count > 12 ? ", …" : ""))
  }
}
