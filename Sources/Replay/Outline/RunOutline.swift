package import CloudEvents
package import CutoverModel

/// What a chart of a run shows: tasks group by group, planned and actual, with gates, impact and gaps.
package struct RunOutline: Hashable, Sendable {
  /// A phase of the plan, or what belongs to none.
  package struct Group: Hashable, Sendable {
    /// Nil for tasks without a phase, where others have one.
    package var name: String?
    package var rows: [Row]
    /// From the earliest planned start to the latest planned finish of its tasks; nil where no finish was planned.
    package var planned: Span?
    /// From the first start to the last end; without an end where something still runs.
    package var actual: Span?
    /// The last actual end less the last planned one; nil while something runs or was left undone, or something was done
    /// that has no planned finish.
    package var slip: TimeSpan?
    package var done: Int
  }

  package struct Row: Hashable, Sendable {
    package var id: String
    package var title: String
    /// Nil where no finish was planned.
    package var planned: Span?
    /// The attempts without their pauses.
    package var work: [Span]
    package var pauses: [Span]
    /// When attempts failed.
    package var failures: [Timestamp]
    package var state: TaskState
    /// Recorded finish less planned finish; nil where one of them is missing.
    package var slip: TimeSpan?
    /// Whether the plan has no float for it.
    package var isCritical: Bool
    /// Whether it failed, was left out, or was finished a minute or more later than planned.
    package var isNotable: Bool
  }

  package struct Span: Hashable, Sendable {
    package var from: Timestamp
    /// Nil while it lasts.
    package var to: Timestamp?

    package init(from: Timestamp, to: Timestamp?) {
      self.from = from
      self.to = to
    }
  }

  package struct Mark: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case gate, milestone }

    package var kind: Kind
    package var title: String
    package var planned: Timestamp?
    /// From the request to the passing.
    package var waited: Span?
    package var reached: Timestamp?
    package var rejected: Timestamp?
    package var slip: TimeSpan?
  }

  /// In the order of the plan's tasks; tasks that the plan doesn't hold come last.
  package var groups: [Group] = []
  /// By when they were reached, else planned.
  package var marks: [Mark] = []
  /// The services that were ever not up.
  package var bands: [ServiceBand] = []
  /// Those of a minute and more.
  package var gaps: [Gap] = []
  /// How long all gaps of a kind lasted together, the shorter ones too; none of zero.
  package var gapTotals: [Gap.Kind: TimeSpan] = [:]
  /// The first and the last instant of all that is shown; nil where nothing is.
  package var bounds: Span?
  /// Where what has no end is drawn to.
  package var horizon: Timestamp?

  package init() {}

  package var rows: Int { groups.reduce(0) { $0 + $1.rows.count } }
}
