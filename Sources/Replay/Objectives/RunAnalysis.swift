import CloudEvents
import CutoverModel

/// A run's events put in order of time, ready to be asked.
struct RunAnalysis: Sendable {
  let record: RunRecord
  let context: PlanContext
  /// The events at which the clocks that the plan defines start or stop.
  let planAnchors: [ClockAnchor: EventMoment]
  /// Where the `impact.none` stand whose signature was checked.
  let attestations: Set<EventPlace>
  /// The moment of a run that is under way, up to which its clocks are read.
  let now: Timestamp?
  /// Every service that the plan or the stream names, in the order of the plan, then by name.
  let services: [Int32]
  /// Every data set, in the same order.
  let datasets: [Int32]
  /// By data set.
  private let histories: [Int32: WriteHistory]
  let planned: PlanIndex
  /// `record.serviceChanges`, `backlog`, `announcements` and `attested` by service.
  let changesByService: NameIndex
  let backlogByService: NameIndex
  let announcementsByService: NameIndex
  let attestedByService: NameIndex
  /// The regions in which a service was probed, by service.
  let probedRegions: [Int32: Set<Int32>]
  /// The freezes that name a service themselves, by service.
  private let freezesByService: [Int32: [WriteFreeze]]
  /// `record.anchors` by service.
  private let anchorsByService: [EventKind: NameIndex]
  /// The decisions that invoke the recovery, by time.
  let invocations: [RunRecord.Named]

  init(
    _ record: consuming RunRecord, context: PlanContext,
    planAnchors: [ClockAnchor: EventMoment], attestations: Set<EventPlace>, now: Timestamp? = nil
  ) {
    var record = record
    let plannedServices =
      (context.plan?.services.map(\.id) ?? []) + context.objectives.compactMap(\.service)
    let plannedDatasets =
      (context.plan?.services.flatMap(\.datasets) ?? []) + context.objectives.compactMap(\.dataset)
    services = Self.numbers(planned: plannedServices, in: &record.services)
    datasets = Self.numbers(planned: plannedDatasets, in: &record.datasets)
    record.sort()

    planned = PlanIndex(
      context.plan?.services ?? [], services: record.services, datasets: record.datasets)
    changesByService = NameIndex(record.serviceChanges, by: \.service)
    backlogByService = NameIndex(record.backlog, by: \.service)
    announcementsByService = NameIndex(record.announcements, by: \.service)
    attestedByService = NameIndex(record.attested, by: \.name)
    var regions: [Int32: Set<Int32>] = [:]
    for key in record.coverage.keys { regions[key.service, default: []].insert(key.region) }
    probedRegions = regions

    let changes = record.writeChanges
    let changesByDataset = NameIndex(changes, by: \.dataset)
    var histories: [Int32: WriteHistory] = [:]
    var freezes: [Int32: [WriteFreeze]] = [:]
    for dataset in [NameTable.absent] + datasets {
      let history = WriteHistory(changesByDataset[dataset].lazy.map { changes[Int($0)] })
      for freeze in history.freezes where freeze.service != NameTable.absent {
        freezes[freeze.service, default: []].append(freeze)
      }
      histories[dataset] = history
    }
    self.histories = histories
    freezesByService = freezes

    anchorsByService = record.anchors.mapValues { NameIndex($0, by: \.name) }
    invocations = record.decisions.lazy.filter(\.isInvocation)
      .map { RunRecord.Named(mark: $0.mark, name: NameTable.absent) }
    self.record = record
    self.context = context
    self.planAnchors = planAnchors
    self.attestations = attestations
    self.now = now
  }

  private static func numbers(planned: [String], in table: inout NameTable) -> [Int32] {
    var order: [Int32] = []
    var seen: Set<Int32> = []
    for name in planned {
      let number = table.number(name)
      if seen.insert(number).inserted { order.append(number) }
    }
    let names = table.names
    let others = names.indices.filter { !seen.contains(Int32($0)) }
      .sorted { names[$0].precedesInBytes(names[$1]) }
    return order + others.map { Int32($0) }
  }
}

extension RunAnalysis {
  /// A kept event as an anchor of a clock.
  func anchor(_ mark: EventMark) -> EventMoment {
    EventMoment(event: record.archive.reference(mark), moment: mark.moment)
  }

  func reference(_ mark: EventMark) -> EventReference { record.archive.reference(mark) }

  /// How a text names an event: by its index, and by its stream where there are several.
  func placeText(_ mark: EventMark) -> String {
    let text = "index \(mark.index)"
    return record.archive.streams.count > 1 ? "\(text) of stream \(mark.place.stream + 1)" : text
  }

  func serviceName(_ service: Int32) -> String { record.services.name(service) ?? "" }

  func datasetName(_ dataset: Int32) -> String {
    record.datasets.name(dataset) ?? "an unnamed data set"
  }

  /// Whether the plan calls a task a milestone, which needs no start of its own.
  func isMilestone(_ task: Int32) -> Bool {
    record.tasks.name(task).map { context.milestones.contains(ExactText($0)) } ?? false
  }

  func plannedService(_ service: Int32) -> Plan.Service? { planned.services[service] }

  /// Who wrote to a data set, and when.
  func writes(of dataset: Int32) -> WriteHistory { histories[dataset] ?? WriteHistory([]) }

  /// The freezes that concern a planned service: of its data sets, those that name it, and those that name no data
  /// set, if it holds any.
  func freezes(concerning service: Int32) -> [WriteFreeze] {
    var held = Set(planned.datasets[service] ?? [])
    if !held.isEmpty { held.insert(NameTable.absent) }
    let named = [service, ServiceChange.every].flatMap { freezesByService[$0] ?? [] }
      .filter { !held.contains($0.dataset) }
    return held.sorted().flatMap { writes(of: $0).freezes } + named
  }

  /// The data sets that a service holds by the plan; all of them where no service is asked for.
  func datasets(of service: String?) -> [Int32] {
    guard let service else { return datasets }
    return planned.datasets[record.services.known(service)] ?? []
  }

  /// What the events say of a data set.
  func evidence(of dataset: Int32) -> DataEvidence { record.evidence[dataset] ?? DataEvidence() }

  /// The events of a kind that concern the services; those without a service concern every one.
  func marks(_ kind: EventKind, of services: [Int32]) -> MarkLists {
    let events = record.anchors[kind] ?? []
    guard services.count == 1, let service = services.first, let index = anchorsByService[kind]
    else { return MarkLists(lists: [.init(events: events, positions: nil)]) }
    return MarkLists(
      lists: concerning(service).map { .init(events: events, positions: index[$0]) })
  }
}

extension RunRecord {
  /// Puts everything in order of time, then of place.
  fileprivate mutating func sort() {
    runBegan.sort()
    runEnded.sort()
    taskEvents.sort { ($0.task, $0.mark) < ($1.task, $1.mark) }
    taskStarts.sort { $0.mark < $1.mark }
    decisions.sort { $0.mark < $1.mark }
    checkResults.sort { $0.mark < $1.mark }
    progress.sort { $0.mark < $1.mark }
    serviceChanges.sort { $0.mark < $1.mark }
    backlog.sort { $0.mark < $1.mark }
    writeChanges.sort { $0.mark < $1.mark }
    for kind in Array(anchors.keys) { anchors[kind]?.sort { $0.mark < $1.mark } }
    for dataset in Array(evidence.keys) { evidence[dataset]?.sort() }
    replication.sort()
  }
}
