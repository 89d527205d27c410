package import CutoverModel

/// What earlier runs showed, by what it tells about.
///
/// An activity is compared with itself where it was observed at least `ownMinimum` times, else with its kind where
/// that was at least `kindMinimum` times, else with everything.
package struct ReferenceClass: Sendable {
  static let ownMinimum = 5
  static let kindMinimum = 10

  /// Ratios and waits of one class, rising.
  package struct Sample: Hashable, Sendable {
    package fileprivate(set) var ratios: [DurationRatio] = []
    package fileprivate(set) var waits: [TimeSpan] = []

    fileprivate mutating func add(_ observation: EarlierRun.Observation) {
      if let ratio = observation.ratio { ratios.append(ratio) }
      if let wait = observation.wait { waits.append(wait) }
    }

    fileprivate var sorted: Sample {
      var sample = self
      sample.ratios.sort()
      sample.waits.sort()
      return sample
    }

    /// The least ratio that at least so many percent of them don't exceed.
    package func ratio(percent: Int) -> DurationRatio? {
      ratios.isEmpty ? nil : ratios[max(0, (percent * ratios.count + 99) / 100 - 1)]
    }

    /// The least wait that at least half of them don't exceed.
    var middleWait: TimeSpan? { waits.isEmpty ? nil : waits[(waits.count + 1) / 2 - 1] }
  }

  package let all: Sample
  package let kinds: [ActivityKind: Sample]
  private let own: [ExactText: Sample]

  package init(_ runs: [EarlierRun]) {
    var all = Sample()
    var kinds: [ActivityKind: Sample] = [:]
    var own: [ExactText: Sample] = [:]
    for observation in runs.flatMap(\.observations) {
      all.add(observation)
      kinds[observation.kind, default: Sample()].add(observation)
      own[ExactText(observation.id), default: Sample()].add(observation)
    }
    self.all = all.sorted
    self.kinds = kinds.mapValues(\.sorted)
    self.own = own.mapValues(\.sorted)
  }

  /// The ratios to draw an activity's duration from; empty without any.
  func ratios(_ id: String, _ kind: ActivityKind) -> [DurationRatio] { first(id, kind, \.ratios) }

  /// The waits to draw an activity's from; empty without any.
  func waits(_ id: String, _ kind: ActivityKind) -> [TimeSpan] { first(id, kind, \.waits) }

  private func first<Element>(
    _ id: String, _ kind: ActivityKind, _ part: KeyPath<Sample, [Element]>
  ) -> [Element] {
    if let found = own[ExactText(id)]?[keyPath: part], found.count >= Self.ownMinimum { return found }
    if let found = kinds[kind]?[keyPath: part], found.count >= Self.kindMinimum { return found }
    return all[keyPath: part]
  }

  /// One activity as it was observed; else the middle of its kind, else of everything.
  func middle(_ id: String, _ kind: ActivityKind) -> (ratio: DurationRatio?, wait: TimeSpan) {
    let samples = [own[ExactText(id)], kinds[kind], all].compactMap(\.self)
    return (
      samples.lazy.compactMap { $0.ratio(percent: 50) }.first, samples.lazy.compactMap(\.middleWait).first ?? .zero
    )
  }
}

extension SimulatedPlan {
  /// A plan whose activities take and wait as earlier runs showed.
  init(_ plan: Plan, _ schedule: Schedule, _ history: ReferenceClass) {
    var lengths: [ActivityLength?] = []
    var waits: [[TimeSpan]] = []
    for ((number, kind), planned) in zip(plan.activityKinds.enumerated(), plan.durations) {
      let id = schedule.activities.activities[number].id
      let ratios = history.ratios(id, kind)
      lengths.append(planned.flatMap { ratios.isEmpty ? nil : .observed(planned: $0.expected, ratios) })
      waits.append(history.waits(id, kind))
    }
    self.init(plan, schedule, lengths: lengths, waits: waits)
  }

  /// The plan once, each activity as in the one run of a class.
  static func atPace(of history: ReferenceClass, _ plan: Plan, _ schedule: Schedule) -> PacedPlan {
    var durations: [TimeSpan] = []
    var waits: [TimeSpan] = []
    for ((number, kind), planned) in zip(plan.activityKinds.enumerated(), plan.durations) {
      let (ratio, wait) = history.middle(schedule.activities.activities[number].id, kind)
      let expected = planned?.expected ?? .zero
      durations.append(ratio?.applied(to: expected) ?? expected)
      waits.append(wait)
    }
    return SimulatedPlan(plan, schedule).once(durations, waits)
  }
}
