import CloudEvents
import SealedLog

/// Runs a command between two events: what it prints and how it ends is passed on as if nobody recorded it.
struct CommandExecution {
  let command: CommandWords
  let surroundings: Surroundings
  let signals: SignalInbox

  /// Runs the command.
  ///
  /// - Parameters:
  ///   - started: when it is said to have started.
  ///   - record: records the outcome; called once, as soon as the command has ended, while nothing is locked.
  /// - Returns: the command's own status; `ownFailure` if it could not be started.
  func run(started: Timestamp, _ record: (CommandOutcome) -> Void) -> ExitStatus {
    if let signal = signals.takeArrived().first {
      record(unstarted("\(ChildEnd.name(of: signal)) came before the command was started", started))
      return ExitStatus(rawValue: 128 + signal)
    }
    let child: ChildProcess
    do throws(ChildProcess.NotStarted) {
      child = try ChildProcess(command, mask: signals.maskBefore)
    } catch {
      return fail("could not be started: \(error.reason)", started, record)
    }
    // What came meanwhile may have missed the child.
    for signal in signals.takeArrived() { child.send(signal) }
    let inbox: Int32
    do { inbox = try signals.listen() } catch {
      // Without it nothing can be waited for.
      child.send(9)
      return fail("was ended at once: the system has no thread left", started, record)
    }
    var relay = OutputRelay(child, inbox: inbox, console: surroundings.console)
    let end = relay.waitForEnd()
    record(
      CommandOutcome(
        end: end, reason: end.reason, started: started, ended: surroundings.services.now(), evidence: relay.evidence))
    let name = command.texts.first ?? ""
    relay.passOnTheRest {
      surroundings.console.note(
        "\(name) has ended and is recorded; something that it left running still holds its output, which is passed on")
    }
    return ExitStatus(rawValue: end.status)
  }

  private func unstarted(_ reason: String, _ started: Timestamp) -> CommandOutcome {
    CommandOutcome(end: nil, reason: reason, started: started, ended: surroundings.services.now())
  }

  private func fail(_ reason: String, _ started: Timestamp, _ record: (CommandOutcome) -> Void) -> ExitStatus {
    record(unstarted(reason, started))
    surroundings.console.report(Failure(command.texts.first ?? "", reason, status: .ownFailure))
    return .ownFailure
  }
}
