import CloudEvents
import CutoverModel
import Replay
import Testing

/// Episodes against a simulation that walks through every second.
@Suite struct `Simulated episodes` {
  private enum Part: Int, CaseIterable { case whole, east, west, freeze }

  private static let base: Int64 = 1_795_384_800  // 2026-11-22T22:00:00Z

  private struct Change {
    var second: Int
    var part: Part
    /// 0 down, 1 degraded, 2 up
    var level: Int
  }

  private func line(_ change: Change) -> String {
    let time = Timestamp(
      nanoseconds: (Self.base + Int64(change.second)) * 1_000_000_000, fractionDigits: 0)
    let clock = String(time.description.dropFirst(11).dropLast())
    let type = ["service.down", "service.degraded", "service.up"][change.level]
    switch change.part {
    case .whole: return pay(type, clock)
    case .east: return pay(type, clock, ["region": "east"])
    case .west: return pay(type, clock, ["region": "west"])
    case .freeze:
      return db(change.level == 2 ? "writes.opened" : "writes.frozen", clock, #"{"side":"west"}"#)
    }
  }

  /// The episodes as starts and ends in seconds (no end while open), and the seconds spent down in each.
  private func simulate(_ changes: [Change], settle: Int, length: Int) -> [[Int?]] {
    var levels = [Part: Int](uniqueKeysWithValues: Part.allCases.map { ($0, 2) })
    var worst: [Int] = []
    for second in 0..<length {
      for change in changes where change.second == second {
        if change.part == .whole {
          for part in [Part.whole, .east, .west] { levels[part] = change.level }
        } else {
          levels[change.part] = change.level
        }
      }
      worst.append(levels.values.min() ?? 2)
    }
    var isIn = worst.map { $0 < 2 }
    for start in 0..<length where isIn[start] {
      guard let gap = (start..<length).first(where: { !isIn[$0] }),
        let next = (gap..<length).first(where: { isIn[$0] }), next - gap < settle
      else { continue }
      for second in gap..<next { isIn[second] = true }
    }
    var episodes: [[Int?]] = []
    var start: Int?
    for second in 0...length {
      let isInside = second < length && isIn[second]
      if isInside, start == nil { start = second }
      if !isInside, let begin = start {
        let isOpen = second == length
        let down = (begin..<second).count { worst[$0] == 0 }
        episodes.append([begin, isOpen ? nil : second, isOpen ? nil : down])
        start = nil
      }
    }
    return episodes
  }

  @Test(arguments: 0..<20) func `agree with the fold`(seed: UInt64) throws {
    var random = FixedRandom(seed)
    for _ in 0..<25 {
      let length = 90
      let settle = Int.random(in: 0...15, using: &random)
      let seconds = (1..<60).shuffled(using: &random).prefix(Int.random(in: 0...12, using: &random))
      let changes = seconds.sorted().map { second in
        let part = Part.allCases.randomElement(using: &random) ?? .whole
        let level = Int.random(in: 0...2, using: &random)
        return Change(second: second, part: part, level: part == .freeze && level == 0 ? 1 : level)
      }
      let objective = rto("1h", .downtime) { $0.settle = TimeSpan(seconds: Int64(settle)) }
      let lines = changes.map(line).shuffled(using: &random)
      let report = try objectives(payPlan([objective], freezeImpact: .degraded), lines)
      let found = report.objectives[0].episodes.map { episode -> [Int?] in
        [
          Int(episode.from.time.nanoseconds / 1_000_000_000 - Self.base),
          episode.to.map { Int($0.time.nanoseconds / 1_000_000_000 - Self.base) },
        ]
      }
      let expected = simulate(changes, settle: settle, length: length)
      #expect(found == expected.map { Array($0.prefix(2)) }, "settle \(settle): \(changes)")
      if let longest = expected.filter({ $0[1] != nil }).compactMap({ $0[2] }).max(),
        expected.allSatisfy({ $0[1] != nil })
      {
        #expect(report.objectives[0].seconds == TimeSpan(seconds: Int64(longest)))
      }
    }
  }
}
