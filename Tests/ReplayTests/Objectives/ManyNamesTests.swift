import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `Very many services` {
  @Test func `are judged each by its own events, ten thousand of them`() throws {
    var lines: [String] = []
    for number in 0..<10_000 {
      for (type, time) in [("service.down", "21:00:00"), ("service.up", "21:10:00")] {
        lines.append(
          event(
            type, at: "2026-11-22T\(time)Z", id: "\(type)-\(number)", ["service": "s\(number)"]))
      }
    }
    var plan = Plan(plan: "many", version: 1)
    plan.objectives = [Objective(id: "all", metric: .rto, limit: .span(TimeSpan(seconds: 1_800)))]
    let report = try objectives(plan, lines)
    #expect(report.services.count == 10_000)
    #expect(report.services.allSatisfy { $0.episodes.count == 1 && !$0.episodes[0].isOpen })
    #expect(report.verdict == .met)
  }
}

@Suite struct `Names and positions` {
  @Test func `are told apart by their bytes`() {
    var names = NameTable()
    #expect(names.number("caf\u{E9}") != names.number("cafe\u{301}"))
    #expect(names.number("caf\u{E9}") == 0 && names.names.count == 2)
  }

  @Test(arguments: [
    "0", "7", "07", "16/B374D848", "16/b374d848", "999999999999999999", "1000000000000000000",
    "mysql-bin.000123:4567", "-1", "1.5", "é", "", "000000000000", "f", "F",
  ])
  func `are equal to themselves alone`(text: String) {
    var positions = PositionArena()
    let others = ["mysql-bin.000123:04567", "mysql-bin.000123:4568", "mysql-bin.000124:4567", "0", "00", "7", "07", "007", "16/B374D848", "16/b374d848", "g", "f", "F", "1.5"]
    let own = positions.keep(Array(text.utf8))
    for other in others + [text] {
      let kept = positions.keep(Array(other.utf8))
      #expect(positions.areEqual(own, kept) == (other == text), "\(other)")
    }
    #expect(!positions.areEqual(own, .absent) && !positions.areEqual(.absent, .absent))
  }

  @Test func `too long to be kept whole are none`() {
    var positions = PositionArena()
    #expect(positions.keep(Array(repeating: 0x78, count: 70_000)).isAbsent)
  }
}
