package import CloudEvents
internal import CutoverModel

/// An instant of a run at which somebody who looks for trouble wants to stop.
package struct PlaybackPoint: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case missed, failed, slip, impact, gap, deadline, violation
  }

  package var time: Timestamp
  package var kind: Kind
  /// In words; as hostile as the names in it.
  package var title: String

  package init(time: Timestamp, kind: Kind, title: String) {
    self.time = time
    self.kind = kind
    self.title = title
  }

  /// The points of a run, in order of time.
  ///
  /// A missed objective stands where its clock passed the limit, a slip where it began to show: at the start of a task
  /// that began late, at the end of one that took too long. Slips and gaps of less than a minute are left out.
  package static func points(
    _ timeline: Timeline, _ objectives: ObjectivesReport, _ variance: Variance?, bands: [ServiceBand]
  ) -> [PlaybackPoint] {
    let least = RunOutline.least
    var points: [PlaybackPoint] = []
    for objective in objectives.objectives where objective.applies && objective.verdict == .missed {
      guard let from = objective.from?.time else { continue }
      var time = objective.to?.time ?? from
      if objective.metric == .rto, let limit = objective.limit {
        // Announced maintenance that is taken out leaves the clock standing for a time.
        let passed = from.advanced(by: limit)
        time = objective.objective.excludesAnnounced ? max(passed, time) : passed
      }
      points.append(PlaybackPoint(time: time, kind: .missed, title: "objective \(objective.id) missed"))
    }
    for entry in timeline.entries {
      guard let kind = EventKind(type: entry.event.type) else { continue }
      if kind == .checkFailed { points.append(PlaybackPoint(time: entry.moment.stated, kind: .failed, title: entry.title)) }
      for attempt in entry.course?.attempts ?? [] where attempt.outcome == .failed {
        guard let end = attempt.end else { continue }
        points.append(PlaybackPoint(time: end.time, kind: .failed, title: "task \(entry.task ?? entry.title) failed"))
      }
    }
    for gate in timeline.gates {
      for act in gate.acts where act.word == "rejected" || act.word == "no-go" {
        points.append(PlaybackPoint(time: act.at.time, kind: .failed, title: "gate \(gate.gate) \(act.word)"))
      }
      if gate.inTime == .missed, let deadline = gate.deadline {
        points.append(PlaybackPoint(time: deadline, kind: .deadline, title: "deadline of gate \(gate.gate) missed"))
      }
    }
    for gap in timeline.gaps.spans where gap.span.stated >= least {
      let what = gap.gates.first.map { "waiting for gate \($0)" } ?? "no work recorded"
      points.append(
        PlaybackPoint(time: gap.from.time, kind: .gap, title: "\(what) for \(gap.span.stated.readable)"))
    }
    for band in bands {
      for stretch in band.stretches where stretch.state != .up {
        let how = stretch.isFreeze ? "writes frozen" : stretch.state.rawValue
        points.append(
          PlaybackPoint(time: stretch.from.time, kind: .impact, title: "\(band.service ?? "service") \(how)"))
      }
    }
    if let variance { points += slips(variance, least: least) }
    return points.enumerated().sorted {
      ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset)
    }.map(\.element)
  }

  private static func slips(_ variance: Variance, least: TimeSpan) -> [PlaybackPoint] {
    variance.attribution.compactMap { part in
      guard part.slip >= least,
        let task = variance.tasks.first(where: { ExactText($0.id) == ExactText(part.task) }),
        let at = part.kind == .duration ? task.actualFinish ?? task.actualStart : task.actualStart
      else { return nil }
      let why =
        switch part.kind {
        case .duration: "took \(part.slip.readable) longer than planned"
        case .gap, .start: "began \(part.slip.readable) late of its own"
        case .scope: "finished last, \(part.slip.readable) later than planned"
        }
      return PlaybackPoint(time: at.time, kind: .slip, title: "\(part.task) \(why)")
    }
  }
}
