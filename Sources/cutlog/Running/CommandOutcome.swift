import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// What came of a command.
struct CommandOutcome {
  /// Nil if it was never started.
  var end: ChildEnd?
  /// Why it failed; nil for success.
  var reason: String?
  /// By the recorder's clock.
  var started: Timestamp
  var ended: Timestamp
  var evidence = OutputEvidence()

  var isSuccess: Bool { end?.isSuccess ?? false }

  /// What every event says of it: status, length, and the output's digest.
  var members: [JSONMember] {
    guard let end else { return [JSONMember("reason", .text(reason))] }
    // A clock that was set back gives no length.
    let length = max(0, ended.nanoseconds - started.nanoseconds)
    var members = [
      JSONMember("exitStatus", .integer(end.status)),
      JSONMember("durationSeconds", .seconds(TimeSpan(nanoseconds: length))),
      JSONMember("outputBytes", .integer(evidence.count)), JSONMember("outputSha256", .string(evidence.digest.hex)),
    ]
    if let reason { members.append(JSONMember("reason", .string(reason))) }
    return members
  }
}
