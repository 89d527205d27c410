internal import CloudEvents

/// Where an axis over time is labelled: at round times, as many as have room.
enum AxisTicks {
  /// Steps in seconds, up to a day; beyond that a day is doubled.
  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
  ]

  /// The column of an instant; those beyond the ends are at the ends.
  static func column(of time: Int64, from: Int64, to: Int64, columns: Int) -> Int {
    guard from < to else { return 0 }
    // Twice as wide as the times, so that no product overflows.
    let place = (Int128(time) - Int128(from)) * Int128(columns) / (Int128(to) - Int128(from))
    return Int(min(max(place, 0), Int128(columns - 1)))
  }

  /// The labelled instants in order: times of day, at midnight the day; two blanks at least are between two of them.
  static func ticks(from: Timestamp, to: Timestamp, columns: Int) -> [(column: Int, label: String)] {
    let second: Int64 = 1_000_000_000
    let span = Int128(to.nanoseconds) - Int128(from.nanoseconds)
    guard span > 0 else { return [(0, label(from.nanoseconds, step: 1))] }
    var step = steps[0]
    var number = 0
    // A label and its blanks, in columns, must not be wider than a step.
    while Int128(step) * Int128(second) * Int128(columns) < span * Int128(step < 60 ? 11 : 8) {
      number += 1
      let (next, isOver) = number < steps.count ? (steps[number], false) : step.multipliedReportingOverflow(by: 2)
      if isOver { return [(0, label(from.nanoseconds, step: step))] }
      step = next
    }
    let width = Int128(step) * Int128(second)
    var time = (Int128(from.nanoseconds) / width) * width
    while time < Int128(from.nanoseconds) { time += width }
    var ticks: [(column: Int, label: String)] = []
    while time <= Int128(to.nanoseconds) {
      let text = label(Int64(time), step: step)
      let column = column(of: Int64(time), from: from.nanoseconds, to: to.nanoseconds, columns: columns)
      if column + text.utf8.count <= columns { ticks.append((column, text)) }
      time += width
    }
    return ticks
  }

  private static func label(_ time: Int64, step: Int64) -> String {
    let text = Timestamp(nanoseconds: time, fractionDigits: 0).description
    let clock = text.dropFirst(11).prefix(8)
    if step >= 86_400 || clock == "00:00:00" { return String(text.dropFirst(5).prefix(5)) }
    return String(step < 60 ? clock : clock.prefix(5))
  }
}
