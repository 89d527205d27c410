internal import CutoverModel

/// A length of time that isn't certain, as the 1,025 quantiles that cut its distribution into equal parts.
///
/// A draw takes the ten highest bits of a random number for the part and the next 32 for the place in it, in whole
/// numbers only. The quantiles themselves follow from additions, multiplications, divisions and square roots alone,
/// which IEEE 754 rounds in one way, so the same estimates give the same table on every machine.
struct QuantileTable: Hashable, Sendable {
  static let parts = 1_024
  /// The cells in which the density is integrated.
  private static let cells = 256
  /// The binary digits of an exponent behind the point.
  private static let exponentDigits: UInt64 = 20

  /// Rising; `parts` + 1 of them.
  let quantiles: [TimeSpan]

  /// The beta distribution of PERT between an optimistic and a pessimistic value: its shapes are 1 + 4(m − o)/(p − o)
  /// and 1 + 4(p − m)/(p − o), its mean is (o + 4m + p)/6.
  ///
  /// A likely value beyond the others counts as the nearer of them.
  init(optimistic: TimeSpan, likely: TimeSpan, pessimistic: TimeSpan) {
    let width = UInt64(max(0, (pessimistic - optimistic).nanoseconds))
    let mode = UInt64(min(max(0, (likely - optimistic).nanoseconds), Int64(width)))
    guard width > 0 else {
      quantiles = Array(repeating: optimistic, count: Self.parts + 1)
      return
    }
    let whole = 4 << Self.exponentDigits
    let product = mode.multipliedFullWidth(by: UInt64(whole))
    let rising = width.dividingFullWidth(product).quotient
    let shares = Self.shares(rising: rising, falling: UInt64(whole) - rising)
    quantiles = shares.map { share in
      optimistic + TimeSpan(nanoseconds: Int64(min(Double(width) * share, 0x1.fffffffffffffp62)))
    }
  }

  /// The value at a place in the distribution that a random number gives.
  func value(at random: UInt64) -> TimeSpan {
    let part = Int(random >> 54)
    let (low, high) = (quantiles[part], quantiles[part + 1])
    let place = (random >> 22) & 0xFFFF_FFFF
    let width = UInt64(bitPattern: (high - low).nanoseconds)
    let product = width.multipliedFullWidth(by: place)
    return low + TimeSpan(nanoseconds: Int64(bitPattern: product.high << 32 | product.low >> 32))
  }

  // MARK: - The quantiles of x^a (1 − x)^b between 0 and 1

  private static func shares(rising: UInt64, falling: UInt64) -> [Double] {
    let densities = (0...2 * cells).map { node in
      let place = Double(node) / Double(2 * cells)
      return power(place, rising) * power(1 - place, falling)
    }
    // Simpson's rule in each cell; the common factor falls out.
    var areas: [Double] = [0]
    for cell in 0..<cells {
      let area = densities[2 * cell] + 4 * densities[2 * cell + 1] + densities[2 * cell + 2]
      areas.append(areas[cell] + area)
    }
    var shares: [Double] = [0]
    var cell = 0
    for part in 1..<parts {
      let wanted = areas[cells] * Double(part) / Double(parts)
      while areas[cell + 1] < wanted { cell += 1 }
      let within = (wanted - areas[cell]) / (areas[cell + 1] - areas[cell])
      shares.append((Double(cell) + within) / Double(cells))
    }
    return shares + [1]
  }

  /// A number from 0 to 1 to the power of a number in binary fixed point, by squares and square roots.
  private static func power(_ base: Double, _ exponent: UInt64) -> Double {
    var result = 1.0
    for _ in 0..<(exponent >> exponentDigits) { result *= base }
    var root = base
    var digit: UInt64 = 1 << exponentDigits
    while digit > 1 {
      digit >>= 1
      root = root.squareRoot()
      if exponent & digit != 0 { result *= root }
    }
    return result
  }
}
