import CloudEvents
import CutoverModel
import Testing

@testable import Replay

/// All short sequences of events about two regions, against an evaluator that looks at every minute by itself.
@Suite struct `Every short sequence of states` {
  private struct Symbol: Sendable {
    /// 0 the whole service, 1 east, 2 west.
    var part: Int
    /// 0 down, 1 degraded, 2 up.
    var level: Int
  }

  private static let alphabet = [
    Symbol(part: 1, level: 0), Symbol(part: 1, level: 2), Symbol(part: 2, level: 1), Symbol(part: 2, level: 2),
    Symbol(part: 0, level: 0), Symbol(part: 0, level: 2),
  ]
  private static let minute: Int64 = 60_000_000_000

  private struct Found: Equatable {
    var start: Int
    var end: Int?
    var down: Int
    /// The first change for the better.
    var relief: Int?
    /// The last minute at which an event shows it not up.
    var shown: Int
  }

  /// One event a minute, gaps of one minute settle.
  private func found(_ sequence: [Symbol]) -> [Found] {
    var finder = EpisodeFinder(minimum: nil, settle: TimeSpan(nanoseconds: 2 * Self.minute))
    for (position, symbol) in sequence.enumerated() {
      let mark = EventMark(
        time: Timestamp(nanoseconds: Int64(position) * Self.minute), kind: nil, source: NameTable.absent, accuracy: 0,
        place: EventPlace(stream: 0, index: position), id: IdentifierArchive.Number(ordinal: 0))
      let part: EpisodeFinder.Part =
        symbol.part == 0 ? .whole(service: 0) : .region(Int32(symbol.part), service: 0)
      finder.apply(part, ServiceLevel(state: [.down, .degraded, .up][symbol.level]), mark)
    }
    return finder.episodes.map { episode in
      Found(
        start: episode.start.index, end: episode.end?.index,
        down: Int(episode.down.stated.nanoseconds / Self.minute),
        relief: episode.relief?.index, shown: episode.lastShown.index)
    }
  }

  /// Looks at every minute by itself: what was last said of each region, whether it is worse than before, and so on.
  private func expected(_ sequence: [Symbol]) -> [Found] {
    func level(_ region: Int, _ minute: Int) -> Int {
      sequence[...minute].last { $0.part == region || $0.part == 0 }?.level ?? 2
    }
    // What is said of neither region is the service as a whole.
    func worst(_ minute: Int) -> Int { min(level(1, minute), level(2, minute), level(3, minute)) }
    func isImpaired(_ minute: Int) -> Bool { worst(minute) < 2 }
    /// Whether a minute lies within an episode: impaired, or in a gap of one minute.
    func isInside(_ minute: Int) -> Bool {
      if isImpaired(minute) { return true }
      return minute > 0 && minute + 1 < sequence.count && isImpaired(minute - 1) && isImpaired(minute + 1)
    }
    func isBetter(_ minute: Int) -> Bool {
      guard minute > 0 else { return false }
      return (1...3).contains { level($0, minute) > level($0, minute - 1) }
    }
    var result: [Found] = []
    for minute in sequence.indices where isInside(minute) && (minute == 0 || !isInside(minute - 1)) {
      let rest = (minute..<sequence.count)
      let end = rest.first { !isInside($0) }
      let last = end ?? sequence.count
      let own = minute...min(last, sequence.count - 1)
      // The time in down between two events; what lasts still isn't summed.
      var down = 0
      for second in minute..<last where worst(second) == 0 {
        if (second..<last).contains(where: { worst($0) > 0 }) || end != nil { down += 1 }
      }
      result.append(
        Found(
          start: minute, end: end, down: down,
          relief: own.first { $0 > minute && isBetter($0) && isImpaired($0 - 1) },
          shown: rest.filter { $0 < last && sequence[$0].level < 2 }.max() ?? minute))
    }
    return result
  }

  @Test func `of two regions gives the episodes of an evaluator that looks at every minute`() {
    var count = 0
    var wrong: [String] = []
    for length in 1...6 {
      var digits = Array(repeating: 0, count: length)
      repeat {
        let sequence = digits.map { Self.alphabet[$0] }
        let (found, expected) = (found(sequence), expected(sequence))
        if found != expected, wrong.count < 5 { wrong.append("\(sequence): \(found), not \(expected)") }
        count += 1
      } while digits.countUp(below: Self.alphabet.count)
    }
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    #expect(count == 55_986)
  }
}

extension [Int] {
  /// The next number of as many digits; false behind the last.
  mutating func countUp(below base: Int) -> Bool {
    for position in indices {
      self[position] += 1
      if self[position] < base { return true }
      self[position] = 0
    }
    return false
  }
}
