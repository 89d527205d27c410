package import CutoverModel

/// One part of a run's slip, on the driving path.
///
/// The parts of a run sum to its slip exactly; each second is counted once, and parts of zero are left out.
package struct SlipAttribution: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The task took longer or shorter than planned.
    case duration
    /// The task waited longer or shorter than planned behind what drove it.
    case gap
    /// What the first task of the path was late by when the path begins.
    case start
    /// Another task finished last than the one that was planned to.
    case scope
  }

  package var task: String
  package var kind: Kind
  /// Positive where it made the run later.
  package var slip: TimeSpan

  package init(task: String, kind: Kind, slip: TimeSpan) {
    self.task = task
    self.kind = kind
    self.slip = slip
  }
}

extension Variance {
  /// The three parts that made the run latest, the greatest first; of equal ones the earlier on the path.
  package var greatestParts: [SlipAttribution] {
    Array(
      attribution.enumerated().filter { $0.element.slip > .zero }
        .sorted { ($1.element.slip, $0.offset) < ($0.element.slip, $1.offset) }.prefix(3).map(\.element))
  }
}
