import CutoverModel

extension StateFold.Layers {
  /// Where the system was; `isLive` lists what the plan names too, though nothing was said of it.
  func state(_ context: PlanContext, at instant: StateInstant, isLive: Bool) -> LayerState {
    var state = LayerState()
    state.services = services.states(of: context.plan, at: instant)
    if !isLive { state.services.removeAll { $0.basis == nil && !$0.hasUnstatedFreeze } }
    state.listeners = listeners.states
    for section: StateSection in [.dns, .endpoints, .configuration, .policies, .queues, .consumers, .locks] {
      state[section] = book.items(of: section)
    }
    state[.jobs] = book.items(of: .jobs).map(\.withJobState)
    state[.workloads] = book.items(of: .workloads).map(\.withWorkloadState)
    state.traffic = traffic(context, isLive: isLive)
    state.datasets = datasets(context, isLive: isLive)
    state.checks = checks(isLive ? context.plan?.checks.map(\.id) ?? [] : [])
    return state
  }

  private func checks(_ planned: [String]) -> [CheckStanding] {
    let items = book.items(of: .checks)
    let known = Set(planned.map { ExactText($0) })
    let byID = Dictionary(items.map { (ExactText($0.names[0] ?? ""), $0) }, uniquingKeysWith: { first, _ in first })
    return planned.map { CheckStanding(id: $0, isPlanned: true, item: byID[ExactText($0)]) }
      + items.filter { !known.contains(ExactText($0.names[0] ?? "")) }
      .map { CheckStanding(id: $0.names[0] ?? "", isPlanned: false, item: $0) }
  }

  private func datasets(_ context: PlanContext, isLive: Bool) -> [DatasetState] {
    let wholes = Dictionary(
      book.items(of: .datasets).map { ($0.names[0].map { ExactText($0) }, $0) }, uniquingKeysWith: { first, _ in first })
    let copies = Dictionary(grouping: book.items(of: .copies)) { $0.names[0].map { ExactText($0) } }
    var names: [ExactText?] = []
    let planned = isLive ? context.plan?.services.flatMap(\.datasets) ?? [] : []
    for name in planned where !names.contains(ExactText(name)) { names.append(ExactText(name)) }
    let known = Set(names)
    let others = Set(wholes.keys).union(copies.keys).subtracting(known)
      .sorted { StateKey([$0?.text]) < StateKey([$1?.text]) }
    return (names + others).map { name in
      DatasetState(dataset: name?.text, item: wholes[name], copies: copies[name] ?? [])
    }
  }

  // MARK: - Traffic

  /// The shares by service and target.
  ///
  /// What is said of all services (`*`) counts for each. A share that a later one of another target leaves no room for is
  /// cut to the room that is left: 50 at the one side, then 100 at the other, is 0 and 100.
  private func traffic(_ context: PlanContext, isLive: Bool) -> [TrafficShare] {
    let items = book.items(of: .traffic)
    let common = items.filter { $0.names[0] == "*" }
    var services: [ExactText?] = []
    let planned = isLive && !common.isEmpty ? context.plan?.services.map(\.id) ?? [] : []
    for name in planned.map(Optional.some) + items.map({ $0.names[0] }) where name != "*" {
      let key = name.map { ExactText($0) }
      if !services.contains(key) { services.append(key) }
    }
    if !common.isEmpty, !services.contains(where: { $0 != nil }) { services.append(ExactText("*")) }
    return services.flatMap { service in
      let own = items.filter { $0.names[0].map { ExactText($0) } == service }
      let isNamed = service != nil && service != ExactText("*")
      return shares(of: service?.text, isNamed ? own + common : own)
    }
  }

  private func shares(of service: String?, _ items: [StateItem]) -> [TrafficShare] {
    var latest: [ExactText: StateItem] = [:]
    for item in items {
      let target = ExactText(item.names[1] ?? "")
      if let before = latest[target], before.basis.isLater(than: item.basis) { continue }
      latest[target] = item
    }
    let isOpen = book.possibleNames(of: .traffic).contains { names in
      names[0] == service.map { ExactText($0) } || (service != nil && names[0] == ExactText("*"))
    }
    let isCertain = !isOpen && items.allSatisfy(\.basis.isCertain)
    // In millionths: sums of decimal fractions are exact.
    var room: Int64 = 100_000_000
    var shares: [TrafficShare] = []
    for (target, item) in latest.sorted(by: { $0.value.basis.isLater(than: $1.value.basis) }) {
      let stated = Int64(((item.value("percent")?.double ?? 0) * 1_000_000).rounded())
      let share = min(stated, room)
      room -= share
      var basis = item.basis
      basis.isCertain = isCertain
      shares.append(
        TrafficShare(
          service: service, target: target.text, percent: Double(share) / 1_000_000, isCut: share < stated, basis: basis))
    }
    return shares.sorted { $0.target.precedesInBytes($1.target) }
  }
}

extension StateItem {
  /// What a job is doing: suspended, due and not yet begun, or what its last cycle came to.
  fileprivate var withJobState: StateItem {
    let course = reading("state")
    let due = reading("due")
    let suspended = reading("suspended")
    let isDue = due.map { due in course.map { due.basis.isLater(than: $0.basis) } ?? true } ?? false
    let considered = [course, due, suspended]
    if suspended?.value.flag == true { return deriving("suspended", by: suspended, considered) }
    if isDue, course?.value.text != "running" { return deriving("due", by: due, considered) }
    return deriving(course?.value.text, by: course, considered)
  }

  /// What a workload is: suspended, terminated, or what its last reading says of its replicas.
  fileprivate var withWorkloadState: StateItem {
    let last = reading("state")
    let suspended = reading("suspended")
    let considered = [last, suspended, reading("ready"), reading("desired")]
    guard last?.value.text == "observed" else { return deriving(last?.value.text, by: last, considered) }
    let ready = value("ready")?.integer
    let desired = value("desired")?.integer
    if suspended?.value.flag == true, ready ?? 0 == 0 { return deriving("suspended", by: suspended, considered) }
    let word =
      switch (ready, desired) {
      case (nil, _): "observed"
      case (0, 0): "stopped"
      case (0, nil): "short"
      case (let ready?, let desired?) where ready < desired: "short"
      default: "ready"
      }
    return deriving(word, by: last, considered)
  }

  /// The item with the word that follows for its state; certain only if all is that it follows from.
  private func deriving(_ word: String?, by reading: StateReading?, _ considered: [StateReading?]) -> StateItem {
    guard let position = section.members.firstIndex(of: "state"), let word, let reading else { return self }
    var item = self
    var basis = reading.basis
    basis.isCertain = considered.allSatisfy { $0?.basis.isCertain ?? true }
    item.readings[position] = StateReading(value: .text(word), basis: basis)
    return item
  }
}
