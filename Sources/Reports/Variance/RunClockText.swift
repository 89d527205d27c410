internal import CloudEvents
internal import Replay

/// Times of a run as times of day, with the number of days since its first.
struct RunClockText {
  /// The day of the run's start, else of its first known time; nil where there is none.
  let day: String?
  private let first: Timestamp?

  init(_ variance: Variance) {
    let known = variance.tasks.compactMap { $0.actualStart?.time ?? $0.actualFinish?.time }
    let unplanned = variance.unplanned.compactMap { $0.history.first?.time }
    first = variance.start?.time ?? (known + unplanned).min()
    day = first?.day
  }

  /// `22:15:00`, or `00:15:00 +1d` on the next day; empty where it isn't known.
  func text(_ time: Timestamp?) -> String {
    guard let time else { return "" }
    guard let first else { return time.description }
    let days = Self.days(time) - Self.days(first)
    return days == 0 ? time.clock : "\(time.clock) \(days > 0 ? "+" : "")\(days)d"
  }

  /// The same, as something that an event says.
  func phrase(_ at: EventMoment?) -> Phrase { at.map { .event(text($0.time), $0.event.place) } ?? "" }

  private static func days(_ time: Timestamp) -> Int64 {
    let length: Int64 = 86_400_000_000_000
    let days = time.nanoseconds / length
    return time.nanoseconds % length < 0 ? days - 1 : days
  }
}
