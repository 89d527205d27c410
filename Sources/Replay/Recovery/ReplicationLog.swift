import CloudEvents
import CutoverModel

/// The readings of replications, packed: of all events the ones that come in the largest number.
///
/// Which of them matter is known only at the end, for what is frozen and opened may be told later than it happened. So all
/// are kept, each in some eight bytes and those of its id: what many share (source, side, accuracy and so on) is kept once,
/// and of the rest the difference from the reading before.
struct ReplicationLog: Sendable {
  private struct Shape: Hashable {
    var digits: UInt8
    var source: Int32
    var accuracy: Int64
    var before: ClockSlack
    var side: Int32
    var isInSync: Bool?
    var lagUnit: Int64
    var commitAccuracy: Int64

    /// Shapes are few, so that their numbers are told apart well enough by what differs most.
    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(UInt32(bitPattern: source)) | UInt64(UInt32(bitPattern: side)) << 32)
    }
  }

  /// The readings of one data set in runs that are in order, the one that ends last first.
  ///
  /// A reading is appended to the first run that it may follow. So events that come in order are one run, and those of
  /// sources whose clocks differ are as many as there are sources. Beyond some, a new one is merged with those before it
  /// that are no more than twice as long: so each reading is merged some log n times, be they told from the last to the first.
  private struct Runs {
    static let some = 16
    var runs: [ReplicationRun] = []

    mutating func append(_ reading: ReplicationRun.Reading, _ units: [ReplicationRun.Units]) {
      let unit = units[Int(reading.shape)]
      for number in runs.indices where !reading.precedes(runs[number].last) {
        return runs[number].append(reading, unit)
      }
      runs.append(ReplicationRun())
      runs[runs.count - 1].append(reading, unit)
      while case let last = runs.count - 1, last >= Self.some, runs[last - 1].count <= 2 * runs[last].count {
        merge(last - 1, units)
      }
    }

    /// Makes one run of two neighbours.
    private mutating func merge(_ pair: Int, _ units: [ReplicationRun.Units]) {
      let (left, right) = (runs[pair], runs.remove(at: pair + 1))
      runs[pair] = ReplicationRun()
      var (one, other) = (ReplicationRun.Cursor(), ReplicationRun.Cursor())
      var (first, second) = (left.next(&one, units), right.next(&other, units))
      while let reading = first ?? second {
        if let candidate = second, first == nil || candidate.precedes(reading) {
          runs[pair].append(candidate, units[Int(candidate.shape)])
          second = right.next(&other, units)
        } else {
          runs[pair].append(reading, units[Int(reading.shape)])
          first = left.next(&one, units)
        }
      }
    }

    /// Makes one run of all, the shortest neighbours first.
    mutating func sort(_ units: [ReplicationRun.Units]) {
      func length(_ pair: Int) -> Int { runs[pair].count + runs[pair + 1].count }
      while let pair = runs.indices.dropLast().min(by: { length($0) < length($1) }) { merge(pair, units) }
    }
  }

  private var shapes: [Shape] = []
  private var units: [ReplicationRun.Units] = []
  private var numbers: [Shape: UInt32] = [:]
  private var recent: UInt32 = 0
  /// By the number of the data set and one.
  private var readings: [Runs] = []

  mutating func append(_ reading: DataEvidence.Replication, of dataset: Int32) {
    let mark = reading.mark
    let shape = Shape(
      digits: mark.time.fractionDigits, source: mark.source, accuracy: mark.accuracy, before: mark.before,
      side: reading.side, isInSync: reading.isInSync, lagUnit: reading.lagUnit, commitAccuracy: reading.commitAccuracy)
    if shapes.isEmpty || shapes[Int(recent)] != shape { recent = number(of: shape) }
    let place = Int(dataset) + 1
    while readings.count <= place { readings.append(Runs()) }
    readings[place].append(
      ReplicationRun.Reading(
        time: mark.time.nanoseconds, lag: reading.lag, commit: reading.commit, sourcePosition: reading.sourcePosition,
        targetPosition: reading.targetPosition, place: mark.place, id: mark.id, shape: recent),
      units)
  }

  private mutating func number(of shape: Shape) -> UInt32 {
    if let known = numbers[shape] { return known }
    let number = UInt32(shapes.count)
    numbers[shape] = number
    shapes.append(shape)
    units.append(
      ReplicationRun.Units(
        time: Timestamp(nanoseconds: 0, fractionDigits: shape.digits).resolutionNanoseconds, lag: shape.lagUnit))
    return number
  }

  /// Puts the readings of each data set in order of time, then of place.
  mutating func sort() {
    for place in readings.indices { readings[place].sort(units) }
  }

  /// Calls `body` with the readings of a data set, in order once they are sorted.
  func forEach(of dataset: Int32, _ body: (DataEvidence.Replication) -> Void) {
    let place = Int(dataset) + 1
    guard place < readings.count else { return }
    for run in readings[place].runs { run.forEach(units) { body(unpacked($0)) } }
  }

  private func unpacked(_ reading: ReplicationRun.Reading) -> DataEvidence.Replication {
    let shape = shapes[Int(reading.shape)]
    return DataEvidence.Replication(
      mark: EventMark(
        time: Timestamp(nanoseconds: reading.time, fractionDigits: shape.digits), kind: .replicationObserved,
        source: shape.source, accuracy: shape.accuracy, place: reading.place, id: reading.id, before: shape.before),
      side: shape.side, sourcePosition: reading.sourcePosition, targetPosition: reading.targetPosition,
      isInSync: shape.isInSync, lag: reading.lag, lagUnit: shape.lagUnit, commit: reading.commit,
      commitAccuracy: shape.commitAccuracy)
  }
}
