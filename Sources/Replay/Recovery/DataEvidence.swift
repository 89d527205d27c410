import CloudEvents
import CutoverModel

/// What the events say about how much of one data set survived.
struct DataEvidence: Sendable {
  /// All that was committed up to a moment is present at a side.
  struct Recoverable: Sendable {
    var mark: EventMark
    var side: Int32
    var upTo: Moment
  }

  /// One reading of a replication; a `ReplicationLog` keeps them.
  struct Replication: Sendable {
    var mark: EventMark
    var side: Int32
    var sourcePosition: ReplicationPosition
    var targetPosition: ReplicationPosition
    /// Nil where it isn't stated.
    var isInSync: Bool?
    /// Nanoseconds; `none` where it isn't stated.
    var lag: Int64
    /// One unit of the last digit of the lag, in nanoseconds.
    var lagUnit: Int64
    /// The last commit applied, in nanoseconds since 1970; `none` where it isn't stated.
    var commit: Int64
    var commitAccuracy: Int64

    static let none = Int64.min

    /// The moment up to which it is applied by the last commit.
    var applied: Moment? {
      commit == Self.none
        ? nil : Moment(Timestamp(nanoseconds: commit), accuracy: commitAccuracy, before: mark.before.nanoseconds)
    }
  }

  /// The first and last accepted write that somebody saw at a side.
  struct WritesObserved: Sendable {
    var mark: EventMark
    var side: Int32
    private var firstInstant: Int64
    private var lastInstant: Int64
    private var firstDigits: UInt8
    private var lastDigits: UInt8
    /// Whether the event states an accuracy for its times; then it is the mark's.
    private var isAccuracyStated: Bool
    /// How much of the mark's accuracy is its clock's.
    private var after: ClockSlack

    /// Times are as inaccurate as the event states, but at least one unit of their last digit; a clock that may be
    /// wrong adds to that.
    init(
      mark: EventMark, side: Int32, first: Timestamp?, last: Timestamp?, isAccuracyStated: Bool,
      after: ClockSlack = .none
    ) {
      self.mark = mark
      self.side = side
      firstInstant = first?.nanoseconds ?? .min
      firstDigits = first?.fractionDigits ?? 0
      lastInstant = last?.nanoseconds ?? .min
      lastDigits = last?.fractionDigits ?? 0
      self.isAccuracyStated = isAccuracyStated
      self.after = after
    }

    var first: Moment? { moment(firstInstant, firstDigits) }
    var last: Moment? { moment(lastInstant, lastDigits) }

    private func moment(_ instant: Int64, _ digits: UInt8) -> Moment? {
      if instant == .min { return nil }
      let time = Timestamp(nanoseconds: instant, fractionDigits: digits)
      let stated = isAccuracyStated ? mark.accuracy - min(after.nanoseconds, mark.accuracy) : 0
      let accuracy = max(time.resolutionNanoseconds, stated).saturatingAdd(after.nanoseconds)
      return Moment(
        time, accuracy: min(accuracy, .max - max(0, instant)), before: mark.before.nanoseconds)
    }
  }

  struct Lost: Sendable {
    var mark: EventMark
    var from: Moment?
    var to: Moment?
    var count: Int64?
    var unit: String?
  }

  struct Diverged: Sendable {
    var mark: EventMark
    var writes: Int64?
    var from: Moment?
    var to: Moment?
  }

  struct Reconciled: Sendable {
    var mark: EventMark
    var matches: Bool
    /// The id of the divergence that it resolves; nil where it resolves all before it.
    var resolves: String?
  }

  var recoverable: [Recoverable] = []
  var writesObserved: [WritesObserved] = []
  var lost: [Lost] = []
  var diverged: [Diverged] = []
  var reconciled: [Reconciled] = []

  /// Puts everything in order of time.
  mutating func sort() {
    recoverable.sort { $0.mark < $1.mark }
    writesObserved.sort { $0.mark < $1.mark }
    lost.sort { $0.mark < $1.mark }
    diverged.sort { $0.mark < $1.mark }
    reconciled.sort { $0.mark < $1.mark }
  }
}
