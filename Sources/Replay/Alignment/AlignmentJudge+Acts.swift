internal import CloudEvents
internal import CutoverModel

/// Policies, promotions, tests, and tasks.
extension AlignmentJudge {
  // MARK: - Analytics

  /// Policies about analytics; with a task for analytics in the plan and no policy seen it is not known.
  func analytics() -> [(subject: String?, judgement: AlignmentJudgement)] {
    if evidence.policies.isEmpty {
      let isPlanned = context.plan?.tasks.contains { $0.layer == "analytics" } ?? false
      return isPlanned ? [(nil, .init(.unknown, "no policy about analytics was observed"))] : []
    }
    var judged: [(subject: String?, judgement: AlignmentJudgement)] = evidence.policies
      .sorted { left, right in
        left.key.policy == right.key.policy
          ? left.key.target.text.precedesInBytes(right.key.target.text)
          : left.key.policy.text.precedesInBytes(right.key.policy.text)
      }
      .map { key, actions in
        (key.target.text.isEmpty ? key.policy.text : "\(key.policy.text) (\(key.target.text))", reach(actions))
      }
    if evidence.crowded.contains(where: { $0 == .policyChanged || $0 == .policyObserved }) {
      judged.append((nil, .init(.unknown, "there are too many policies to judge")))
    }
    return judged
  }

  private func reach(_ actions: [ExactText: LastReadings<Bool?>]) -> AlignmentJudgement {
    let parts = actions.sorted { $0.key.text.precedesInBytes($1.key.text) }.map { action, readings in
      let judged = readings.judge(
        { $0.map { $0 ? .aligned : .misaligned } ?? .unknown }, shown: { $0.map { $0 ? "allowed" : "forbidden" } })
      var part = AlignmentJudgement(judged?.result ?? .unknown, "", observed: judged?.observed, events: judged?.events ?? [])
      let isAllowedLater = part.result == .misaligned && actions.contains { other, later in
        other != action && later.candidates.contains { reading in
          reading.value == true && part.events.allSatisfy { $0.surelyPrecedes(reading.at) }
        }
      }
      if isAllowedLater { part.result = .unknown }
      let what = action.text.isEmpty ? "it" : action.text
      part.message =
        switch part.result {
        case .aligned: "\(what) is allowed"
        case .misaligned: "\(what) is forbidden"
        case .unknown:
          isAllowedLater
            ? "\(what) was forbidden, and something else was allowed later" : "whether \(what) is allowed is open"
        }
      return part
    }
    return .worst(of: parts) ?? .nothingSeen
  }

  // MARK: - Promotion

  /// What a reading of a replication says of its side.
  private enum Level { case level, behind, contradictory }

  /// Every promotion: its new writer was last seen level, after the freeze of the old one.
  func promotions() -> [(subject: String?, judgement: AlignmentJudgement)] {
    let changes = evidence.record.writeChanges.filter { $0.action == .moved }
    var judged: [(subject: String?, judgement: AlignmentJudgement)] = changes.prefix(Self.promotionLimit)
      .map { (evidence.record.datasets.name($0.dataset), promotion($0)) }
    if changes.count > Self.promotionLimit {
      judged.append((nil, .init(.unknown, "\(changes.count - Self.promotionLimit) more promotions are not judged")))
    }
    if judged.isEmpty, context.plan?.tasks.contains(where: { $0.action == "promote" && !$0.isRollbackOnly }) == true {
      return [(nil, .init(.unknown, "no promotion was observed"))]
    }
    return judged
  }

  /// How many promotions are judged, the first by time.
  private static let promotionLimit = 100

  private func anchor(_ mark: EventMark) -> EventMoment {
    EventMoment(event: evidence.record.archive.reference(mark), moment: mark.moment)
  }

  private func promotion(_ change: WriteChange) -> AlignmentJudgement {
    let promoted = anchor(change.mark)
    guard change.dataset != NameTable.absent else {
      return .init(.unknown, "the promotion names no data set", events: [promoted])
    }
    if evidence.possibleDatasets.contains(change.dataset) {
      return .init(.unknown, "what happened to the data set by then is open", events: [promoted])
    }
    let freeze = freeze(before: change, promoted)
    let diverged = divergence(after: change, promoted)
    // Of each teller the last that surely lies before; readings come in order.
    var before: [Teller: (mark: EventMark, level: Level)] = [:]
    var isContested: Set<Level> = []
    evidence.record.replication.forEach(of: change.dataset) { reading in
      guard reading.side == change.side, let level = level(reading) else { return }
      if Self.surelyPrecedes(reading.mark, change.mark) {
        before[Teller(source: reading.mark.source, stream: reading.mark.place.stream)] = (reading.mark, level)
      } else if !Self.surelyPrecedes(change.mark, reading.mark) {
        isContested.insert(level)
      }
    }
    var last = LastReadings<Level>()
    for (mark, level) in before.values { last.add(level, at: anchor(mark)) }
    let name = evidence.record.sides.name(change.side) ?? "the new writer"
    let judged = last.candidates
    let events = [freeze, promoted].compactMap(\.self) + judged.map(\.at)
    let isShownLevel = !judged.isEmpty && judged.allSatisfy { $0.value == .level }
    if let diverged {
      let from = evidence.record.sides.name(change.from) ?? "the old writer"
      return isShownLevel
        ? .init(
          .unknown, "\(name) was seen level, and yet \(from) had writes that it lacked", events: events + [diverged])
        : .init(
          .misaligned, "\(name) was promoted while \(from) had writes that it lacked", events: events + [diverged])
    }
    guard !judged.isEmpty, !last.isCrowded else {
      return .init(.unknown, "\(name) was not seen level before its promotion", events: events)
    }
    let isAfterFreeze = freeze.map { freeze in judged.allSatisfy { freeze.surelyPrecedes($0.at) } }
    if judged.allSatisfy({ $0.value == .behind }), isContested.isSubset(of: [.behind]), isAfterFreeze != false {
      return .init(.misaligned, "\(name) was promoted while it was behind", events: events)
    }
    guard isShownLevel, isContested.isSubset(of: [.level]) else {
      let isContradictory = judged.contains { $0.value == .contradictory }
      return .init(
        .unknown,
        isContradictory
          ? "a reading of \(name) contradicts itself" : "whether \(name) was level at its promotion is open",
        events: events)
    }
    switch isAfterFreeze {
    case nil: return .init(.unknown, "\(name) was level, but no freeze of writes before it was recorded", events: events)
    case false: return .init(.unknown, "\(name) was last seen level before writes were frozen", events: events)
    case true: return .init(.aligned, "\(name) was level when it was promoted", events: events)
    }
  }

  /// The first word, between a promotion and the next of its data set, that the old writer has writes of its own.
  private func divergence(after change: WriteChange, _ promoted: EventMoment) -> EventMoment? {
    let next = evidence.record.writeChanges.first {
      $0.action == .moved && $0.dataset == change.dataset && change.mark < $0.mark
    }
    let behind = evidence.divergences.filter { diverged in
      diverged.side == change.from && diverged.side != NameTable.absent
        && (diverged.dataset == change.dataset || diverged.dataset == NameTable.absent)
        && promoted.surelyPrecedes(diverged.at) && next.map { diverged.at.surelyPrecedes(anchor($0.mark)) } ?? true
    }
    return behind.map(\.at).min { $0.isToldBefore($1) }
  }

  /// The last freeze of the old writer that surely lies before a promotion.
  private func freeze(before change: WriteChange, _ promoted: EventMoment) -> EventMoment? {
    evidence.record.writeChanges.last { freeze in
      freeze.action == .frozen && (freeze.dataset == change.dataset || freeze.dataset == NameTable.absent)
        && (freeze.side == change.from || freeze.side == NameTable.absent || change.from == NameTable.absent)
        && freeze.mark < change.mark && anchor(freeze.mark).surelyPrecedes(promoted)
    }
    .map { anchor($0.mark) }
  }

  private struct Teller: Hashable {
    var source: Int32
    var stream: Int
  }

  /// As of an `EventMoment`, without making one of every reading.
  private static func surelyPrecedes(_ left: EventMark, _ right: EventMark) -> Bool {
    if left.source == right.source {
      if left.time.nanoseconds != right.time.nanoseconds { return left.time.nanoseconds < right.time.nanoseconds }
      if left.place.stream == right.place.stream { return left.index < right.index }
    }
    let (one, other) = (left.moment, right.moment)
    return one.accuracy > 0 ? one.latest <= other.earliest : one.latest < other.earliest
  }

  private func level(_ reading: DataEvidence.Replication) -> Level? {
    let areBoth = !reading.sourcePosition.isAbsent && !reading.targetPosition.isAbsent
    guard areBoth else {
      if let isInSync = reading.isInSync { return isInSync ? .level : .behind }
      // A lag of zero is a sample, and shows nothing.
      return reading.lag > 0 ? .behind : nil
    }
    let areEqual = evidence.record.positions.areEqual(reading.sourcePosition, reading.targetPosition)
    if let isInSync = reading.isInSync, isInSync != areEqual { return .contradictory }
    return areEqual ? .level : .behind
  }

  // MARK: - Tests and tasks

  /// The smoke tests of the plan, and others that events call so.
  func smoke() -> [(subject: String?, judgement: AlignmentJudgement)] {
    let planned = context.plan?.checks.filter { $0.kind == .smoke } ?? []
    let known = Set(context.plan?.checks.map { ExactText($0.id) } ?? [])
    let others = evidence.smokeChecks.filter { !known.contains($0) }.sorted { $0.text.precedesInBytes($1.text) }
    return planned.map { check in (check.id, test(check.id, after: boundary(check.from))) }
      + others.map { ($0.text, test($0.text, after: .none)) }
  }

  /// From when on a test counts.
  private enum Start {
    /// At any time.
    case none
    case after(EventMoment)
    case unseen(String)
  }

  private func boundary(_ boundary: TaskBoundary?) -> Start {
    guard let boundary else { return .none }
    let history = TaskHistory(evidence.tasks[ExactText(boundary.task)] ?? [])
    let event = boundary.side == .start ? history.attempts.last?.start : history.completion
    return event.map { .after($0) } ?? .unseen("the \(boundary.side.rawValue) of \(boundary.task) was not observed")
  }

  /// The last result of a check, where it was made after something.
  private func test(_ check: String, after start: Start) -> AlignmentJudgement {
    let readings = evidence.checks[ExactText(check)] ?? LastReadings()
    if readings.isEmpty { return .init(.unknown, "\(check) was not run") }
    var events = readings.candidates.map(\.at)
    if case .unseen(let why) = start { return .init(.unknown, "\(why), from which \(check) counts", events: events) }
    if case .after(let from) = start {
      events.append(from)
      guard readings.candidates.allSatisfy({ from.surelyPrecedes($0.at) }) else {
        let isBefore = readings.candidates.allSatisfy { $0.at.surelyPrecedes(from) }
        return .init(
          .unknown,
          isBefore ? "\(check) was not run afterwards" : "whether \(check) was run afterwards is open", events: events)
      }
    }
    let judged = readings.judge(
      { kind in
        switch kind {
        case .checkPassed: .aligned
        case .checkFailed: .misaligned
        default: .unknown
        }
      }, shown: { $0.verb })
    let result = judged?.result ?? .unknown
    let message: String =
      switch result {
      case .aligned: "\(check) passed"
      case .misaligned: "\(check) failed"
      case .unknown: judged?.isOpen == true ? "how \(check) ended last is open" : "\(check) was \(judged?.observed ?? "not run")"
      }
    return .init(result, message, observed: judged?.observed, events: events)
  }

  /// Completed tasks that have checks: each check passed after the completion.
  func verified() -> [(subject: String?, judgement: AlignmentJudgement)] {
    (context.plan?.tasks ?? []).compactMap { task in
      if task.checks.isEmpty { return nil }
      if evidence.possibleTasks.contains(ExactText(task.id)) {
        return (task.id, .init(.unknown, "whether it was done by then is open"))
      }
      let history = TaskHistory(evidence.tasks[ExactText(task.id)] ?? [])
      guard let completion = history.completion else {
        let isOpen = isOver && (history.state == .started || history.state == .paused)
        let last = [history.latest, evidence.ended].compactMap(\.self)
        return isOpen ? (task.id, .init(.unknown, "it was begun and not seen to end", events: last)) : nil
      }
      let parts = task.checks.map { test($0, after: .after(completion)) }
      guard var judgement = AlignmentJudgement.worst(of: parts) else { return nil }
      switch judgement.result {
      case .aligned: judgement.message = "it is done and verified"
      case .unknown: judgement.message = "it is done, whether it is verified is open: \(judgement.message)"
      case .misaligned: judgement.message = "it is done but not verified: \(judgement.message)"
      }
      return (task.id, judgement)
    }
  }
}
