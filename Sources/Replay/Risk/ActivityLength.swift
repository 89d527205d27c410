internal import CutoverModel

/// How long one activity takes in a simulation.
enum ActivityLength: Sendable {
  case fixed(TimeSpan)
  case estimated(QuantileTable)
  /// The planned length at one of the ratios, each as likely as the others; at least one of them.
  case observed(planned: TimeSpan, [DurationRatio])

  func value(at random: UInt64) -> TimeSpan {
    switch self {
    case .fixed(let span): span
    case .estimated(let table): table.value(at: random)
    case .observed(let planned, let ratios): ratios[Self.place(random, of: ratios.count)].applied(to: planned)
    }
  }

  /// Which of so many things a random number chooses.
  static func place(_ random: UInt64, of count: Int) -> Int {
    Int(UInt64(count).multipliedFullWidth(by: random).high)
  }
}

extension Plan {
  /// The planned durations by the activity's number, tasks before gates; milestones and gates without one take none.
  var durations: [PlannedDuration?] {
    tasks.map { $0.duration ?? ($0.mode == .milestone ? .fixed(.zero) : nil) }
      + gates.map { $0.duration ?? .fixed(.zero) }
  }
}

extension ActivityLength {
  /// A length as the plan estimates it.
  init(_ duration: PlannedDuration) {
    switch duration {
    case .threePoint(let optimistic, let likely, let pessimistic) where optimistic < pessimistic:
      self = .estimated(QuantileTable(optimistic: optimistic, likely: likely, pessimistic: pessimistic))
    default: self = .fixed(duration.expected)
    }
  }
}
