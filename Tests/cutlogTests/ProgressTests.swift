import CutoverModel
import Reports
import Testing

@testable import cutlog

@Suite struct `Progress on standard error` {
  /// A clock that goes where it is told to.
  private final class Hand {
    var time = TimeSpan.zero
    var said: [String] = []
  }

  private func progress(_ hand: Hand, total: Int?, columns: Int = 80) -> Progress {
    Progress("verifying night", total: total, columns: columns, stopwatch: { hand.time }) { hand.said.append($0) }
  }

  @Test func `says nothing within a second, then how far it is, how fast, and how long it takes`() {
    let hand = Hand()
    let progress = progress(hand, total: 10_000_000)
    hand.time = TimeSpan(nanoseconds: 990_000_000)
    progress.advance(by: 1_000_000)
    #expect(hand.said.isEmpty)
    hand.time = TimeSpan(seconds: 2)
    progress.advance(by: 1_000_000)
    #expect(hand.said == ["\rverifying night  20 %  1.0 MB/s  8s left\u{1B}[K"])
    progress.clear()
    progress.clear()
    #expect(hand.said.last == "\r\u{1B}[K" && hand.said.count == 2)
  }

  @Test func `where all is read it gives no time left, and names what is still to be done`() {
    let hand = Hand()
    let progress = progress(hand, total: 1_000)
    progress.go(on: "evaluating night")
    #expect(hand.said.isEmpty)
    let later = self.progress(hand, total: 1_000)
    hand.time = TimeSpan(seconds: 2)
    later.advance(by: 1_000)
    later.go(on: "evaluating \u{1B}[2Jnight")
    #expect(hand.said.first == "\rverifying night  100 %\u{1B}[K")
    #expect(hand.said.last == "\revaluating \\u{1b}[2Jnight...\u{1B}[K")
    later.clear()
    #expect(hand.said.last == "\r\u{1B}[K" && hand.said.count == 3)
  }

  @Test func `writes five times a second at most, and counts what lies between`() {
    let hand = Hand()
    let progress = progress(hand, total: nil)
    for _ in 0..<3_000 {
      hand.time = hand.time + TimeSpan(nanoseconds: 1_000_000)
      progress.advance(by: 1_000)
    }
    #expect(hand.said.count == 11)
    #expect(hand.said.last == "\rverifying night  3.0 MB  1.0 MB/s\u{1B}[K")
  }

  @Test func `a line that was never shown is not taken away`() {
    let hand = Hand()
    progress(hand, total: 5).clear()
    #expect(hand.said.isEmpty)
  }

  @Test func `more than was expected, nothing at all and a narrow terminal do no harm`() {
    let hand = Hand()
    let progress = progress(hand, total: 1, columns: 10)
    hand.time = TimeSpan(seconds: 5)
    progress.advance(by: 0)
    hand.time = TimeSpan(seconds: 6)
    progress.advance(by: 50)
    #expect(hand.said.allSatisfy { !$0.contains("left") && $0.contains("%") })
  }

  @Test func `pipes are told nothing, and nothing stands behind what is said`() throws {
    let hand = Hand()
    let console = Console(
      output: { _ in true }, error: { hand.said.append(String(decoding: $0, as: UTF8.self)); return true }, form: .init())
    #expect(console.begin("verifying", total: 5) == nil)
    console.go(on: "making the report")
    #expect(hand.said.isEmpty)
    console.end(nil)
    #expect(try Sandbox.withClosedStream().cutlog("verify", "night.jsonl.gz").error == "")
  }
}
