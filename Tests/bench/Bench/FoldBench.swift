import CloudEvents
import JSONText
import SealedLog

/// Folds a stream as a database is asked to: how many events of each subject, with the least and the greatest time.
enum FoldBench {
  /// Folds the stream once and prints how many events and subjects it has, and how long that took.
  ///
  /// With `--verified` the stream is verified in the same pass, else it isn't.
  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first(where: { !$0.hasPrefix("--") }) else {
      throw BenchError("usage: bench fold STREAM [--verified]")
    }
    let isVerified = arguments.contains("--verified")
    let clock = ContinuousClock()
    let start = clock.now
    let source = try FileSource(path: path)
    let groups: SubjectFold.Output?
    if isVerified {
      groups = try StreamVerifier.fold(source, with: SubjectFold()).output
    } else {
      let read = try UnverifiedReader.fold(source, with: SubjectFold())
      groups = read.isWhole ? read.output : nil
    }
    let elapsed = start.duration(to: clock.now)
    guard let groups else { throw BenchError("\(path) is not whole") }
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    print("events \(groups.reduce(0) { $0 + $1.count }) subjects \(groups.count) seconds \(seconds)")
  }
}

/// Counts the events of each subject and keeps their least and greatest time.
struct SubjectFold: EventFold {
  struct Group {
    var subject: [UInt8]
    var count = 0
    var least = Int64.max
    var greatest = Int64.min
  }

  private var groups: [Group] = []
  /// The group at each place of a hash, or -1; at most half are taken.
  private var slots = [Int32](repeating: -1, count: 64)

  mutating func apply(_ event: EventView) {
    // The recorder's own lines have no acceptance; a database is given the events alone.
    guard event.layout.acceptedTime != nil else { return }
    guard let member = event.member("subject"), member.kind == .string else {
      return take(UnsafeBufferPointer(start: nil, count: 0), event.time.nanoseconds)
    }
    take(event.bytes(of: member), event.time.nanoseconds)
  }

  private mutating func take(_ subject: UnsafeBufferPointer<UInt8>, _ time: Int64) {
    var slot = Self.hash(subject) & (slots.count - 1)
    while slots[slot] >= 0, !isSame(groups[Int(slots[slot])].subject, subject) { slot = (slot + 1) & (slots.count - 1) }
    if slots[slot] < 0 {
      slots[slot] = Int32(groups.count)
      groups.append(Group(subject: Array(subject)))
      if groups.count * 2 > slots.count { grow() }
      return take(subject, time)
    }
    let number = Int(slots[slot])
    groups[number].count += 1
    groups[number].least = min(groups[number].least, time)
    groups[number].greatest = max(groups[number].greatest, time)
  }

  private func isSame(_ known: [UInt8], _ subject: UnsafeBufferPointer<UInt8>) -> Bool {
    known.count == subject.count && known.withUnsafeBufferPointer { known in
      for place in known.indices where known[place] != subject[place] { return false }
      return true
    }
  }

  private static func hash(_ subject: UnsafeBufferPointer<UInt8>) -> Int {
    var hash: UInt64 = 14_695_981_039_346_656_037
    for byte in subject { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, group) in groups.enumerated() {
      var slot = group.subject.withUnsafeBufferPointer(Self.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  consuming func finish() -> [Group] { groups }
}
