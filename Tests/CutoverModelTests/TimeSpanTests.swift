import CutoverModel
import Testing

@Suite struct `lengths of time` {
  @Test(
    arguments: [
      ("0s", 0), ("10s", 10_000_000_000), ("45m", 2_700_000_000_000), ("1h30m", 5_400_000_000_000),
      ("1.5s", 1_500_000_000),
      ("-5m", -300_000_000_000), ("+5m", 300_000_000_000), ("2d", 172_800_000_000_000),
      ("1d2h3m4.000000005s", 93_784_000_000_005),
      ("0.5h", 1_800_000_000_000), ("90m", 5_400_000_000_000), ("PT0S", 0),
      ("PT45M", 2_700_000_000_000), ("P1DT2H", 93_600_000_000_000),
      ("P1D", 86_400_000_000_000), ("PT1H30M", 5_400_000_000_000), ("-PT5M", -300_000_000_000),
      ("PT0.000000001S", 1), ("PT24H11M", 87_060_000_000_000),
      ("P1.5D", 129_600_000_000_000), ("1h30s", 3_630_000_000_000), ("0.000000001h", 3_600),
      ("999999999s", 999_999_999_000_000_000),
      ("9223372036.854775807s", Int64.max),
    ] as [(String, Int64)])
  func `are read exactly`(text: String, nanoseconds: Int64) {
    #expect(TimeSpan(text) == TimeSpan(nanoseconds: nanoseconds))
  }

  @Test(arguments: [
    "", "-", "+", "5", "m", "5 m", " 5m", "5m ", "5M", "5min", "1h1h", "30m1h", "1.5h30m", "1.s",
    ".5s", "1e3s", "--5m", "+-5m", "1,5s", "1_0s",
    "P", "PT", "-P", "P1DT", "PT1H30", "P1H", "PT1D", "P1M", "P1Y", "P1W", "P1DT1D", "PT1M1H",
    "pt5m", "PT5m", "P5m", "T5M", "PT-5M", "P-1D",
    "1.0000000001s", "10000000000000s", "99999999999h", "9223372037s", "9223372036.9s",
    "9223372036.854775808s", "106751d23h47m16.9s", "٥m", "５m", "5m\u{301}", "PT5S\u{301}", "1w",
    "1y", "T+5m", "infinity",
    "P1.5DT1H", "PT1.5H1M",
  ])
  func `in any other form, or too long, are refused`(text: String) {
    #expect(TimeSpan(text) == nil)
  }

  @Test(
    arguments: [
      (0, "0s", "0", "PT0S"), (1, "0.000000001s", "0.000000001", "PT0.000000001S"),
      (59_000_000_000, "59s", "59", "PT59S"),
      (60_000_000_000, "1m 00s", "60", "PT1M"),
      (3_723_000_000_000, "1h 02m 03s", "3723", "PT1H2M3S"),
      (87_060_000_000_000, "24h 11m 00s", "87060", "PT24H11M"),
      (-1_500_000_000, "-1.5s", "-1.5", "-PT1.5S"),
      (3_600_500_000_000, "1h 00m 00.5s", "3600.5", "PT1H0.5S"),
      (360_000_000_000_000, "100h 00m 00s", "360000", "PT100H"),
      (
        Int64.max, "2562047h 47m 16.854775807s", "9223372036.854775807",
        "PT2562047H47M16.854775807S"
      ),
      (
        Int64.min, "-2562047h 47m 16.854775808s", "-9223372036.854775808",
        "-PT2562047H47M16.854775808S"
      ),
    ] as [(Int64, String, String, String)])
  func `are printed for people, as seconds and as ISO 8601`(
    nanoseconds: Int64, readable: String, seconds: String, iso: String
  ) {
    let span = TimeSpan(nanoseconds: nanoseconds)
    #expect(span.readable == readable)
    #expect(span.decimalSeconds == seconds)
    #expect(span.iso8601 == iso)
    if nanoseconds > .min { #expect(TimeSpan(iso) == span) }
  }

  @Test func `are added and taken away without overflow`() {
    let (least, greatest) = (TimeSpan(nanoseconds: .min), TimeSpan(nanoseconds: .max))
    #expect(greatest + TimeSpan(nanoseconds: 1) == greatest)
    #expect(least + TimeSpan(nanoseconds: -1) == least)
    #expect(least - TimeSpan(nanoseconds: 1) == least)
    #expect(greatest - TimeSpan(nanoseconds: -1) == greatest)
    #expect(-least == greatest)
    #expect(TimeSpan(seconds: .max) == greatest)
    #expect(TimeSpan(seconds: .min) == least)
    #expect(TimeSpan(seconds: 3) - TimeSpan(seconds: 5) == TimeSpan(seconds: -2))
    #expect(TimeSpan(seconds: 3) < TimeSpan(seconds: 5))
  }

  @Test func `of three figures have PERT's mean, however long they are`() {
    func mean(_ o: Int64, _ m: Int64, _ p: Int64) -> Int64 {
      PlannedDuration.threePoint(
        optimistic: TimeSpan(nanoseconds: o), likely: TimeSpan(nanoseconds: m),
        pessimistic: TimeSpan(nanoseconds: p)
      ).expected.nanoseconds
    }
    #expect(mean(60, 120, 360) == 150)
    #expect(mean(1, 2, 3) == 2)
    #expect(mean(5, 5, 5) == 5)
    #expect(mean(0, 0, 5) == 0)
    #expect(mean(1, 1, 7) == 2)
    #expect(mean(.max, .max, .max) == .max)
    #expect(mean(0, .max / 2, .max) == 4_611_686_018_427_387_903)
    for o in Int64(0)..<8 {
      for m in o..<(o + 8) {
        for p in m..<(m + 8) { #expect(mean(o, m, p) == (o + 4 * m + p) / 6) }
      }
    }
    #expect(PlannedDuration.fixed(TimeSpan(seconds: 2)).expected == TimeSpan(seconds: 2))
  }

  @Test(
    arguments: [
      ("T", 0), ("T+15m", 900), ("T-24h", -86_400), ("T+PT1H", 3_600), ("T-P1D", -86_400),
      ("T+0s", 0), ("T-0s", 0),
    ] as [(String, Int64)])
  func `from the start of a run are read`(text: String, seconds: Int64) {
    #expect(PlanTime(text) == PlanTime(offset: TimeSpan(seconds: seconds)))
  }

  @Test(arguments: [
    "", "t", "T15m", "T+", "T-", "T +15m", "T+ 15m", "T+-15m", "T--15m", "T++15m", "T-+15m", "15m",
    "+15m", "TT", "T+15", "T\u{301}",
  ])
  func `from the start in any other form are refused`(text: String) {
    #expect(PlanTime(text) == nil)
  }
}
