package import CutoverModel

/// When a service is meant to be out by the plan alone (`impact`).
package struct PlannedOutage: Hashable, Sendable {
  /// One entry of `impact`.
  package struct Span: Hashable, Sendable {
    package var from: TaskBoundary
    package var to: TaskBoundary
    /// From the start T; nil where the schedule gives no time.
    package var start: TimeSpan?
    /// From the start T; nil where the schedule gives no time.
    package var end: TimeSpan?

    /// From start to end; nil where one isn't known or the end comes first.
    package var length: TimeSpan? {
      guard let start, let end, start <= end else { return nil }
      return end - start
    }
  }

  /// `*` where the plan lists no service and means all of them.
  package var service: String
  /// In the order of the plan, those of `*` among them; empty where the plan states none.
  package var spans: [Span]

  /// The time in which the service is out, spans that overlap counted once; nil where a span has no length.
  package var total: TimeSpan? { stretches?.reduce(.zero) { $0 + ($1.end - $1.start) } }

  /// The longest stretch, spans that overlap or touch taken as one; nil where a span has no length or there is none.
  package var longest: TimeSpan? { stretches?.map { $0.end - $0.start }.max() }

  private var stretches: [(start: TimeSpan, end: TimeSpan)]? {
    var known: [(start: TimeSpan, end: TimeSpan)] = []
    for span in spans {
      guard let start = span.start, let end = span.end, start <= end else { return nil }
      known.append((start, end))
    }
    var stretches: [(start: TimeSpan, end: TimeSpan)] = []
    for span in known.sorted(by: { $0.start < $1.start }) {
      if let last = stretches.last, span.start <= last.end {
        stretches[stretches.count - 1].end = max(last.end, span.end)
      } else {
        stretches.append(span)
      }
    }
    return stretches
  }
}

extension PlannedOutage {
  /// The outage of one service.
  ///
  /// - Parameter time: The planned time of a task's start or finish, from the start T.
  init(of service: String, _ plan: Plan, at time: (TaskBoundary) -> TimeSpan?) {
    self.service = service
    spans = plan.impact.filter { $0.service == "*" || ExactText($0.service) == ExactText(service) }
      .map { Span($0, at: time) }
  }

  /// The services that the plan means to be out, in its order; linear in services and impact.
  static func outages(of plan: Plan, at time: (TaskBoundary) -> TimeSpan?) -> [PlannedOutage] {
    var numbers: [ExactText: [Int]] = [:]
    for (number, impact) in plan.impact.enumerated() { numbers[ExactText(impact.service), default: []].append(number) }
    let common = numbers.removeValue(forKey: ExactText("*")) ?? []
    var services = plan.services.map(\.id) + plan.impact.map(\.service).filter { $0 != "*" }
    if services.isEmpty, !common.isEmpty { services = ["*"] }
    var outages: [PlannedOutage] = []
    var seen: Set<ExactText> = []
    for service in services where seen.insert(ExactText(service)).inserted {
      let entries = ((numbers[ExactText(service)] ?? []) + common).sorted()
      guard !entries.isEmpty else { continue }
      outages.append(PlannedOutage(service: service, spans: entries.map { Span(plan.impact[$0], at: time) }))
    }
    return outages
  }
}

extension PlannedOutage.Span {
  fileprivate init(_ impact: Plan.PlannedImpact, at time: (TaskBoundary) -> TimeSpan?) {
    self.init(from: impact.from, to: impact.to, start: time(impact.from), end: time(impact.to))
  }
}
