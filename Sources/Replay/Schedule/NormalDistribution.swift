/// The standard normal distribution.
///
/// Only sums, products, quotients and rounding of IEEE 754 doubles, so that every machine and C library gives the same
/// bits.
enum NormalDistribution {
  /// The probability of a value of at most `x`; the relative error is below 1e-12 in both tails down to 1e-300.
  ///
  /// NaN has no place in it and gives NaN.
  static func cumulative(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x > 0 { return 1 - cumulative(-x) }
    if x < -38.5 { return 0 }
    return x < -3 ? lowerTail(-x) : 0.5 - density(x) * series(-x)
  }

  /// The density at `x`.
  static func density(_ x: Double) -> Double {
    0.398_942_280_401_432_7 * exponential(-x * x / 2)
  }

  /// x + x³/3 + x⁵/(3·5) + …, which times the density is the probability between 0 and x (Marsaglia 2004).
  private static func series(_ x: Double) -> Double {
    var term = x
    var sum = x
    var factor = 3.0
    while sum + term != sum {
      term *= x * x / factor
      sum += term
      factor += 2
    }
    return sum
  }

  /// The probability above x by Laplace's continued fraction x + 1/(x + 2/(x + 3/(x + …))), for x of 3 and more.
  private static func lowerTail(_ x: Double) -> Double {
    var fraction = x
    for level in (1...120).reversed() { fraction = x + Double(level) / fraction }
    return density(x) / fraction
  }

  /// e to the power of `y`, at most 0: 2^k · e^r with |r| ≤ ln 2 / 2, e^r by its series.
  private static func exponential(_ y: Double) -> Double {
    let power = (y / 0.693_147_180_559_945_3).rounded()
    guard power > -1_080 else { return 0 }
    // ln 2 in two parts, of which the first times any such power is exact.
    let rest = (y - power * 6.931_471_803_691_238e-1) - power * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    for term in (1...18).reversed() { sum = 1 + rest * sum / Double(term) }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }
}
