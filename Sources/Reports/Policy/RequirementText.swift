package import Audit
internal import CutoverModel
internal import Replay

/// What rules demand, in words.
extension Requirement {
  /// One sentence without its period: `before every writes.opened there is a gate.approved of the same gate, within 4h`.
  package var phrase: Phrase {
    switch self {
    case .constraint(let constraint): constraint.phrase
    case .separation(let separation): separation.phrase
    case .objectives(let objectives): objectives.phrase
    case .schedule(let schedule): schedule.phrase
    case .state(let check): Phrase(check.title)
    }
  }
}

extension Constraint {
  fileprivate var phrase: Phrase {
    var phrase = target.map { relation(to: $0) } ?? count
    if let within { phrase = phrase + ", within \(SpanText.short(within))" }
    guard let among else { return phrase }
    return "looking only at " + among.list + ": " + phrase
  }

  private var same: Phrase { correlation.same }

  // MARK: - Templates without a target

  private var count: Phrase {
    let one = activation.one
    switch template {
    case .existence(1): return each + "there is " + one
    case .existence(let count): return each + "there are at least \(count) of " + activation.phrase
    case .absence(1), .exactly(0): return each + "there is no " + activation.phrase
    case .absence(let count): return each + "there are fewer than \(count) of " + activation.phrase
    case .exactly(1): return each + "there is exactly one " + activation.phrase
    case .exactly(let count): return each + "there are exactly \(count) of " + activation.phrase
    case .initial: return each + "the first event is " + one
    case .end: return each + "the last event is " + one
    default: return one
    }
  }

  private var each: Phrase {
    correlation.isEmpty ? "" : "for every " + Phrase.joined(correlation.map { .code($0.name) }, by: " and ") + " "
  }

  // MARK: - Templates with a target

  private func relation(to target: EventPattern) -> Phrase {
    let (every, other) = (activation.phrase, target.phrase)
    let (one, another) = (activation.one, target.one)
    switch template {
    case .respondedExistence: return "where there is " + one + ", there is " + another + same + " before or after it"
    case .coExistence: return "there is " + one + " and " + another + same + ", or neither"
    case .response: return "after every " + every + " there is " + another + same
    case .precedence: return "before every " + other + " there is " + one + same
    case .succession: return "after every " + every + " there is " + another + same + ", and before every " + other + " " + one
    case .alternateResponse: return "after every " + every + " there is " + another + same + ", before the next " + every
    case .alternatePrecedence:
      return "before every " + other + " there is " + one + same + ", which stands after the " + other + " before"
    case .alternateSuccession:
      return every + " and " + other + same + " take turns: the first is " + one + ", the last " + another
    case .chainResponse: return "the next event after every " + every + same + " is " + another
    case .chainPrecedence: return "the last event before every " + other + same + " is " + one
    case .chainSuccession:
      return "the next event after every " + every + same + " is " + another + ", and the last before every " + other + " is " + one
    default: return prohibition(of: target)
    }
  }

  private func prohibition(of target: EventPattern) -> Phrase {
    let other = target.phrase
    let (one, another) = (activation.one, target.one)
    switch template {
    case .notCoExistence: return "there are never both " + one + " and " + another + same
    case .notSuccession: return "after " + one + " there is no " + other + same
    case .notChainSuccession: return "the next event after " + one + same + " is never " + another
    case .notRespondedExistence: return "where there is " + one + ", there is no " + other + same + " before or after it"
    case .exclusiveChoice: return "there is " + one + " or " + another + same + ", and not both"
    default: return "there is " + one + " or " + another + same
    }
  }
}

extension [EventField] {
  /// ` of the same gate and side`; nothing where nothing is correlated.
  fileprivate var same: Phrase {
    isEmpty ? "" : " of the same " + Phrase.joined(map { .code($0.name) }, by: " and ")
  }
}

extension Separation {
  fileprivate var phrase: Phrase {
    var parts: [Phrase] = []
    let within = correlation.same
    if let target {
      parts.append("nobody who is behind " + activation.one + " is behind " + target.one + within)
    }
    if people > 1 {
      let each: Phrase =
        correlation.isEmpty ? "" : "for each " + Phrase.joined(correlation.map { .code($0.name) }, by: " and ") + ", "
      parts.append(each + "where there is " + activation.one + ", at least \(people) different people are behind it")
    }
    return Phrase.joined(parts, by: "; ")
  }
}

extension ObjectiveRequirement {
  fileprivate var phrase: Phrase {
    let kind = metric.map { "\($0.rawValue) " } ?? ""
    guard !ids.isEmpty else { return "all \(kind)objectives of the plan are met" }
    let list = Phrase.joined(ids.map { .code($0) }, by: ", ")
    return "the \(kind)objective\(ids.count > 1 ? "s" : "") " + list + (ids.count > 1 ? " are met" : " is met")
  }
}

extension ScheduleRequirement {
  fileprivate var phrase: Phrase {
    switch self {
    case .finishedWithin(let span): "the run finishes at most \(SpanText.short(span)) after its planned finish"
    case .allTasksTried: "every task of the plan is tried, or said to be left out"
    case .noUnplannedTask: "no task is worked on that the plan doesn't have"
    case .doneVerified: "no completed task has a check that was last seen failed, and checks are seen to pass after it"
    case .orderKept: "nothing begins before what it waits for by the plan is done"
    case .gatesChecked: "whenever a gate is passed, the checks that it requires were last seen passed, or waived"
    case .windowKept: "all work is done within the plan's window, but for background tasks"
    case .feasible: "the plan, kept to the minute, meets its own dates and objectives"
    case .sealedBeforeAction: "the plan was sealed before the first impact, freeze or task"
    case .rollbackReachable: "the plan has a way back that can still be decided, and that ends before its window closes"
    }
  }
}
