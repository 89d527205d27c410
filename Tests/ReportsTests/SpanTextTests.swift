import CutoverModel
import Replay
import Reports
import Testing

@Suite struct SpanTextTests {
  private static func span(_ seconds: Int64) -> TimeSpan { TimeSpan(seconds: seconds) }

  @Test func `an interval is shown with its bounds, a point without`() {
    let wide = MeasuredSpan(stated: Self.span(87_060), lower: Self.span(87_000), upper: Self.span(87_120))
    #expect(SpanText.of(wide) == "24h 11m 00s (24h 10m 00s … 24h 12m 00s)")
    #expect(SpanText.of(MeasuredSpan.zero) == "0s")
    #expect(SpanText.of(nil as MeasuredSpan?) == "–")
  }

  @Test func `an open episode is at least as long as it was seen`() {
    #expect(SpanText.of(MeasuredSpan(stated: nil, lower: Self.span(60), upper: nil)) == "at least 1m 00s")
    #expect(SpanText.of(MeasuredSpan(stated: nil, lower: Self.span(0), upper: Self.span(10))) == "0s … 10s")
  }

  @Test func `differences have a sign and distances count from the start`() {
    #expect(SpanText.signed(Self.span(61)) == "+1m 01s")
    #expect(SpanText.signed(Self.span(-5)) == "-5s")
    #expect(SpanText.signed(.zero) == "0s")
    #expect(SpanText.signed(nil) == "–")
    #expect(SpanText.difference(MeasuredSpan(stated: Self.span(9), lower: Self.span(9), upper: Self.span(9))) == "+9s")
    #expect(
      SpanText.difference(MeasuredSpan(stated: .zero, lower: Self.span(-1), upper: Self.span(1))) == "0s (-1s … +1s)")
    #expect(SpanText.difference(MeasuredSpan(stated: nil, lower: Self.span(-5), upper: nil)) == "at least -5s")
    #expect(SpanText.fromStart(.zero) == "T")
    #expect(SpanText.fromStart(Self.span(-1_800)) == "T-30m 00s")
  }

  @Test func `a plan's lengths leave out minutes and seconds that are zero`() {
    #expect(
      [0, 30, 60, 90, 3_600, 3_630, 5_400, 36_000, -7_200].map { SpanText.short(Self.span($0)) } == [
        "0s", "30s", "1m", "1m 30s", "1h", "1h 00m 30s", "1h 30m", "10h", "-2h",
      ])
    #expect(SpanText.short(TimeSpan(nanoseconds: 60_500_000_000)) == "1m 00.5s")
    #expect([-1_800, 0, 5_400].map { SpanText.shortFromStart(Self.span($0)) } == ["T-30m", "T", "T+1h 30m"])
    #expect(SpanText.short(nil) == "–" && SpanText.shortFromStart(nil) == "–")
  }
}
