package import CutoverModel

/// What was corrected before an answer was given.
package struct CorrectionsSummary: Hashable, Sendable {
  /// A clock that somebody stated, and that was applied.
  package struct StatedClock: Hashable, Sendable {
    package var source: String
    /// How far it was ahead of the true time; negative if it was behind.
    package var offset: TimeSpan
    /// By how much that may be wrong either way.
    package var accuracy: TimeSpan
    /// The event that states it.
    package var event: EventReference
  }

  /// What the events show of a source's clock: it widens intervals and shifts nothing.
  package struct EstimatedClock: Hashable, Sendable {
    package var source: String
    /// By how much its times may be too late.
    package var before: TimeSpan
    /// By how much its times may be too early.
    package var after: TimeSpan
  }

  /// How many events were read with other attributes than were recorded.
  package var amended = 0
  /// How many were left out.
  package var retracted = 0
  /// How many had their times shifted by a stated clock.
  package var shifted = 0
  /// By source.
  package var stated: [StatedClock] = []
  /// By source.
  package var estimated: [EstimatedClock] = []
  package var findings: [ReplayFinding] = []
  /// For each amended event the last amendment that changed it.
  package var amendments: [EventPlace: EventReference] = [:]

  /// Nothing was corrected.
  package init() {}

  /// Whether an answer may be another than that of the events as first recorded.
  package var isEmpty: Bool {
    amended == 0 && retracted == 0 && shifted == 0 && stated.isEmpty && estimated.isEmpty
  }

  /// The amendment of the first of the events that has one.
  package func amendment(of events: EventReference?...) -> EventReference? {
    events.lazy.compactMap { $0 }.compactMap { amendments[$0.place] }.first
  }
}
