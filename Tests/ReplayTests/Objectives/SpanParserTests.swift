import CutoverModel
import Testing

@testable import Replay

/// The quick reading of durations agrees with the full one.
@Suite struct `A duration in an event` {
  @Test(arguments: [
    "PT10S", "10s", "PT1M", "5m", "PT0S", "0s", "PT1.5S", "1h30m", "PT2H", "P1D", "PT999999M",
    "999999m", "PT999999999M", "PT999999999S", "", "PT", "PTS", "s", "PT5", "5", "10S", "PT10s",
    "-5m", "PT-5M", "PT1H1M1S", "x", "PT10Sx",
  ])
  func `is read as TimeSpan reads it`(text: String) {
    #expect(SpanParser.nanoseconds(text) == TimeSpan(text)?.nanoseconds)
  }

  @Test func `in seconds keeps its digits`() {
    #expect(SpanParser.seconds(Array("3".utf8))?.span == 3_000_000_000)
    #expect(SpanParser.seconds(Array("3".utf8))?.unit == 1_000_000_000)
    #expect(SpanParser.seconds(Array("3.25".utf8))?.span == 3_250_000_000)
    #expect(SpanParser.seconds(Array("3.25".utf8))?.unit == 10_000_000)
    #expect(SpanParser.seconds(Array("0.000000001".utf8))?.span == 1)
    for text in ["-1", "1e3", "1.", ".5", "", "1.0000000001"] {
      #expect(SpanParser.seconds(Array(text.utf8)) == nil, "\(text)")
    }
  }
}
