internal import CloudEvents
internal import CutoverModel
internal import Replay

/// Values of a state as people read them.
enum StateText {
  /// `90`, `99.5`; at most two digits of fraction.
  static func percent(_ percent: Double) -> String {
    let hundredths = Int64((percent * 100).rounded())
    let rest = hundredths % 100
    if rest == 0 { return String(hundredths / 100) }
    return "\(hundredths / 100)." + (rest % 10 == 0 ? String(rest / 10) : rest < 10 ? "0\(rest)" : String(rest))
  }

  static func value(_ value: StateValue?, on date: String) -> String {
    switch value {
    case .text(let text), .number(let text): text
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): clock(time, on: date)
    case .texts(let texts): texts.isEmpty ? "none" : texts.joined(separator: ", ")
    case .absent, nil: ""
    }
  }

  /// The day of a time in UTC.
  static func date(_ time: Timestamp) -> String { String(time.description.prefix(10)) }

  /// The time of day in UTC to the millisecond, with the day if it isn't that date.
  static func clock(_ time: Timestamp, on date: String) -> String {
    let text = EventText.time(time)
    let clock = String(text.dropFirst(11).dropLast())
    return text.hasPrefix(date) ? clock : "\(text.prefix(10)) \(clock)"
  }
}
