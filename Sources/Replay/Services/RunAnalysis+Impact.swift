import CloudEvents
import CutoverModel

extension RunAnalysis {
  /// Every service; a stream that names none has one without a name.
  var allServices: [Int32] { services.isEmpty ? [ServiceChange.unnamed] : services }

  /// Whether a no-go ended the run before any impact.
  ///
  /// Nothing may have gone ahead after it, the run's last end may not say that it was completed, and nothing within the run may show or allow an impact: a service not up, a
  /// failed probe, a write freeze that the plan doesn't call harmless, data lost or diverged. Nor may there be one that
  /// began before the run and lasts into it.
  var endedBeforeImpact: Bool {
    guard let noGo = record.decisions.last(where: { $0.word == .noGo }), isWithinRun(noGo.mark)
    else {
      return false
    }
    let wentAhead = record.decisions.contains { decision in
      switch decision.word {
      case .go, .invoke, .failForward, .commit: noGo.mark < decision.mark
      default: false
      }
    }
    if wentAhead { return false }
    if let ended = record.runEnded.last, record.runCompleted.contains(ended) { return false }
    if record.serviceChanges.contains(where: { $0.level.state != .up && isWithinRun($0.mark) }) {
      return false
    }
    if let window = runWindow,
      record.failedSpans.values.contains(where: { $0.intersects(window.from, window.to) })
    {
      return false
    }
    if record.evidence.values.contains(where: { !$0.lost.isEmpty || !$0.diverged.isEmpty }) {
      return false
    }
    let freezes = record.writeChanges.contains { change in
      change.action == .frozen && isWithinRun(change.mark) && !isHarmless(change.dataset, change.service)
    }
    let isFrozen = ([NameTable.absent] + datasets).flatMap { writes(of: $0).freezes }.contains { freeze in
      lastsIntoRun(from: freeze.start, to: freeze.end) && !isHarmless(freeze.dataset, freeze.service)
    }
    if freezes || isFrozen { return false }
    let timeline = timeline(of: allServices, minimum: nil, settle: Objective.defaultSettle, dividesAtRun: true)
    return !timeline.episodes.contains { reachesIntoRun($0.raw) }
  }

  /// Whether the plan says of every service that holds the data set that a freeze means nothing to it.
  private func isHarmless(_ dataset: Int32, _ service: Int32) -> Bool {
    var holders = planned.holders[dataset] ?? []
    if planned.services[service] != nil { holders.append(service) }
    return !holders.isEmpty
      && holders.allSatisfy {
        planned.services[$0]?.freezeImpact == Plan.Service.FreezeImpact.none
      }
  }
}

extension RecoveryClock {
  /// Whether the clock is read once for every episode.
  var isOfEpisodes: Bool {
    switch self {
    case .business, .businessCleared, .downtime, .firstRelief, .sinceFault, .sinceDetection,
      .sinceDeclaration, .sinceInvocation, .untilValidated, .untilAccepted, .timeToDetect,
      .timeToDeclare, .timeToDecide:
      true
    case .technical, .executionHealth, .writes, .writeGap, .run, .between: false
    }
  }

  /// Whether the clock measures the response rather than the impact.
  var isOfResponse: Bool {
    switch self {
    case .timeToDetect, .timeToDeclare, .timeToDecide: true
    default: false
    }
  }
}
