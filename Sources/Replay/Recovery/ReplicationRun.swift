import CloudEvents
import CutoverModel

/// Readings of one replication that are in order, packed: each by what it differs in from the one before.
///
/// Of readings that are alike but for time, positions and lag each costs some eight bytes.
struct ReplicationRun: Sendable {
  /// What a reading says, and the number of the shape that it shares with others.
  struct Reading: Sendable, BitwiseCopyable {
    var time: Int64 = 0
    var lag: Int64 = 0
    var commit: Int64 = 0
    var sourcePosition = ReplicationPosition.absent
    var targetPosition = ReplicationPosition.absent
    var place = EventPlace.beginning
    var id = IdentifierArchive.Number(ordinal: 0)
    var shape: UInt32 = 0

    /// Whether it comes before another one: by time, then by place.
    func precedes(_ other: Reading) -> Bool {
      time != other.time ? time < other.time : place < other.place
    }
  }

  /// The units in which times and lags of a shape are written.
  struct Units: Sendable, BitwiseCopyable {
    var time: Int64
    /// 0 where no lag is stated.
    var lag: Int64
  }

  private enum Flag {
    static let shape: UInt8 = 1
    static let nextId: UInt8 = 2
    static let wholeTime: UInt8 = 4
    static let commit: UInt8 = 8
    static let wholeCommit: UInt8 = 16
    static let level: UInt8 = 32
    static let stream: UInt8 = 64
  }

  private var bytes = PackedBytes(chunkSize: 4_096)
  private(set) var count = 0
  private(set) var last = Reading()

  private static let most = 96

  /// How many bytes the readings take.
  var size: Int { bytes.size }

  /// Appends a reading that `last` doesn't come after.
  mutating func append(_ reading: Reading, _ units: Units) {
    let before = last
    _ = bytes.reserve(Self.most)
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.most) { scratch in
      guard let start = scratch.baseAddress else { return }
      var place = start + 1
      var flags: UInt8 = 0
      if reading.shape != before.shape || count == 0 {
        flags |= Flag.shape
        PackedBytes.put(UInt64(reading.shape), &place)
      }
      if reading.place.stream != before.place.stream {
        flags |= Flag.stream
        PackedBytes.put(UInt64(reading.place.stream), &place)
      }
      PackedBytes.put(signed: Int64(reading.place.index - before.place.index), &place)
      if reading.id.ordinal == before.id.ordinal &+ 1 {
        flags |= Flag.nextId
      } else {
        PackedBytes.put(signed: Int64(reading.id.ordinal) - Int64(before.id.ordinal), &place)
      }
      let step = reading.time &- before.time
      if units.time > 1, step % units.time == 0 {
        flags |= Flag.wholeTime
        PackedBytes.put(signed: step / units.time, &place)
      } else {
        PackedBytes.put(signed: step, &place)
      }
      if units.lag > 0 { PackedBytes.put(signed: reading.lag / units.lag, &place) }
      if reading.commit != DataEvidence.Replication.none {
        flags |= Flag.commit
        let age = reading.time &- reading.commit
        if units.time > 1, age % units.time == 0 {
          flags |= Flag.wholeCommit
          PackedBytes.put(signed: age / units.time, &place)
        } else {
          PackedBytes.put(signed: age, &place)
        }
      }
      PackedBytes.put(signed: reading.sourcePosition.difference(from: before.sourcePosition), &place)
      if reading.targetPosition.isIdentical(to: reading.sourcePosition) {
        flags |= Flag.level
      } else {
        let near = reading.sourcePosition.isAbsent ? before.targetPosition : reading.sourcePosition
        PackedBytes.put(signed: reading.targetPosition.difference(from: near), &place)
      }
      start.pointee = flags
      bytes.append(start, place - start)
    }
    last = reading
    count += 1
  }

  /// Calls `body` with each reading, in order; `units` tells those of a shape.
  @inline(__always)
  func forEach(_ units: [Units], _ body: (Reading) -> Void) {
    var cursor = Cursor()
    while let reading = next(&cursor, units) { body(reading) }
  }

  /// How far it was read.
  struct Cursor {
    fileprivate var chunk = 0
    fileprivate var offset = 0
    fileprivate var reading = Reading()
  }

  /// The next reading; nil behind the last.
  @inline(__always)
  func next(_ cursor: inout Cursor, _ units: [Units]) -> Reading? {
    while cursor.chunk < bytes.count {
      let isThere = bytes.withChunk(cursor.chunk) { chunk in
        guard cursor.offset < chunk.count, let start = chunk.baseAddress else { return false }
        var place = start + cursor.offset
        Self.take(&place, &cursor.reading, units)
        cursor.offset = place - start
        return true
      }
      if isThere { return cursor.reading }
      cursor.chunk += 1
      cursor.offset = 0
    }
    return nil
  }

  @inline(__always)
  private static func take(_ place: inout UnsafePointer<UInt8>, _ reading: inout Reading, _ units: [Units]) {
    let flags = place.pointee
    place += 1
    if flags & Flag.shape != 0 { reading.shape = UInt32(truncatingIfNeeded: PackedBytes.take(&place)) }
    let stream = flags & Flag.stream != 0 ? Int(PackedBytes.take(&place)) : reading.place.stream
    reading.place = EventPlace(stream: stream, index: reading.place.index + Int(PackedBytes.takeSigned(&place)))
    let step = flags & Flag.nextId != 0 ? 1 : PackedBytes.takeSigned(&place)
    reading.id = IdentifierArchive.Number(ordinal: UInt32(truncatingIfNeeded: Int64(reading.id.ordinal) + step))
    let unit = units[Int(reading.shape)]
    reading.time &+= PackedBytes.takeSigned(&place) &* (flags & Flag.wholeTime != 0 ? unit.time : 1)
    reading.lag = unit.lag > 0 ? PackedBytes.takeSigned(&place) &* unit.lag : DataEvidence.Replication.none
    reading.commit = DataEvidence.Replication.none
    if flags & Flag.commit != 0 {
      reading.commit =
        reading.time &- PackedBytes.takeSigned(&place) &* (flags & Flag.wholeCommit != 0 ? unit.time : 1)
    }
    let former = reading.targetPosition
    reading.sourcePosition = reading.sourcePosition.advanced(by: PackedBytes.takeSigned(&place))
    if flags & Flag.level != 0 {
      reading.targetPosition = reading.sourcePosition
    } else {
      let near = reading.sourcePosition.isAbsent ? former : reading.sourcePosition
      reading.targetPosition = near.advanced(by: PackedBytes.takeSigned(&place))
    }
  }
}
