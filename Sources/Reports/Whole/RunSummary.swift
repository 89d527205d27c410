internal import CloudEvents
internal import CutoverModel
internal import Replay

/// A run in three sentences, made from what its folds found.
///
/// They name services, objectives and tasks, and nobody: who did what stands in the timeline. Lengths are those of the
/// times as stated; their bounds stand beside them where they lie more than two seconds from that.
package struct RunSummary: Hashable, Sendable {
  /// What happened, and how it ended.
  package let course: Phrase
  /// Whether the promises were kept, each by which clock, with the figures.
  package let promises: Phrase
  /// What made it late or early; where that can't be said, why.
  package let slip: Phrase

  package init(_ report: RunReport) {
    course = Self.course(of: report)
    promises = Self.promises(of: report)
    slip = Self.slip(of: report)
  }

  /// All three in their order.
  package var sentences: [Phrase] { [course, promises, slip] }
}

// MARK: - What happened

extension RunSummary {
  private static func course(of report: RunReport) -> Phrase {
    var parts: [Phrase] = []
    if let run = report.runReading {
      var phrase: Phrase = "began at \(run.began.told)"
      if let ended = run.ended {
        phrase = phrase + " and ended at \(ended.told(after: run.began))"
        if let length = run.length { phrase = phrase + ", \(strong: SpanText.brief(length)) later" }
        phrase = phrase + outcome(of: report)
      } else {
        phrase = phrase + (report.isOpen ? " and had not ended where the log ends, which is still open" : "; no end of it was recorded")
      }
      parts.append(phrase)
    } else if let extent = report.timeline.extent {
      let tells: Phrase = extent.first == extent.last
        ? "tells of \(extent.first.told)" : "tells of \(extent.first.told) to \(extent.last.told(after: extent.first))"
      parts.append(tells)
    } else {
      parts.append("tells of nothing that happened")
    }
    if let variance = report.variance, variance.taskCounts.all > 0 { parts.append(tasks(variance.taskCounts, isOver: variance.isOver)) }
    parts += incidents(of: report)
    let doubt: Phrase = report.isUnverified ? "As told by a log that was not verified or does not verify: " : ""
    return doubt + subject(of: report, begins: !report.isUnverified) + " " + Phrase.joined(parts, by: "; ") + "."
  }

  private static func subject(of report: RunReport, begins: Bool) -> Phrase {
    let kinds = Set(report.streams.compactMap(\.kind))
    let noun =
      switch kinds.count == 1 ? kinds.first : nil {
      case "live": "live run"
      case "rehearsal": "rehearsal"
      case "failback": "failback"
      case "import": "record, written down afterwards, of"
      case "addendum": "addendum to"
      default: "run"
      }
    let told = report.streams.count > 1 ? ", told by \(report.streams.count) streams," : ""
    return "\(begins ? "The" : "the") \(noun) \(strong: report.title.text)\(told)"
  }

  /// How it ended by its own word, and that a rollback was decided where that word doesn't say it.
  private static func outcome(of report: RunReport) -> Phrase {
    var phrase: Phrase
    switch report.ends.outcome {
    case "completed": phrase = ", \(.fact("completed", .good))"
    case "rolled-back": return ", \(.fact("rolled back", .open))"
    case "aborted": phrase = ", \(.fact("aborted", .open))"
    case "partial": phrase = ", \(.fact("done in part", .open))"
    case let other?: phrase = ", as \(code: String(other.unicodeScalars.prefix(100)))"
    case nil: phrase = "; how is not recorded"
    }
    if report.ends.isRolledBack { phrase = phrase + " after a rollback had been decided" }
    return phrase
  }

  private static func tasks(_ counts: PlannedTaskCounts, isOver: Bool) -> Phrase {
    var phrase: Phrase = "\(counts.completed) of \(counts.all) planned tasks completed"
    let others = [
      (counts.failed, "failed"), (counts.passedOver, "passed over"), (counts.underWay, "begun and not ended"),
      (counts.notExecuted, isOver ? "not executed" : "not begun"), (counts.givenUp, "given up by the rollback"),
    ].filter { $0.0 > 0 }
    for (count, word) in others { phrase = phrase + ", \(count) \(word)" }
    return phrase
  }

  /// How many incidents there were, and how long the longest took from detection to its end.
  private static func incidents(of report: RunReport) -> [Phrase] {
    let incidents = report.timeline.incidents
    guard let first = incidents.first else { return [] }
    guard incidents.count == 1 else {
      let resolved = incidents.count { $0.resolved != nil }
      return ["\(incidents.count) incidents were recorded, \(resolved == incidents.count ? "all" : "\(resolved)") of them resolved"]
    }
    var phrase: Phrase = "one incident"
    if let service = first.service { phrase = phrase + " of \(code: service)" }
    guard first.resolved != nil else { return [phrase + " was recorded, and no end of it"] }
    guard let length = first.toResolve else { return [phrase + " was resolved"] }
    return [phrase + " was resolved \(SpanText.brief(MeasuredSpan(length))) after its \(first.detected == nil ? "declaration" : "detection")"]
  }
}

// MARK: - What was promised

extension RunSummary {
  /// How many objectives are told one by one.
  private static let named = 4

  private static func promises(of report: RunReport) -> Phrase {
    guard let objectives = report.objectives, !objectives.objectives.isEmpty else {
      return (report.plan == nil
        ? "Nothing was promised that could be judged: there is no plan" : "Nothing was promised that could be judged: the plan states no objectives")
        + outages(of: report) + "."
    }
    let judged = objectives.objectives.filter(\.applies)
    guard !judged.isEmpty else {
      let none = objectives.objectives.count == 1 ? "The objective doesn't apply" : "None of the \(objectives.objectives.count) objectives applies"
      return "\(none): a no-go ended the run before any impact."
    }
    let remark: Phrase =
      switch objectives.planStanding {
      case .writtenAfterwards: "By objectives that were written down afterwards, "
      case .adoptedAfterwards: "By a plan that was adopted only after the run had begun, "
      case .unplaced: "By a plan of which it is not known when it was sealed, "
      case .absent, .beforehand: ""
      }
    let counts = [ObjectiveVerdict.met, .missed, .unknown].compactMap { verdict -> Phrase? in
      let count = judged.count { $0.verdict == verdict }
      return count > 0 ? "\(count) \(count == 1 ? "was" : "were") \(verdict.phrase)" : nil
    }
    let number = Count.of(judged.count, "objective")
    let begins = remark.runs.isEmpty
    var phrase: Phrase =
      if judged.count == 1 {
        remark + "\(begins ? "The" : "the") objective was \(judged[0].verdict.phrase)"
      } else if counts.count == 1 {
        remark + "\(begins ? "All" : "all") \(number) were \(judged[0].verdict.phrase)"
      } else {
        remark + "\(begins ? "Of" : "of") \(number) " + .enumeration(counts)
      }
    let others = objectives.objectives.count - judged.count
    if others > 0 { phrase = phrase + " (\(others) more \(others == 1 ? "does" : "do") not apply)" }
    let told = told(of: judged)
    var parts = told.map(\.inSentence)
    let further = [ObjectiveVerdict.missed, .unknown].compactMap { verdict -> Phrase? in
      let count = judged.count { $0.verdict == verdict } - told.count { $0.verdict == verdict }
      return count > 0 ? "\(count) more \(count == 1 ? "was" : "were") \(verdict.phrase)" : nil
    }
    if !further.isEmpty { parts.append("and " + Phrase.joined(further, by: ", ")) }
    return phrase + ": " + Phrase.joined(parts, by: "; ") + "."
  }

  /// Those that a reader has to know of: missed, unknown, then the first recovery time and the first data loss. What
  /// was missed leaves one place to the others, if they need it.
  private static func told(of judged: [ObjectiveResult]) -> [ObjectiveResult] {
    let missed = judged.filter { $0.verdict == .missed }
    var told = Array(missed.prefix(named - 1))
    told += judged.filter { $0.verdict == .unknown }.prefix(named - told.count)
    for metric in [Objective.Metric.rto, .rpo] where told.count < named && !told.contains(where: { $0.metric == metric }) {
      told += judged.filter { $0.metric == metric }.prefix(1)
    }
    let free = named - told.count
    told.insert(contentsOf: missed.dropFirst(named - 1).prefix(free), at: min(missed.count, named - 1))
    return told
  }

  /// What users saw, where no objective says it.
  private static func outages(of report: RunReport) -> Phrase {
    let readings = report.objectives?.services.compactMap { service -> Phrase? in
      guard let name = service.service, let reading = service.clocks.first(where: { $0.clock == .business }),
        let value = reading.value
      else { return nil }
      let count = service.episodes.count
      guard count > 1 else { return "\(code: name) was not fully usable for \(strong: SpanText.brief(value))" }
      let whole: Phrase = service.impaired.map { " for \(strong: SpanText.brief($0))" } ?? ""
      return "\(code: name) was not fully usable" + whole + " in \(count) episodes, for \(SpanText.brief(value)) in the longest"
    } ?? []
    guard !readings.isEmpty else { return "" }
    let others = readings.count - 3
    return "; " + .enumeration(Array(readings.prefix(3))) + (others > 0 ? ", and \(others) more services were impaired" : "")
  }
}

extension ObjectiveResult {
  /// What it came to, by which clock, against which limit.
  fileprivate var inSentence: Phrase {
    let limit: Phrase = limitCount.map { "\($0) \(unit ?? "")" } ?? "\(SpanText.of(self.limit))"
    let head: Phrase = "\(code: id) (\(measured)) "
    let text = count.map { "\($0) \(unit ?? "")" } ?? value.map { verdict == .unknown ? SpanText.of($0) : SpanText.brief($0) }
    guard let text else {
      // Something was lost, and nobody knows how much.
      if verdict == .missed { return head + "was over its limit of \(limit), by how much is unknown" + because }
      return head + "against a limit of \(limit) is unknown" + because
    }
    let measure = verdict == .met ? ", within its limit of" : " against a limit of"
    let words = head + "\(metric == .rpo ? "was" : "took") \(strong: text)\(measure) \(limit)"
    return verdict == .unknown ? words + ", which leaves it unknown" + because : words
  }

  /// Why it is unknown.
  private var because: Phrase {
    guard let first = missing.first else { return value == nil || verdict == .missed ? "" : ": the limit lies between the bounds" }
    let others = missing.count - 1
    return ": it lacks \(first)\(others > 0 ? " and \(others) more" : "")"
  }
}

// MARK: - What slipped

extension RunSummary {
  private static func slip(of report: RunReport) -> Phrase {
    guard let variance = report.variance, report.plan != nil else {
      return "There is no plan to hold the times against."
    }
    var parts: [Phrase] = [finish(of: variance)]
    let greatest = variance.greatestParts
    if let slip = variance.slip, slip > .zero, !variance.isUnfinished, !greatest.isEmpty {
      parts.append("it was held up most by " + .enumeration(greatest.map(\.inSentence)))
    }
    let count = report.timeline.withheld
    if count > 0 {
      parts.append("\(Count.of(count, "line")) \(count == 1 ? "is" : "are") withheld, and what \(count == 1 ? "it" : "they") said is not known")
    }
    return Phrase.joined(parts, by: "; ") + "."
  }

  private static func finish(of variance: Variance) -> Phrase {
    let what: Phrase = variance.rollback == nil ? "It" : "The way back"
    guard let planned = variance.plannedFinish.map({ Moment($0) }) else {
      return variance.start == nil
        ? "How late it was can't be said: nothing says when it started"
        : "How late it was can't be said: the plan gives no durations to reckon with"
    }
    let wasPlanned: Phrase = what + " was planned to finish at \(planned.told)"
    guard let finish = variance.actualFinish?.moment else {
      if variance.isOver { return wasPlanned + ", and nothing of that was finished" }
      let date = variance.dataDates.last { $0.kind != .start && $0.forecast != nil }
      guard let date, let forecast = date.forecast else { return wasPlanned + " and has not yet" }
      return wasPlanned + " and has not yet; at \(Moment(date.time).told(after: planned)) the forecast was \(Moment(forecast).told(after: planned))"
    }
    // The last that was done is no finish, however late it was.
    if variance.isUnfinished {
      return wasPlanned + "; the last that was done ended at \(finish.told(after: planned)), with "
        + "\(Count.of(variance.undone.count, "task or gate", "tasks and gates")) left undone"
    }
    guard let slip = variance.slip else { return "How late it was is beyond reckoning" }
    if slip == .zero { return what + " finished as planned, at \(finish.told)" }
    let length = slip > .zero ? "\(slip.readable) later" : "\((-slip).readable) earlier"
    return what + " finished \(strong: length) than planned, at \(finish.told) instead of \(planned.told(after: finish))"
  }
}

extension SlipAttribution {
  fileprivate var inSentence: Phrase {
    kind == .scope ? "\(kind.words) (\(SpanText.signed(slip)))" : "\(code: task) (\(kind.words), \(SpanText.signed(slip)))"
  }
}
