package import CloudEvents
internal import CutoverModel
package import Replay

/// Events of a playback as lines.
package enum PlaybackText {
  /// `T+00:12:03`; without a start the time alone is told.
  package static func distance(_ time: Timestamp, from start: Timestamp?) -> String {
    guard let start, let span = time.distance(since: start) else { return "" }
    let seconds = span.nanoseconds.magnitude / 1_000_000_000
    func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let sign = span < .zero ? "-" : "+"
    return "T\(sign)\(two(seconds / 3_600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }

  /// The time of day to the second.
  static func clock(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(8)) }

  /// The time of day, with the date where it is another than that of the time beside it, and with the year where that differs.
  static func clock(_ time: Timestamp, besides other: Timestamp) -> String {
    if time.day == other.day { return clock(time) }
    return time.day.prefix(4) == other.day.prefix(4) ? "\(time.day.dropFirst(5)) \(clock(time))" : day(time)
  }

  static func day(_ time: Timestamp) -> String { "\(time.description.prefix(10)) \(clock(time))" }

  /// The line of an event where nobody plays: `T+00:12:03  21:38:40  …`, with the date where it is another than that of
  /// the event before; escaped.
  package static func line(_ event: PlaybackEvent, from start: Timestamp?, after date: String?) -> String {
    let own = String(event.time.description.prefix(10))
    let head = own == date ? "" : "\(own) (UTC)\n"
    let words = words(event)
    let distance = distance(event.time, from: start)
    let text = [distance, clock(event.time), TerminalText.escaped(words.title + words.rest)].filter { !$0.isEmpty }
    return head + text.joined(separator: "  ") + "\n"
  }

  static func pieces(
    _ event: PlaybackEvent, _ perspective: PlaybackPerspective, on day: Timestamp, _ ink: TextChart.Ink
  ) -> [TextChart.Piece] {
    let words = words(event)
    var pieces = [TextChart.Piece(text: "\(clock(event.time, besides: day))  ", ink: .muted)]
    if perspective == .known, let accepted = event.accepted {
      pieces.append(.init(text: "known \(clock(accepted, besides: event.time))  ", ink: .planned))
    }
    pieces.append(.init(text: words.title, ink: tone(of: event.kind) ?? ink))
    pieces.append(.init(text: words.rest, ink: .muted))
    return pieces
  }

  private static func words(_ event: PlaybackEvent) -> (title: String, rest: String) {
    var rest = event.mode == .live ? "" : " (\(event.mode.rawValue))"
    if let text = event.text { rest += " — \(text)" }
    if let actor = event.actor { rest += " · \(actor)" }
    return (event.title, rest)
  }

  /// How what happened strikes the reader, where it does.
  private static func tone(of kind: EventKind?) -> TextChart.Ink? {
    switch kind {
    case .taskFailed, .checkFailed, .serviceDown, .gateRejected, .dataLost, .dataDiverged, .jobFailed, .faultOccurred: .bad
    case .serviceDegraded, .writesFrozen, .checkInconclusive, .taskPaused, .incidentDetected, .incidentDeclared: .open
    case .serviceUp, .checkPassed, .writesOpened, .gateApproved, .incidentResolved, .backlogCleared: .good
    default: nil
    }
  }
}
