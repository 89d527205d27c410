internal import CutoverModel
internal import Replay

extension ScheduleProblem {
  /// What doesn't fit, with both figures.
  var message: String {
    switch kind {
    case .finishBy:
      "task \(subject) finishes at \(plannedFinish), it must by \(SpanText.shortFromStart(limit))"
    case .deadline:
      "gate \(subject) is decided at \(plannedFinish), its deadline is \(SpanText.shortFromStart(limit))"
    case .windowCloses:
      "the plan finishes at \(plannedFinish), its window closes at \(SpanText.shortFromStart(limit))"
    case .decideBy:
      "a rollback decided at \(SpanText.shortFromStart(planned)) doesn't finish within the window, "
        + "the last moment is \(SpanText.shortFromStart(limit))"
    case .dateUnknown: "\(unknownFinish), so it isn't known whether \(unknownDate)"
    case .duplicateTask:
      "task \(subject) has the \(detail ?? "id") of \(other ?? "another") and differs in nothing that says what it does"
    case .unreachable:
      if let detail {
        "gate \(subject) counts as \(detail) at \(SpanText.shortFromStart(limit)), before it can be decided at "
          + "\(SpanText.shortFromStart(planned)), so \(listedMembers) never due"
      } else {
        "\(subject) waits for \(other ?? "a task"), which happens only in a rollback, so \(listedMembers) never due"
      }
    case .startsAfterWindow:
      "task \(subject) may not start before \(SpanText.shortFromStart(planned)), the window closes at "
        + SpanText.shortFromStart(limit)
    case .gateWithoutFollowers: "nothing waits for gate \(subject)"
    case .checkBehindGate:
      "gate \(subject) wants the check \(other ?? ""), which only tasks behind the gate bring"
    case .outageReversed:
      "the planned outage of \(subject) begins at \(SpanText.shortFromStart(planned)) and ends before that, at "
        + SpanText.shortFromStart(limit)
    case .pulledBeforeStart: "a negative lag would pull \(subject) before the start; it stays there"
    case .linkLeftOut:
      "the link from \(other ?? "nothing") to \(subject) joins main and rollback tasks and is left out"
    }
  }

  private var plannedFinish: String { SpanText.shortFromStart(planned) + (detail.map { " \($0)" } ?? "") }

  private var unknownFinish: String {
    switch place {
    case .finishBy: "task \(subject) has no planned finish"
    case .deadline: "gate \(subject) has no planned decision"
    case .decideBy: detail ?? "not every rollback task has a duration"
    default: "not every task has a duration"
    }
  }

  private var unknownDate: String {
    let limit = SpanText.shortFromStart(limit)
    return switch place {
    case .finishBy, .deadline: "it keeps \(limit)"
    case .decideBy: "a rollback decided at \(limit) finishes within the window"
    default: "the plan finishes before its window closes at \(limit)"
    }
  }

  /// The first few members with the number of the others, and the verb.
  private var listedMembers: String {
    let shown = members.prefix(3)
    let left = members.count - shown.count
    let names = Array(shown) + (left > 0 ? ["\(left) more"] : [])
    let list =
      names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "") : names.joined()
    return list + (members.count == 1 ? " is" : " are")
  }

  /// The severity in the words of reports.
  var reportSeverity: ReportProblem.Severity {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }
}
