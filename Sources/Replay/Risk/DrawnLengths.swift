package import CutoverModel

/// What a length of time came to in all draws.
///
/// The quantile p is the least value that at least the share p of the draws doesn't exceed.
package struct DrawnLengths: Hashable, Sendable {
  package var mean: TimeSpan
  package var least: TimeSpan
  package var p50: TimeSpan
  package var p80: TimeSpan
  package var p90: TimeSpan
  package var p95: TimeSpan
  package var greatest: TimeSpan

  /// Nil without values.
  init?(_ values: [TimeSpan]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    func quantile(_ percent: Int) -> TimeSpan { sorted[(percent * sorted.count + 99) / 100 - 1] }
    let sum = sorted.reduce(into: Int128(0)) { $0 += Int128($1.nanoseconds) }
    mean = TimeSpan(nanoseconds: Int64(clamping: sum / Int128(sorted.count)))
    least = first
    p50 = quantile(50)
    p80 = quantile(80)
    p90 = quantile(90)
    p95 = quantile(95)
    greatest = last
  }
}
