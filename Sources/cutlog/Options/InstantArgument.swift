import ArgumentParser
import CloudEvents
import CutoverModel

/// An instant on the command line: an RFC 3339 time, or a distance from the start such as `T+45m`.
struct InstantArgument {
  private enum Form {
    case time(Timestamp)
    case fromStart(PlanTime)
  }

  var text: String
  private let form: Form

  /// - Throws: `ValidationError` that says what was expected.
  init(argument: String) throws {
    text = argument
    if let time = try? Timestamp(argument) {
      form = .time(time)
    } else if let time = PlanTime(argument) {
      form = .fromStart(time)
    } else {
      throw ValidationError("expected an RFC 3339 time with zone such as 2026-11-22T22:00:00Z, or T+45m")
    }
  }

  /// Whether the start must be known.
  var isFromStart: Bool { if case .fromStart = form { true } else { false } }

  /// The instant itself.
  ///
  /// - Throws: `Failure` if it counts from a start that isn't known, or lies outside the years that times may have.
  func time(from start: Timestamp?) throws -> Timestamp {
    switch form {
    case .time(let time): return time
    case .fromStart(let distance):
      guard let start else {
        throw Failure(
          "--at \(text)", "no stream says when T is",
          hint: "give a time such as 2026-11-22T22:00:00Z; `cutlog open --starts` is what states T")
      }
      guard let time = distance.time(from: start) else {
        throw Failure("--at \(text)", "is no time between the years 1678 and 2261", status: .usage)
      }
      return time
    }
  }
}

extension PlanTime {
  /// The time at this distance from a start; nil outside the years that times may have.
  func time(from start: Timestamp) -> Timestamp? {
    let (sum, isOver) = start.nanoseconds.addingReportingOverflow(offset.nanoseconds)
    var time = Timestamp(nanoseconds: sum)
    // As many digits as it needs, for a start may be stated with more.
    while time.fractionDigits > 0 {
      let shorter = Timestamp(nanoseconds: sum, fractionDigits: time.fractionDigits - 1)
      guard sum.isMultiple(of: shorter.resolutionNanoseconds) else { break }
      time = shorter
    }
    return isOver || time < .earliest || .latest < time ? nil : time
  }
}
