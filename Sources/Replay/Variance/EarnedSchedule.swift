package import CutoverModel

/// The work that a plan wants done by each moment, as a line through the plan's own breakpoints.
package struct PlannedValue: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    /// From the plan's start.
    package var time: TimeSpan
    /// The work planned by then, in a unit of the caller's.
    package var value: Int64

    package init(time: TimeSpan, value: Int64) {
      self.time = time
      self.value = value
    }
  }

  /// Rising in time, never falling in value; the first lies at zero.
  package let points: [Point]

  /// Nil unless the line starts at zero, times rise, values don't fall and some work is planned.
  package init?(_ points: [Point]) {
    guard let first = points.first, first == Point(time: .zero, value: 0), let last = points.last, last.value > 0
    else { return nil }
    for (point, next) in zip(points, points.dropFirst()) {
      guard point.time < next.time, point.value <= next.value else { return nil }
    }
    self.points = points
  }

  /// All the work of the plan.
  package var total: Int64 { points[points.count - 1].value }
  /// From the plan's start to its finish.
  package var duration: TimeSpan { points[points.count - 1].time }

  /// The first and the last moment at which so much work is planned to be done; rounded down to the nanosecond.
  ///
  /// They differ where the plan has nothing to do for a while. What lies beyond the plan's work counts as all of it.
  package func times(of value: Int64) -> ClosedRange<TimeSpan> {
    let value = min(max(value, 0), total)
    let reached = points.firstIndex { $0.value >= value } ?? points.count - 1
    let point = points[reached]
    guard point.value == value else {
      let before = points[reached - 1]
      let length = (point.time - before.time).nanoseconds
      let part = Ratio.scaled(length, by: value - before.value, over: point.value - before.value) ?? length
      let time = before.time + TimeSpan(nanoseconds: part)
      return time...time
    }
    let last = points.last { $0.value <= value } ?? point
    return point.time...max(point.time, last.time)
  }
}

/// How far a run has come in its plan's own time (Lipke's earned schedule).
///
/// The classic schedule index returns to 1 at the end of a late job; SPI(t) doesn't.
package struct EarnedSchedule: Hashable, Sendable {
  /// PD: the plan's duration.
  package let plannedDuration: TimeSpan
  /// AT: the time since the plan's start.
  package let actualTime: TimeSpan
  /// ES: when the plan wanted done what is done now, from the plan's start.
  package let earned: TimeSpan

  /// - Parameters:
  ///   - value: The work done so far, in the unit of the plan's.
  ///   - actualTime: The time since the plan's start.
  package init(_ planned: PlannedValue, value: Int64, at actualTime: TimeSpan) {
    plannedDuration = planned.duration
    self.actualTime = actualTime
    // Where the plan stands still, no moment of it is more right than the one nearest to now.
    let times = planned.times(of: value)
    earned = min(max(actualTime, times.lowerBound), times.upperBound)
  }

  /// SV(t): negative where the run is behind.
  package var scheduleVariance: TimeSpan { earned - actualTime }
  /// SPI(t): below 1 where the run is slower than its plan; nil before the plan's start.
  package var performanceIndex: Ratio? { Ratio(earned, actualTime) }
  /// TSPI(t): how fast the rest must go to finish in time; nil once the plan's duration is over.
  package var toCompleteIndex: Ratio? { Ratio(plannedDuration - earned, plannedDuration - actualTime) }
  /// IEAC(t): the duration in the end if it goes on as so far, PD / SPI(t), rounded down to the nanosecond; nil while
  /// nothing is earned.
  package var estimate: TimeSpan? {
    Ratio.scaled(plannedDuration.nanoseconds, by: actualTime.nanoseconds, over: earned.nanoseconds)
      .map { TimeSpan(nanoseconds: $0) }
  }
}

/// One length of time over another.
package struct Ratio: Hashable, Sendable {
  package let numerator: TimeSpan
  package let denominator: TimeSpan

  /// Nil unless the denominator is positive.
  package init?(_ numerator: TimeSpan, _ denominator: TimeSpan) {
    guard denominator > .zero else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  /// In ten-thousandths, rounded half away from zero; nil where it is too great.
  package var tenThousandths: Int64? {
    let divisor = denominator.nanoseconds.magnitude
    let product = numerator.nanoseconds.magnitude.multipliedFullWidth(by: 10_000)
    guard product.high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    let isUp = remainder >= divisor - remainder
    guard let whole = Int64(exactly: quotient), whole < .max else { return nil }
    let rounded = isUp ? whole + 1 : whole
    return numerator < .zero ? -rounded : rounded
  }

  /// `length` × `factor` / `divisor` without rounding before the end, rounded down; nil for a negative operand, a zero
  /// divisor, or what 64 bits don't hold.
  static func scaled(_ length: Int64, by factor: Int64, over divisor: Int64) -> Int64? {
    guard length >= 0, factor >= 0, divisor > 0 else { return nil }
    let product = length.magnitude.multipliedFullWidth(by: factor.magnitude)
    guard product.high < divisor.magnitude else { return nil }
    return Int64(exactly: divisor.magnitude.dividingFullWidth(product).quotient)
  }
}
