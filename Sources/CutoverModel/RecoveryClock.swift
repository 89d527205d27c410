/// A named rule that says where the measured time starts and where it stops.
package enum RecoveryClock: Hashable, Sendable {
  case business
  case businessCleared
  case downtime
  case firstRelief
  case sinceFault
  case sinceDetection
  case sinceDeclaration
  case sinceInvocation
  case untilValidated
  case untilAccepted
  case technical
  case executionHealth
  case writes
  case writeGap
  case run
  case timeToDetect
  case timeToDeclare
  case timeToDecide
  /// Between two anchors named in the plan.
  case between(from: ClockAnchor, to: ClockAnchor)

  /// Every clock that has a name, in the order in which reports list them.
  package static let named: [RecoveryClock] = [
    .business, .businessCleared, .downtime, .firstRelief, .sinceFault, .sinceDetection,
    .sinceDeclaration, .sinceInvocation, .untilValidated, .untilAccepted, .technical,
    .executionHealth, .writes, .writeGap, .run, .timeToDetect, .timeToDeclare, .timeToDecide,
  ]

  /// The name as it stands in plans and reports.
  package var name: String {
    switch self {
    case .business: "business"
    case .businessCleared: "business-cleared"
    case .downtime: "downtime"
    case .firstRelief: "first-relief"
    case .sinceFault: "since-fault"
    case .sinceDetection: "since-detection"
    case .sinceDeclaration: "since-declaration"
    case .sinceInvocation: "since-invocation"
    case .untilValidated: "until-validated"
    case .untilAccepted: "until-accepted"
    case .technical: "technical"
    case .executionHealth: "execution-health"
    case .writes: "writes"
    case .writeGap: "write-gap"
    case .run: "run"
    case .timeToDetect: "time-to-detect"
    case .timeToDeclare: "time-to-declare"
    case .timeToDecide: "time-to-decide"
    case .between(let from, let to): "from \(from.name) to \(to.name)"
    }
  }

  /// The clock of that name; nil if there is none.
  package init?(name: String) {
    guard let clock = Self.named.first(where: { $0.name == name }) else { return nil }
    self = clock
  }
}

/// One end of a clock that a plan defines for itself.
package enum ClockAnchor: Hashable, Sendable {
  case taskStarted(String)
  case taskCompleted(String)
  /// The first event of a type, without the prefix `dev.cutlog.`.
  case first(type: String)
  /// The last event of a type.
  case last(type: String)

  package var name: String {
    switch self {
    case .taskStarted(let task): "task:\(task).started"
    case .taskCompleted(let task): "task:\(task).completed"
    case .first(let type): "type:\(type)"
    case .last(let type): "last:\(type)"
    }
  }

  /// Reads `task:ID.started`, `task:ID.completed`, `type:TYPE` or `last:TYPE`; nil for anything else.
  package init?(_ text: String) {
    if text.hasPrefix("task:") {
      let rest = text.dropFirst(5)
      if rest.hasSuffix(".started"), rest.count > 8 {
        self = .taskStarted(String(rest.dropLast(8)))
      } else if rest.hasSuffix(".completed"), rest.count > 10 {
        self = .taskCompleted(String(rest.dropLast(10)))
      } else {
        return nil
      }
    } else {
      let type = Self.short(text.dropFirst(5))
      guard !type.isEmpty else { return nil }
      if text.hasPrefix("type:") {
        self = .first(type: type)
      } else if text.hasPrefix("last:") {
        self = .last(type: type)
      } else {
        return nil
      }
    }
  }

  private static func short(_ type: Substring) -> String {
    type.hasPrefix(EventKind.prefix) ? String(type.dropFirst(EventKind.prefix.count)) : String(type)
  }
}
