import Testing

@testable import Replay

@Suite struct `The normal distribution` {
  /// P(Z ≤ -x) by mpmath 1.3 with 40 digits.
  @Test(arguments: [
    (0.0, 0.5), (0.1, 0.46017216272297103), (0.5, 0.30853753872598690), (1, 0.15865525393145705),
    (1.5, 0.066807201268858057), (2, 0.022750131948179207), (2.9, 0.0018658133003840379),
    (3, 0.0013498980316300945), (3.1, 0.00096760321321835691), (4, 3.1671241833119921e-5),
    (6, 9.8658764503769814e-10), (8.5, 9.4795348222033183e-18), (20, 2.7536241186062337e-89),
    (37, 5.7255712225245768e-300),
  ])
  func `agrees with a table of forty digits in both tails`(x: Double, below: Double) {
    let error = abs(NormalDistribution.cumulative(-x) / below - 1)
    #expect(error < 1e-12)
    #expect(abs(NormalDistribution.cumulative(x) - (1 - below)) < 1e-15)
  }

  @Test func `rises from 0 to 1 without a step back`() {
    var last = 0.0
    for step in -4_000...4_000 {
      let probability = NormalDistribution.cumulative(Double(step) / 100)
      #expect(probability >= last && probability <= 1)
      last = probability
    }
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.cumulative(.nan).isNaN)
  }
}
