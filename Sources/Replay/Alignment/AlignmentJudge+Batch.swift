internal import CloudEvents
internal import CutoverModel

/// Jobs, their watermarks, and queues.
extension AlignmentJudge {
  /// How near in time readings of both sides of a queue must be to be compared.
  static let queueNearness = TimeSpan(seconds: 300)

  func wanted(_ expected: Expectation.Job) -> String {
    let parts = [
      expected.every.map { "every \($0.readable)" } ?? "completed", expected.grace.map { "at most \($0.readable) late" },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  /// A job is as expected where every cycle that was due ran in time and did not fail.
  func judge(_ expected: Expectation.Job) -> AlignmentJudgement {
    guard let seen = evidence.jobs[ExactText(expected.job)], !seen.events.isEmpty || seen.hasPossible else {
      return .nothingSeen
    }
    let jobs = JobCycles(expected, seen.events, horizon: evidence.horizon?.time)
    func cycles(_ fate: JobCycles.Fate) -> [JobCycles.Cycle] { jobs.cycles.filter { $0.fate == fate } }
    let bad: [(JobCycles.Fate, String)] = [(.missing, "missing"), (.late, "late"), (.failed, "failed")]
    let counted = ([(.kept, "kept")] + bad + [(.open, "open"), (.pending, "not late yet")]).compactMap { fate, word in
      cycles(fate).isEmpty ? nil : "\(cycles(fate).count) \(word)"
    }
    var observed = counted.isEmpty ? nil : "cycles: " + counted.joined(separator: ", ")
    func events(_ fates: [JobCycles.Fate]) -> [EventMoment] {
      jobs.cycles.filter { fates.contains($0.fate) }.flatMap(\.events)
    }
    if seen.hasPossible {
      return .init(.unknown, "what happened to it by then is open", observed: observed, events: seen.events.suffix(1).map(\.at))
    }
    if let suspended = jobs.suspended {
      observed = (observed.map { $0 + "; " } ?? "") + "suspended"
      return .init(.misaligned, "it is suspended", observed: observed, events: [suspended])
    }
    let failures = bad.filter { !cycles($0.0).isEmpty }
    if !failures.isEmpty {
      let text = failures.map { "\(cycles($0.0).count) \($0.1)" }.joined(separator: ", ")
      let horizon = cycles(.missing).isEmpty ? nil : evidence.horizon
      let last = horizon.map {
        EventMoment(event: evidence.record.archive.reference($0), moment: Moment($0.time))
      }
      return .init(
        .misaligned, "of its cycles \(text)", observed: observed,
        events: events(failures.map(\.0)) + [last].compactMap(\.self),
        restsOnAbsence: failures.allSatisfy { $0.0 == .missing })
    }
    if jobs.cycles.isEmpty {
      guard let last = jobs.lastEnd, expected.every == nil else {
        return .init(.unknown, "no run of it was observed", events: seen.events.map(\.at))
      }
      return .init(
        last.isCompleted ? .aligned : .misaligned, last.isCompleted ? "it completed" : "its last run failed",
        observed: last.isCompleted ? "completed" : "failed", events: [last.at])
    }
    if !cycles(.open).isEmpty {
      return .init(.unknown, "whether a cycle was kept is open", observed: observed, events: events([.open]))
    }
    if cycles(.kept).isEmpty {
      return .init(.unknown, "no cycle was kept or missed yet", observed: observed, events: events([.pending]))
    }
    return .init(.aligned, "every cycle was kept", observed: observed, events: events([.kept]))
  }

  /// Jobs of which a watermark was seen: the new side has come at least as far as the old one.
  func watermarks() -> [(subject: String?, judgement: AlignmentJudgement)] {
    var judged: [(subject: String?, judgement: AlignmentJudgement)] = evidence.jobs
      .filter { !$0.value.watermarks.isEmpty }
      .sorted { $0.key.text.precedesInBytes($1.key.text) }
      .map { ($0.key.text, watermark($0.value)) }
    let kinds: [EventKind] = [.jobStarted, .jobCompleted, .jobFailed, .jobSuspended, .jobResumed]
    if evidence.crowded.contains(where: { kinds.contains($0) }) {
      judged.append((nil, .init(.unknown, "there are too many jobs to judge")))
    }
    return judged
  }

  private func watermark(_ job: AlignmentEvidence.Job) -> AlignmentJudgement {
    let (old, new) = (job.watermarks.named(route.from), job.watermarks.named(route.to))
    let events = (old.candidates + new.candidates).map(\.at)
    if old.isEmpty || new.isEmpty {
      return .init(.unknown, "its watermark was not observed at \(old.isEmpty ? route.from : route.to)", events: events)
    }
    if old.isCrowded || new.isCrowded { return .init(.unknown, "there are too many readings to judge", events: events) }
    var results: Set<AlignmentResult> = []
    for before in old.candidates {
      for after in new.candidates { results.insert(Self.compare(before, after)) }
    }
    guard results.count == 1, let result = results.first else {
      return .init(.unknown, "which watermark is the last is open", events: events)
    }
    let text: String =
      switch result {
      case .aligned: "the watermark at \(route.to) is not behind that of \(route.from)"
      case .misaligned: "the watermark at \(route.to) is behind that of \(route.from)"
      case .unknown: "the watermarks can't be read or are too uncertain to compare"
      }
    return .init(result, text, events: events)
  }

  private static func compare(
    _ old: LastReadings<Moment?>.Reading, _ new: LastReadings<Moment?>.Reading
  ) -> AlignmentResult {
    guard let before = old.value, let after = new.value else { return .unknown }
    // What an event can't know yet is no watermark.
    if old.at.moment.latest <= before.earliest || new.at.moment.latest <= after.earliest { return .unknown }
    if before.stated <= after.stated { return .aligned }
    return after.latest <= before.earliest ? .misaligned : .unknown
  }

  /// Queues that were read on either side: both have the same depth, or the old side is empty.
  func queues() -> [(subject: String?, judgement: AlignmentJudgement)] {
    var judged: [(subject: String?, judgement: AlignmentJudgement)] = evidence.queues
      .sorted { $0.key.text.precedesInBytes($1.key.text) }
      .map { ($0.key.text, step($0.value)) }
    if evidence.crowded.contains(.queueObserved) {
      judged.append((nil, .init(.unknown, "there are too many queues to judge")))
    }
    return judged
  }

  private func step(_ queue: QueueReadings) -> AlignmentJudgement {
    let (old, new) = (queue.readings(route.from), queue.readings(route.to))
    let last = [old.last, new.last].compactMap { $0?.at }
    if queue.hasPossible { return .init(.unknown, "what was read of it by then is open", events: last) }
    if old.isEmpty || new.isEmpty {
      return .init(.unknown, "it was not observed at \(old.isEmpty ? route.from : route.to)", events: last)
    }
    guard let pair = Self.lastPair(old, new) else {
      return .init(
        .unknown, "its sides were not observed within \(Self.queueNearness.readable) of each other", events: last)
    }
    let events = [pair.old.at, pair.new.at]
    guard let left = pair.old.depth, let right = pair.new.depth else {
      return .init(.unknown, "its last readings can't be read", events: events)
    }
    let text = "depth \(left) at \(route.from), \(right) at \(route.to)"
    if left == right { return .init(.aligned, "both sides have the same depth", observed: text, events: events) }
    if left == 0 { return .init(.aligned, "the old side is empty: \(text)", observed: text, events: events) }
    return .init(.misaligned, "its sides differ: \(text)", observed: text, events: events)
  }

  /// The last reading of the old side that has one of the new side surely near it, with the nearest of those.
  private static func lastPair(
    _ old: [QueueReadings.Reading], _ new: [QueueReadings.Reading]
  ) -> (old: QueueReadings.Reading, new: QueueReadings.Reading)? {
    func distance(_ one: QueueReadings.Reading, _ other: QueueReadings.Reading) -> TimeSpan {
      let (left, right) = (one.at.moment, other.at.moment)
      return max(SpanInterval(from: left, to: right).upper, SpanInterval(from: right, to: left).upper)
    }
    for left in old.reversed() {
      let nearest = new.min { (distance(left, $0), $1.at.time) < (distance(left, $1), $0.at.time) }
      if let nearest, distance(left, nearest) <= queueNearness { return (left, nearest) }
    }
    return nil
  }
}
