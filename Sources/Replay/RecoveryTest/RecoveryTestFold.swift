package import CloudEvents
package import CutoverModel
internal import JSONText

/// Gathers what the record of a recovery test says of a run: faults, checks, and where the traffic ran for how long.
///
/// Only events of the live system count. The result is in order of time; memory holds the shifts of traffic, one entry for
/// each check, and the last sign of each service.
package struct RecoveryTestFold: EventFold {
  /// No more faults than these are told.
  private static let toldFaults = 100
  private static let toldFailures = 100

  private let context: PlanContext
  private let adopted: AdoptedPlan?
  private var streams = StreamCounter()
  private var facts = RecoveryTestFacts()
  private var shifts: [Shift] = []
  private var checks: [ExactText: CheckCourse] = [:]
  private var firstSeen: [ExactText: EventMoment] = [:]
  /// The last sign of each service; of all for nil.
  private var signs: [ExactText?: EventMoment] = [:]

  private struct Shift {
    var at: EventMoment
    var service: String?
    var site: String
    var percent: Double

    /// Whether all of the traffic is at the site from then on.
    var isWhole: Bool { percent >= 100 }

    /// Whether some of what was all at another site, or at this one, is no longer there.
    func ends(_ holding: TrafficHolding) -> Bool {
      ExactText(site) == ExactText(holding.site) ? percent < 100 : percent > 0
    }
  }

  /// - Parameter streamKind: As `stream.opened` states it; in a failback the plan's sites are swapped.
  /// - Parameter adopted: The judged plan, as its stream carries it.
  package init(plan: Plan?, streamKind: String?, adopted: AdoptedPlan? = nil) {
    context = PlanContext(plan, streamKind: streamKind)
    self.adopted = adopted
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    if let adopted, facts.planLine == nil, view.index == adopted.index,
      view.data?["document"]?.string == adopted.document
    {
      facts.planLine = EventMoment(CutoverEvent(view, of: streams))
    }
    guard let kind = EventKind(view), Self.kinds.contains(kind) else { return }
    let event = CutoverEvent(view, of: streams)
    guard event.mode == .live else { return }
    take(event, kind, EventMoment(event))
  }

  private static let kinds: Set<EventKind> = [
    .runBegan, .runEnded, .faultOccurred, .trafficShifted, .checkPassed, .checkFailed, .checkInconclusive, .checkWaived,
    .serviceObserved, .serviceUp, .serviceDegraded, .serviceValidated, .serviceAccepted,
  ]

  private mutating func take(_ event: CutoverEvent, _ kind: EventKind, _ at: EventMoment) {
    switch kind {
    case .runBegan: facts.began.keepEarliest(at)
    case .runEnded:
      sign(of: nil, at)
      if facts.ended.map({ $0.precedes(at) }) ?? true {
        facts.ended = at
        facts.outcome = event.data["outcome"]?.string
      }
    case .faultOccurred:
      facts.faults.append(.init(cause: event.data["cause"]?.string, service: event.service, at: at))
      if facts.faults.count > 2 * Self.toldFaults { cutFaults() }
    case .trafficShifted: shift(event, at)
    case .checkPassed: check(event, .passed, at)
    case .checkFailed: check(event, .failed, at)
    case .checkInconclusive: check(event, .inconclusive, at)
    case .checkWaived: check(event, .waived, at)
    default:
      sign(of: event.service == "*" ? nil : event.service, at)
    }
  }

  private mutating func sign(of service: String?, _ at: EventMoment) {
    var last = signs[service.map(ExactText.init)]
    last.keepLatest(at)
    signs[service.map(ExactText.init)] = last
  }

  private mutating func cutFaults() {
    facts.faults.sort { $0.at.precedes($1.at) }
    facts.faults = Array(facts.faults.prefix(Self.toldFaults))
  }

  private mutating func shift(_ event: CutoverEvent, _ at: EventMoment) {
    guard let to = event.data["to"]?.string, let percent = event.data["percent"]?.double else { return }
    let service = event.service == "*" ? nil : event.service
    shifts.append(Shift(at: at, service: service, site: context.site(to), percent: percent))
  }

  private mutating func check(_ event: CutoverEvent, _ outcome: CheckCourse.Outcome, _ at: EventMoment) {
    guard let check = event.data["check"]?.string, !check.isEmpty else { return }
    let name = ExactText(check)
    var course = checks[name] ?? CheckCourse(check: check, last: outcome, lastEvent: at, failures: [], failed: 0)
    if !at.precedes(course.lastEvent) { (course.last, course.lastEvent) = (outcome, at) }
    if outcome == .failed {
      course.failed += 1
      course.failures.append(at)
      course.failures.sort { $0.precedes($1) }
      course.failures = Array(course.failures.prefix(Self.toldFailures))
    }
    checks[name] = course
    var first = firstSeen[name]
    first.keepEarliest(at)
    firstSeen[name] = first
  }

  package consuming func finish() -> RecoveryTestFacts {
    cutFaults()
    let order = firstSeen.sorted { $0.value.precedes($1.value) }
    facts.checks = order.compactMap { checks[$0.key] }
    facts.holdings = holdings()
    return facts
  }

  /// For each service that a shift names, in order of the first; a shift of no service counts for every one.
  private func holdings() -> [TrafficHolding] {
    let sorted = shifts.sorted { $0.at.precedes($1.at) }
    var services: [String?] = []
    for shift in sorted where shift.service != nil {
      if !services.contains(where: { $0.map(ExactText.init) == shift.service.map(ExactText.init) }) {
        services.append(shift.service)
      }
    }
    if services.isEmpty { services = [nil] }
    return services.flatMap { service in
      holdings(
        of: service,
        sorted.filter { $0.service == nil || $0.service.map(ExactText.init) == service.map(ExactText.init) })
    }
  }

  private func holdings(of service: String?, _ shifts: [Shift]) -> [TrafficHolding] {
    var holdings: [TrafficHolding] = []
    var lasting: TrafficHolding?
    for shift in shifts {
      if var holding = lasting {
        guard shift.ends(holding) else { continue }
        holding.to = shift.at
        holdings.append(holding)
        lasting = nil
      }
      if shift.isWhole { lasting = TrafficHolding(service: service, site: shift.site, from: shift.at) }
    }
    if var holding = lasting {
      var last: EventMoment?
      for sign in [signs[nil], service.flatMap { signs[ExactText($0)] }].compactMap(\.self)
      where holding.from.precedes(sign) {
        last.keepLatest(sign)
      }
      holding.seen = last
      holdings.append(holding)
    }
    return holdings
  }
}
