internal import CloudEvents
package import CutoverModel

/// The planned outage of one service (`impact` of the plan) against the actual one.
package struct OutageComparison: Hashable, Sendable {
  package var service: String
  /// The planned time, spans that overlap counted once; zero where the plan states no impact on the service, nil where
  /// it gives no times.
  package var planned: TimeSpan?
  /// The time in the episodes that began within the run.
  package var actual: MeasuredSpan?
  /// How many episodes these are.
  package var episodes: Int
  /// What was not found; empty where nothing is missing.
  package var missing: [String]

  /// Actual less planned; negative where it was shorter than planned.
  package var difference: MeasuredSpan? {
    guard let planned, let actual else { return nil }
    return MeasuredSpan(
      stated: actual.stated.map { $0 - planned }, lower: actual.lower - planned,
      upper: actual.upper.map { $0 - planned })
  }
}

extension ObjectiveJudge {
  /// One comparison for each service of the plan, in its order; none where the plan states no impact at all.
  func outages() -> [OutageComparison] {
    guard let plan = analysis.context.plan, !plan.impact.isEmpty else { return [] }
    let clocks = (try? Schedule(of: plan)).map { PlannedClocks(plan, $0) }
    let names = plan.services.map(\.id) + plan.impact.map(\.service).filter { $0 != "*" }
    var seen: Set<ExactText> = []
    return names.filter { seen.insert(ExactText($0)).inserted }.map { name in
      compare(PlannedOutage(of: name, plan) { clocks?.time(of: $0) })
    }
  }

  private func compare(_ outage: PlannedOutage) -> OutageComparison {
    let name = outage.service
    var comparison = OutageComparison(
      service: name, planned: outage.total, actual: nil, episodes: 0, missing: [])
    for span in outage.spans where span.length == nil {
      comparison.missing.append(
        "planned times of \(span.from.task).\(span.from.side) and \(span.to.task).\(span.to.side)")
    }
    addActual(to: &comparison, analysis.record.services.known(name))
    // A withheld line may have said that it was out, or no more.
    comparison.missing += withheld.isWhole ? [] : withheld.missing
    return comparison
  }

  private func addActual(to comparison: inout OutageComparison, _ service: Int32) {
    let timeline = analysis.timeline(
      of: [service], minimum: nil, settle: Objective.defaultSettle, dividesAtRun: true)
    let counted = timeline.episodes.filter { analysis.isWithinRun($0.raw.start) }
    comparison.episodes = counted.count
    guard timeline.doubts.isEmpty else {
      comparison.missing += timeline.doubts
      return
    }
    guard !counted.isEmpty else {
      let (proof, missing) = analysis.unimpaired(service)
      guard let proof, !timeline.episodes.contains(where: { analysis.reachesIntoRun($0.raw) }) else {
        comparison.missing.append(proof == nil ? missing : Self.earlierName)
        return
      }
      comparison.actual = proof.value
      return
    }
    let open = counted.filter { $0.raw.end == nil }
    let interval = SpanSum.measure(
      counted.map { episode in
        let shown = Moment(Timestamp(nanoseconds: episode.lastShown), accuracy: 0)
        return (episode.raw.start.moment, episode.raw.end?.moment ?? shown)
      })
    comparison.actual =
      open.isEmpty
      ? MeasuredSpan(interval)
      : MeasuredSpan(stated: nil, lower: interval.lower, upper: nil, canBeLower: interval.lower == .zero)
    comparison.missing += open.flatMap(\.waitsFor)
  }
}
