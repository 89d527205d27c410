import ArgumentParser
import CutoverModel
import JSONText
import Reports
import SealedLog

/// Runs a command as a check.
struct CheckVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a command as a check, and record whether it passed.",
    discussion: HelpText.discussion(
      """
      Status 0 is `check.passed`, any other `check.failed`; a command that can't be started is `check.inconclusive`. Kind and \
      expected value come from the plan, what was observed is the end of the output. Output, signals and status are passed on, \
      and the record is kept if it can't be written, as with `cutlog run`.
      """,
      examples: [
        "cutlog check night.jsonl.gz db-read-only -- psql -Atc 'show default_transaction_read_only'",
        "cutlog check night.jsonl.gz smoke-login --service payments -- ./smoke login",
      ], status: HelpText.running))

  @Argument(help: "The stream.") var stream: String
  @Argument(help: "The check of the plan.") var check: String
  @Argument(parsing: .postTerminator, help: "The command, after --.") var command: [String] = []
  @Option(help: ArgumentHelp("The task that it checks.", valueName: "id")) var task: String?
  @OptionGroup var options: ActionOptions
  @OptionGroup var state: StateOption

  func validate() throws {
    if command.isEmpty { throw ValidationError("expected a command after --") }
  }

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let signals = SignalInbox()
    let words = CommandWords(command)
    var recorder = ActionRecorder(stream: stream, state: state, surroundings: surroundings)
    let plan = ActionContext(recorder.files.stream, task: nil).plan
    surroundings.warnIfMissing(check, "check", plan?.checks.map(\.id))
    if options.mustRecord {
      do { try recorder.probe() } catch let failure as Failure { throw failure.ofRunning(command) }
    }
    var known = [JSONMember("check", .string(check))]
    if let planned = plan?.checks.first(where: { $0.id.utf8.elementsEqual(check.utf8) }) {
      if let kind = planned.kind { known.append(JSONMember("kind", .string(kind.rawValue))) }
      if let expected = planned.expected { known.append(JSONMember("expected", .string(expected))) }
    }
    let started = surroundings.services.now()
    return CommandExecution(command: words, surroundings: surroundings, signals: signals).run(started: started) { outcome in
      var data = known
      if !options.leavesOutputOut, outcome.evidence.count > 0 {
        data.append(JSONMember("observed", .string(outcome.evidence.tail.trimmingLineEnds)))
      }
      data += outcome.members + options.members(of: words)
      let kind: EventKind =
        outcome.end == nil ? .checkInconclusive : outcome.isSuccess ? .checkPassed : .checkFailed
      let event = options.event(kind.type, at: outcome.ended, task: task, data, in: surroundings)
      recorder.record(event, as: "the result of \(check)")
    }
  }
}

extension String {
  /// Without the line ends behind the last line, so that a value of one line is that value.
  fileprivate var trimmingLineEnds: String {
    String(unicodeScalars.reversed().drop { $0 == "\n" || $0 == "\r" }.reversed().reduce(into: UnicodeScalarView()) { $0.append($1) })
  }
}
