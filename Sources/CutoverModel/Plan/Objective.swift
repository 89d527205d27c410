/// A recovery objective as a plan states it.
package struct Objective: Hashable, Sendable {
  /// What is limited: `rto`, the time to recover, or `rpo`, the data lost.
  package enum Metric: String, CaseIterable, Sendable { case rto, rpo }

  /// What must not be exceeded: a time, or a count of something.
  package enum Limit: Hashable, Sendable {
    case span(TimeSpan)
    case count(Int64, unit: String)
  }

  /// Episodes less than this apart are one where an objective says nothing else.
  package static let defaultSettle = TimeSpan(seconds: 15 * 60)

  package var id: String
  package var metric: Metric
  package var service: String?
  package var dataset: String?
  package var wave: String?
  /// 1 to 100; only with a wave.
  package var percent: Int64?
  package var clock: RecoveryClock = .business
  package var limit: Limit
  /// With `rpo`: the data loss that the plan's own method implies, such as a snapshot every four hours.
  package var planned: TimeSpan?
  /// Episodes less than this apart are one.
  package var settle: TimeSpan?
  /// Percent usable below which the service doesn't count as up.
  package var minimumLevel: Int64?
  /// Whether announced maintenance is taken out (`exclude: announced`).
  package var excludesAnnounced = false

  package init(id: String, metric: Metric, limit: Limit) {
    self.id = id
    self.metric = metric
    self.limit = limit
  }
}
