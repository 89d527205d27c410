import CloudEvents
import CutoverModel

/// The readings of replications, packed: of all events the ones that come in the largest number.
///
/// What many readings share (source, side, accuracy and so on) is kept once, so that a reading costs 56 bytes and
/// those of its id.
struct ReplicationLog: Sendable {
  private struct Shape: Hashable {
    var digits: UInt8
    var source: Int32
    var accuracy: Int64
    var before: ClockSlack
    var stream: Int
    var side: Int32
    var isInSync: Bool?
    var lagUnit: Int64
    var commitAccuracy: Int64

    /// Shapes are few, so that their numbers are told apart well enough by what differs most.
    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(UInt32(bitPattern: source)) | UInt64(UInt32(bitPattern: side)) << 32)
    }
  }

  private struct Packed {
    var time: Int64
    var lag: Int64
    var commit: Int64
    var sourcePosition: ReplicationPosition
    var targetPosition: ReplicationPosition
    var index: UInt32
    var shape: UInt32
    var id: ByteArena.Slice
  }

  private var shapes: [Shape] = []
  private var numbers: [Shape: UInt32] = [:]
  private var readings: [Int32: [Packed]] = [:]

  mutating func append(_ reading: DataEvidence.Replication, of dataset: Int32) {
    let mark = reading.mark
    let shape = Shape(
      digits: mark.time.fractionDigits, source: mark.source, accuracy: mark.accuracy,
      before: mark.before,
      stream: mark.place.stream, side: reading.side, isInSync: reading.isInSync,
      lagUnit: reading.lagUnit, commitAccuracy: reading.commitAccuracy)
    let number: UInt32
    if let known = numbers[shape] {
      number = known
    } else {
      number = UInt32(shapes.count)
      numbers[shape] = number
      shapes.append(shape)
    }
    readings[dataset, default: []].append(
      Packed(
        time: mark.time.nanoseconds, lag: reading.lag, commit: reading.commit,
        sourcePosition: reading.sourcePosition, targetPosition: reading.targetPosition,
        index: UInt32(clamping: mark.index), shape: number, id: mark.id))
  }

  /// Puts the readings of each data set in order of time, then of place.
  mutating func sort() {
    let shapes = shapes
    for dataset in Array(readings.keys) {
      readings[dataset]?.sort { left, right in
        if left.time != right.time { return left.time < right.time }
        return (shapes[Int(left.shape)].stream, left.index)
          < (shapes[Int(right.shape)].stream, right.index)
      }
    }
  }

  /// The readings of a data set, in order.
  func readings(of dataset: Int32) -> some Sequence<DataEvidence.Replication> {
    (readings[dataset] ?? []).lazy.map { unpacked($0) }
  }

  private func unpacked(_ reading: Packed) -> DataEvidence.Replication {
    let shape = shapes[Int(reading.shape)]
    return DataEvidence.Replication(
      mark: EventMark(
        time: Timestamp(nanoseconds: reading.time, fractionDigits: shape.digits),
        kind: .replicationObserved, source: shape.source, accuracy: shape.accuracy,
        place: EventPlace(stream: shape.stream, index: Int(reading.index)), id: reading.id, before: shape.before),
      side: shape.side, sourcePosition: reading.sourcePosition,
      targetPosition: reading.targetPosition, isInSync: shape.isInSync, lag: reading.lag,
      lagUnit: shape.lagUnit, commit: reading.commit, commitAccuracy: shape.commitAccuracy)
  }
}
