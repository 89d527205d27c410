import CloudEvents
import TestSupport
import Testing

@testable import Replay

/// What is estimated of clocks, held against clocks that are known.
@Suite struct `Clocks estimated from random runs` {
  /// Sources with known offsets tell of known instants.
  @Test(arguments: 0..<200)
  func `nothing contradicts itself once it is widened, and nothing is widened beyond what is wrong`(seed: Int) throws {
    var random = FixedRandom(UInt64(seed))
    let offsets = (0..<3).map { _ in Int.random(in: -90_000...90_000, using: &random) }
    let isImport = Bool.random(using: &random)
    let start = try Timestamp("2026-11-22T21:00:00Z").nanoseconds
    func text(_ milliseconds: Int) -> String {
      Timestamp(nanoseconds: start + Int64(milliseconds) * 1_000_000, fractionDigits: 3).description
    }
    var lines = [
      event(
        "stream.opened", at: "2026-11-22T20:00:00Z", source: "ops/a", data: "{\"kind\":\"\(isImport ? "import" : "live")\"}")
    ]
    var told: [(source: Int, stated: Int, accepted: Int, happening: Int?, cause: Int?)] = []
    var truths: [Int] = []
    for number in 0..<12 {
      let truth = number * 60_000 + Int.random(in: 0..<60_000, using: &random)
      truths.append(truth)
      let isBoth = Bool.random(using: &random)
      let sources = isBoth ? Array([0, 1, 2].shuffled(using: &random).prefix(2)) : [Int.random(in: 0..<3, using: &random)]
      for source in sources {
        let cause = told.isEmpty || isBoth ? nil : told.indices.randomElement(using: &random)
        told.append((
          source, truth + offsets[source], truth + Int.random(in: 0...5_000, using: &random), isBoth ? number : nil, cause
        ))
        var attributes = ["timeaccuracy": "PT0S", "acceptedtime": text(told[told.count - 1].accepted)]
        if isBoth { attributes["correlationid"] = "h\(number)" }
        if let cause { attributes["causationid"] = "e\(cause)" }
        lines.append(
          event(
            "note.added", at: text(told[told.count - 1].stated), id: "e\(told.count - 1)", source: "/\(source)", attributes))
      }
    }
    let corrections = try gatheredCorrections(lines.placed)
    let clocks = (0..<3).map { corrections.clock(of: "/\($0)") }
    func earliest(_ one: Int) -> Int { told[one].stated - Int(clocks[told[one].source].before / 1_000_000) }
    func latest(_ one: Int) -> Int { told[one].stated + Int(clocks[told[one].source].after / 1_000_000) }
    for one in told.indices {
      if !isImport { #expect(earliest(one) <= told[one].accepted) }
      if let cause = told[one].cause { #expect(earliest(cause) <= latest(one)) }
      for other in told.indices where told[one].happening != nil && told[one].happening == told[other].happening {
        #expect(earliest(one) <= latest(other))
      }
    }
    for (number, clock) in clocks.enumerated() {
      #expect(clock.shift == 0)
      let aheadOfOthers = offsets.map { offsets[number] - $0 }.max() ?? 0
      let behindOthers = offsets.map { $0 - offsets[number] }.max() ?? 0
      #expect(clock.before / 1_000_000 <= Int64(max(aheadOfOthers, isImport ? 0 : offsets[number])))
      #expect(clock.after / 1_000_000 <= Int64(behindOthers))
    }
  }
}
