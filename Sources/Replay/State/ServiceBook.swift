import CloudEvents
import CutoverModel

/// Keeps the changes of services and of who may write, small, in the order in which they come.
///
/// Since when a service is as it is follows only from all of its changes: one that was typed in late may fall between
/// two others.
struct ServiceBook: Sendable {
  struct Change: Sendable {
    var mark: EventMark
    /// As in `ServiceChange`.
    var service: Int32
    var region: Int32
    var level: ServiceLevel
    var aspect: Int32

    var isBad: Bool { level.state != .up }
  }

  var archive = EventArchive()
  private var names = NameTable()
  private var regions = NameTable()
  private var aspects = NameTable()
  private var datasets = NameTable()
  private var sides = NameTable()
  private var changes: [Change] = []
  private var writes: [WriteChange] = []
  /// The services, and the data sets with the service that the event names, of which an event speaks that may have
  /// happened by the instant asked for, though its time is after it.
  private var possibleServices: Set<Int32> = []
  private var possibleWrites: Set<PossibleWrite> = []

  private struct PossibleWrite: Hashable {
    var dataset: Int32
    var service: Int32
  }

  /// Takes in that a service is down, degraded or up.
  mutating func change(
    _ service: String?, region: String?, level: ServiceLevel, aspect: String?, by event: StateEvent, _ view: EventView
  ) {
    if event.isPossible {
      if service != nil || level.state != .up { possibleServices.insert(number(service)) }
      return
    }
    changes.append(
      Change(
        mark: keep(event, view), service: number(service),
        region: region == "*" ? NameTable.absent : regions.number(region), level: level, aspect: aspects.number(aspect)))
  }

  /// Takes in a freeze, an opening or a promotion; `side` is the one that is frozen, opened or promoted.
  mutating func write(
    _ action: WriteChange.Action, dataset: String?, side: String?, from: String? = nil, service: String?,
    by event: StateEvent, _ view: EventView
  ) {
    if event.isPossible {
      possibleWrites.insert(PossibleWrite(dataset: datasets.number(dataset), service: number(service)))
      return
    }
    writes.append(
      WriteChange(
        mark: keep(event, view), action: action, dataset: datasets.number(dataset), side: sides.number(side),
        from: sides.number(from), service: number(service)))
  }

  private mutating func keep(_ event: StateEvent, _ view: EventView) -> EventMark {
    // The archive adds what the clock may be wrong by.
    archive.keep(
      view, at: event.event.reference.place, kind: event.kind,
      accuracy: max(0, event.at.moment.accuracy - view.clock.after))
  }

  private mutating func number(_ service: String?) -> Int32 {
    service == "*" ? ServiceChange.every : names.number(service)
  }

  // MARK: - Answer

  /// Every service of the plan, in its order, then the others by name; one without a name where none is named.
  func states(of plan: Plan?, at instant: StateInstant) -> [ServiceState] {
    services(of: plan).map { service in
      state(
        of: service.number, name: service.name, service.changes, freezes: service.freezes, impact: service.impact,
        isOpen: isOpen(service.number, held: service.held), at: instant)
    }
  }

  /// A service with all that bears on it.
  private struct Subject {
    var number: Int32
    var name: String?
    /// In order of time.
    var changes: [Change]
    var freezes: [WriteFreeze]
    var impact: Plan.Service.FreezeImpact?
    /// The data sets that it holds.
    var held: Set<Int32>
  }

  private func services(of plan: Plan?) -> [Subject] {
    var table = names
    var datasetTable = datasets
    let planned = plan?.services ?? []
    let plannedNumbers = planned.map { table.number($0.id) }
    for service in planned { for dataset in service.datasets { _ = datasetTable.number(dataset) } }
    let index = PlanIndex(planned, services: table, datasets: datasetTable)
    let others = Set(changes.map(\.service) + writes.map(\.service)).filter { $0 >= 0 }
      .subtracting(plannedNumbers)
      .sorted { (table.name($0) ?? "").precedesInBytes(table.name($1) ?? "") }
    var services: [Int32] = []
    for number in plannedNumbers + others where !services.contains(number) { services.append(number) }
    let sorted = changes.sorted { $0.mark < $1.mark }
    if services.isEmpty, sorted.contains(where: { $0.service != NameTable.absent || $0.isBad }) {
      services = [ServiceChange.unnamed]
    }

    let byService = NameIndex(sorted, by: \.service)
    let freezes = freezes
    return services.map { service in
      let own = byService.positions(under: [service, ServiceChange.every, NameTable.absent])
        .map { sorted[Int($0)] }
        .filter { $0.service != NameTable.absent || $0.isBad }
      let held = Set(index.datasets[service] ?? [])
      return Subject(
        number: service, name: table.name(service) ?? (own.contains { $0.service == ServiceChange.every } ? "*" : nil),
        changes: own, freezes: freezes.filter { concerns($0, service, held: held) },
        impact: index.services[service]?.freezeImpact, held: held)
    }
  }

  private func concerns(_ freeze: WriteFreeze, _ service: Int32, held: Set<Int32>) -> Bool {
    concerns(freeze.dataset, freeze.service, service, held: held)
  }

  private func concerns(_ dataset: Int32, _ named: Int32, _ service: Int32, held: Set<Int32>) -> Bool {
    if named == service || named == ServiceChange.every { return true }
    return held.contains(dataset) || (dataset == NameTable.absent && !held.isEmpty)
  }

  /// Whether an event that doesn't count may have changed the service.
  private func isOpen(_ service: Int32, held: Set<Int32>) -> Bool {
    [service, ServiceChange.every, NameTable.absent].contains(where: possibleServices.contains)
      || possibleWrites.contains { concerns($0.dataset, $0.service, service, held: held) }
  }

  /// Every freeze, data set by data set in the order of their first mention.
  private var freezes: [WriteFreeze] {
    let sorted = writes.sorted { $0.mark < $1.mark }
    return Dictionary(grouping: sorted, by: \.dataset).sorted { $0.key < $1.key }
      .flatMap { WriteHistory($0.value).freezes }
  }

  private func state(
    of service: Int32, name: String?, _ changes: [Change], freezes: [WriteFreeze],
    impact: Plan.Service.FreezeImpact?, isOpen: Bool, at instant: StateInstant
  ) -> ServiceState {
    let level = level(of: impact)
    var course = ServiceCourse()
    for step in steps(changes, freezes: freezes, level) {
      course.apply(step.part, step.level, aspect: step.aspect, step.mark)
    }
    // One write change in doubt may end or begin any freeze of its data set.
    let datasets = Set(freezes.map(\.dataset))
    let isCertain =
      !isOpen && !changes.contains { instant.isInDoubt($0.mark.moment) }
      && (level == nil || !writes.contains { datasets.contains($0.dataset) && instant.isInDoubt($0.mark.moment) })
    func basis(_ told: EventMark, since: EventMark) -> StateBasis {
      StateBasis(
        at: EventMoment(event: archive.reference(told), moment: told.moment), since: since.time, isCertain: isCertain)
    }
    let openFreezes = freezes.filter { $0.end == nil }
    return ServiceState(
      service: name,
      state: course.worst.map { ServiceState.Level($0) }, percent: course.worstHundredths.map { Double($0) / 100 },
      parts: course.parts.filter { $0.key.kind != .freeze || $0.value.level.state != .up }.map { part, standing in
        ServiceState.Part(
          kind: part.kind, region: part.region.flatMap { regions.name($0) },
          dataset: part.dataset.flatMap { self.datasets.name($0) }, side: part.side.flatMap { sides.name($0) },
          state: ServiceState.Level(standing.level.state),
          percent: standing.level.hundredths.map { Double($0) / 100 }, aspect: aspects.name(standing.aspect),
          basis: basis(standing.told, since: standing.since))
      }
      .sorted(by: ServiceState.Part.precedes),
      hasUnstatedFreeze: impact == nil && !openFreezes.isEmpty, basis: course.since.map { basis($0, since: $0) })
  }

  private func level(of impact: Plan.Service.FreezeImpact?) -> ServiceLevel? {
    switch impact {
    case nil, .some(.none): nil
    case .degraded: ServiceLevel(state: .degraded)
    case .down: ServiceLevel(state: .down)
    }
  }

  private typealias Step = (mark: EventMark, part: ServiceCourse.Part, level: ServiceLevel, aspect: Int32)

  /// What changes a service, in order of time; `level` is what a write freeze means to it.
  private func steps(_ changes: [Change], freezes: [WriteFreeze], _ level: ServiceLevel?) -> [Step] {
    var steps: [Step] = changes.map {
      ($0.mark, $0.region == NameTable.absent ? .whole : .region($0.region), $0.level, $0.aspect)
    }
    if let level {
      for freeze in freezes {
        let part = ServiceCourse.Part.freeze(dataset: freeze.dataset, side: freeze.side)
        steps.append((freeze.start, part, level, NameTable.absent))
        if let end = freeze.end { steps.append((end, part, .up, NameTable.absent)) }
      }
    }
    return steps.sorted { $0.mark < $1.mark }
  }

  // MARK: - Bands

  /// How usable each service was over all events, service by service as in `states`.
  func bands(of plan: Plan?) -> [ServiceBand] {
    services(of: plan).map { service in
      var course = ServiceCourse()
      var band = ServiceBand(service: service.name, stretches: [])
      for step in steps(service.changes, freezes: service.freezes, level(of: service.impact)) {
        course.apply(step.part, step.level, aspect: step.aspect, step.mark)
        guard let worst = course.worst.map({ ServiceState.Level($0) }) else { continue }
        let isFreeze = worst != .up
          && course.parts.allSatisfy { $0.value.level.state == .up || $0.key.kind == .freeze }
        if let last = band.stretches.last, last.state == worst, last.isFreeze == isFreeze { continue }
        let at = EventMoment(event: archive.reference(step.mark), moment: step.mark.moment)
        if !band.stretches.isEmpty { band.stretches[band.stretches.count - 1].to = at }
        band.stretches.append(ServiceBand.Stretch(state: worst, isFreeze: isFreeze, from: at))
      }
      return band
    }
  }
}
