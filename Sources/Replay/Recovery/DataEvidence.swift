import CutoverModel

/// What the events say about how much of each data set survived, in stream order.
struct DataEvidence: Sendable {
  /// All that was committed up to a moment is present at a side.
  struct Recoverable: Sendable {
    var mark: EventMark
    var dataset: Int32
    var side: Int32
    var upTo: Moment
  }

  /// One reading of a replication.
  struct Replication: Sendable {
    var mark: EventMark
    var dataset: Int32
    var side: Int32
    var sourcePosition: ByteArena.Slice
    var targetPosition: ByteArena.Slice
    var isInSync: Bool
    /// Nanoseconds; `none` where it isn't stated.
    var lag: Int64
    /// One unit of the last digit of the lag, in nanoseconds.
    var lagUnit: Int64
    /// The last commit applied, in nanoseconds since 1970; `none` where it isn't stated.
    var commit: Int64
    var commitAccuracy: Int64

    static let none = Int64.min
  }

  /// The first and last accepted write that somebody saw at a side.
  struct WritesObserved: Sendable {
    var mark: EventMark
    var dataset: Int32
    var side: Int32
    var first: Moment?
    var last: Moment?
  }

  struct Lost: Sendable {
    var mark: EventMark
    var dataset: Int32
    var from: Moment?
    var to: Moment?
    var count: Int64?
    var unit: String?
  }

  struct Diverged: Sendable {
    var mark: EventMark
    var dataset: Int32
    var writes: Int64?
  }

  struct Reconciled: Sendable {
    var mark: EventMark
    var dataset: Int32
    var matches: Bool
    /// The id of the divergence that it resolves; nil where it resolves all before it.
    var resolves: String?
  }

  var recoverable: [Recoverable] = []
  var replication: [Replication] = []
  var writesObserved: [WritesObserved] = []
  var lost: [Lost] = []
  var diverged: [Diverged] = []
  var reconciled: [Reconciled] = []
}
