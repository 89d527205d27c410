import Reports
import Testing

@Suite struct `A number with fixed digits` {
  @Test func `is rounded as JSON writes it`() {
    #expect(NumberText.rounded(0.841_344_7, digits: 4) == "0.8413")
    #expect(NumberText.rounded(1, digits: 4) == "1")
    #expect(NumberText.rounded(-0.5, digits: 1) == "-0.5")
    #expect(NumberText.rounded(32_400, digits: 3) == "32400")
    #expect(NumberText.rounded(.nan, digits: 3) == "0")
    #expect(NumberText.rounded(1e300, digits: 0) == String(Int64.max))
    #expect(NumberText.rounded(-.infinity, digits: 0) == String(Int64.min))
  }

  @Test func `is never made certain by rounding`() {
    #expect([0.8413, 0.5, 0.9994, 0.9995, 1, 0.0005, 0.000_49, 0].map(NumberText.percent) == [
      "84.1 %", "50 %", "99.9 %", "over 99.9 %", "over 99.9 %", "0.1 %", "under 0.1 %", "under 0.1 %",
    ])
  }
}
