import CloudEvents
import Testing

@testable import Attestation

@Suite struct AnchorCoverageTests {
  private func longest(_ anchors: [(index: Int?, size: Int, at: Int64)]) -> String {
    AnchorCoverage(anchors.map { .init(index: $0.index, size: $0.size, interval: second($0.at)...second($0.at)) })
      .longestSeconds(lines: 100, from: Timestamp(nanoseconds: 0), to: Timestamp(nanoseconds: second(1_000)))
  }

  private func second(_ seconds: Int64) -> Int64 { seconds * 1_000_000_000 }

  @Test func `without anchors it is from the first seal to the last`() {
    #expect(longest([]) == "1000")
  }

  @Test func `an anchor bounds what it covers from above and what follows it from below`() {
    // Lines below 50 existed at 400, those behind line 60 were accepted after 400; those between are not covered.
    #expect(longest([(60, 50, 400)]) == "1000")
    #expect(longest([(60, 50, 400), (nil, 100, 1_000)]) == "1000")
    // Lines 50 to 60 lie between the first seal and the second anchor, for none precedes them.
    #expect(longest([(60, 50, 400), (80, 70, 700), (nil, 100, 1_000)]) == "700")
    #expect(longest([(51, 50, 400), (80, 70, 700), (nil, 100, 1_000)]) == "700")
  }

  @Test func `the order in which anchors are given is no matter`() {
    #expect(longest([(nil, 100, 1_000), (80, 70, 700), (60, 50, 400)]) == "700")
  }
}
