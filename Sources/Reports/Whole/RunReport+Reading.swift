internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What several parts of a report need to know of its run.
extension RunReport {
  struct Reading {
    var began: Moment
    /// Nil where no end was recorded that counts.
    var ended: Moment?
    /// Nil where it can't be told, as where the order of both is open.
    var length: MeasuredSpan?
  }

  /// The run as its own clock shows it; nil where its beginning wasn't recorded.
  var runReading: Reading? {
    let clocks = objectives?.services.first?.clocks ?? []
    guard let reading = clocks.first(where: { $0.clock == .run }), let from = reading.from else { return nil }
    return Reading(began: moment(of: from), ended: reading.to.map(moment), length: reading.to == nil ? nil : reading.value)
  }

  /// Whether a stream of the run can still grow.
  var isOpen: Bool { streams.contains { $0.verdict == "open" } }

  /// The moment of an event of the timeline, with its accuracy; that of any other as its time is written.
  private func moment(of event: EventReference) -> Moment {
    timeline.entries.first { $0.event == event }?.moment ?? Moment(event.time)
  }
}

extension Moment {
  /// `2026-10-03 21:00:00 UTC`, without seconds where it is known to the minute at best.
  var told: String { "\(short(on: "")) UTC" }

  /// The same without the day where that is the day of an earlier one.
  func told(after earlier: Moment) -> String {
    earlier.stated.day == stated.day ? "\(short(on: stated.day)) UTC" : told
  }
}
