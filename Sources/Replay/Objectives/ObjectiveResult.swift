package import CutoverModel

/// The judgement of one objective, with everything it rests on.
package struct ObjectiveResult: Hashable, Sendable {
  /// The objective as the plan states it.
  package var objective: Objective
  /// False where a no-go ended the run before any impact; the verdict is then `unknown` and doesn't count.
  package var applies: Bool
  /// Over all episodes the worst.
  package var verdict: ObjectiveVerdict
  /// The judged clock, or the data loss at recovery: of all episodes the one that decides, and of those the longest.
  package var value: MeasuredSpan?
  /// The same clock with announced maintenance counted; only where the objective takes it out.
  package var gross: MeasuredSpan?
  /// The announcements that were made before the impact, and so count; only where the objective takes them out.
  package var excluded: [EventReference]
  /// The data loss after later replays and what was finally lost; only for `rpo`.
  package var residual: MeasuredSpan?
  /// How much was lost, in the unit of the limit; only for a limit that is a count.
  package var count: Int64?
  /// The event at which the value starts; for data loss the one that shows what was recoverable.
  package var from: EventReference?
  /// The event at which it stops; for data loss the one that shows when writes stopped, or what proves zero.
  package var to: EventReference?
  /// The names of what was not found; empty where nothing is missing.
  package var missing: [String]
  /// The episodes that began within the run; only for `rto` of services.
  package var episodes: [EpisodeReading]
  /// Every clock of the episode that decides.
  package var clocks: [ClockReading]
  /// The judged clock where it runs at the moment that the reader asked for: of the last episode, if it is one of
  /// episodes.
  package var underWay: RunningClock?

  /// An objective not judged yet: it applies and is `unknown`.
  package init(_ objective: Objective) {
    self.objective = objective
    applies = true
    verdict = .unknown
    missing = []
    excluded = []
    episodes = []
    clocks = []
  }
}

extension ObjectiveResult {
  /// The objective's id in the plan.
  package var id: String { objective.id }
  /// What is measured: recovery time or data loss.
  package var metric: Objective.Metric { objective.metric }
  /// The service that is judged; nil where all are, or none is.
  package var service: String? { objective.service }
  /// The data set that is judged.
  package var dataset: String? { objective.dataset }
  /// The wave that is judged.
  package var wave: String? { objective.wave }
  /// The share of the wave's planned items for which the limit holds.
  package var percent: Int64? { objective.percent }

  /// The judged clock; nil for data loss and for waves, which have their own.
  package var clock: RecoveryClock? {
    objective.metric == .rto && objective.wave == nil ? objective.clock : nil
  }

  /// The limit in time; nil where it is a count.
  package var limit: TimeSpan? {
    if case .span(let limit) = objective.limit { limit } else { nil }
  }

  /// The limit as a count; nil where it is a time.
  package var limitCount: Int64? {
    if case .count(let count, _) = objective.limit { count } else { nil }
  }

  /// The unit of a limit that is a count.
  package var unit: String? {
    if case .count(_, let unit) = objective.limit { unit } else { nil }
  }

  /// The judged value where announced maintenance is taken out of it; nil where it isn't.
  package var net: MeasuredSpan? { objective.excludesAnnounced ? value : nil }

  /// The value from the times as stated; nil where there is no end yet.
  package var seconds: TimeSpan? { value?.stated }
  /// The least that the value can be.
  package var lower: TimeSpan? { value?.lower }
  /// The most that the value can be; nil where nothing limits it.
  package var upper: TimeSpan? { value?.upper }
}
