import CutoverModel
import Testing

@Suite struct StatedDurationTests {
  @Test(arguments: [
    ("PT24H11M", 87_060_000_000_000, 60_000_000_000), ("24h11m", 87_060_000_000_000, 60_000_000_000),
    ("6h", 21_600_000_000_000, 3_600_000_000_000), ("P1D", 86_400_000_000_000, 86_400_000_000_000),
    ("PT2M27S", 147_000_000_000, 1_000_000_000), ("PT0S", 0, 1_000_000_000), ("PT1.5H", 5_400_000_000_000, 360_000_000_000),
    ("1.50s", 1_500_000_000, 10_000_000), ("PT0.000000001S", 1, 1), ("+5m", 300_000_000_000, 60_000_000_000),
  ])
  func `the unit of the last digit is known`(text: String, span: Int64, unit: Int64) throws {
    let stated = try #require(StatedDuration(text))
    #expect(stated.span.nanoseconds == span && stated.unit.nanoseconds == unit)
  }

  @Test(arguments: ["", "-5m", "P", "PT", "1y", "five minutes", "5", "P1M", "1h 5m"])
  func `what is no duration of zero or more is refused`(text: String) {
    #expect(StatedDuration(text) == nil)
  }
}
