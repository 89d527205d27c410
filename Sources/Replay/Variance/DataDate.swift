package import CloudEvents
package import CutoverModel

/// What was known of a run at one moment of it: the forecast of its finish, and how far it had come.
package struct DataDate: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// T; the forecast is the plan.
    case start
    /// A gate was passed.
    case gate
    /// A rollback was decided; up to here the forecast is of the main network.
    case decision
    /// The rollback begins; the forecast is its plan.
    case rollback
    /// The run finished; the forecast is the finish.
    case finish
  }

  package var kind: Kind
  /// The gate that was passed.
  package var gate: String?
  /// The event behind it; nil for T where it is stated.
  package var moment: EventMoment?
  package var time: Timestamp
  /// Of the finish; nil where the plan doesn't determine it.
  package var forecast: Timestamp?
  /// What is left that holds the forecast where it is, first to last.
  package var path: [String] = []
  package var earned: EarnedSchedule?
  /// How much later the forecast is than at the last data date of the same network with one: the window's slip.
  package var slip: TimeSpan?
}

/// The span between two data dates of one network.
package struct VarianceWindow: Hashable, Sendable {
  package var from: DataDate
  package var to: DataDate
  /// The last forecast known when it began.
  package var before: Timestamp?
  /// Whether it is of the rollback.
  package var isRollback: Bool
}

extension Variance {
  /// The windows between the data dates; their slips add up to the last forecast less the first, network by network.
  package var windows: [VarianceWindow] {
    var windows: [VarianceWindow] = []
    var isRollback = false
    var known: Timestamp?
    for (number, date) in dataDates.enumerated() {
      if date.kind == .rollback { isRollback = true }
      if number > 0, date.kind != .rollback {
        windows.append(
          VarianceWindow(from: dataDates[number - 1], to: date, before: known, isRollback: isRollback))
      }
      if date.kind == .rollback { known = date.forecast } else { known = date.forecast ?? known }
    }
    return windows
  }

  /// How far the run had come in its plan's time, when that was last reckoned.
  package var lastEarned: EarnedSchedule? { dataDates.last { $0.earned != nil }?.earned }
}
