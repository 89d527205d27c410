package import CutoverModel

/// What was measured over the run: where the traffic went, and how far copies of data were behind.
package struct RunSeries: Hashable, Sendable {
  /// By service, then by site, in order of bytes; shares of no service come last.
  package var traffic: [TrafficSeries] = []
  /// By dataset, then by side, in order of bytes.
  package var replication: [ReplicationSeries] = []
  /// How many lines were withheld; each may have been a point.
  package var withheld = 0
  /// How many events that would have been points of further services or datasets are counted and not listed.
  package var omitted = 0
  package var findings: [ReplayFinding] = []

  package init() {}

  package var isEmpty: Bool { traffic.isEmpty && replication.isEmpty }
}

/// The share of a service's traffic that went to one site, from each change to the next.
package struct TrafficSeries: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    /// The event that made it so; where it isn't stated, the one about another site that left no more room.
    package var at: EventMoment
    /// Millionths of a percent, 0 to 100,000,000.
    package var share: Int64
    /// Whether the event states it; else it follows from what the event states of another site.
    package var isStated: Bool
  }

  /// Nil where the events name none.
  package var service: String?
  package var site: String
  /// By time, then by stream and index.
  package var points: [Point]
  /// How many changes lie between points and are counted but not listed.
  package var omitted = 0
  /// Behind how many points those lie.
  package var pointsBeforeOmitted = 0
}

/// How far one copy of a dataset was behind, reading by reading.
package struct ReplicationSeries: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package var at: EventMoment
    /// As stated, else the age of the last commit that the copy has; nil where the reading tells neither.
    package var lag: TimeSpan?
    /// Whether the lag is what the reading states.
    package var isStated: Bool
    package var isInSync: Bool?
  }

  /// Nil where the events name none.
  package var dataset: String?
  /// Nil where the events name none.
  package var side: String?
  /// By time, then by stream and index.
  package var points: [Point]
  /// How many readings lie between points and are counted but not listed.
  package var omitted = 0
  /// Behind how many points those lie.
  package var pointsBeforeOmitted = 0

  /// The greatest lag of all points; nil where none tells one.
  package var greatestLag: TimeSpan? { points.compactMap(\.lag).max() }
}
