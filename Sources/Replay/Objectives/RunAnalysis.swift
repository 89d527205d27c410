import CloudEvents
import CutoverModel

/// A run's events put in order of time, ready to be asked.
struct RunAnalysis: Sendable {
  let record: RunRecord
  let context: PlanContext
  /// The events at which the clocks that the plan defines start or stop.
  let planAnchors: [ClockAnchor: AnchoredMoment]
  /// Every service that the plan or the stream names, in the order of the plan, then by name.
  let services: [Int32]
  /// Every data set, in the same order.
  let datasets: [Int32]
  private let histories: [Int32: WriteHistory]

  init(
    _ record: consuming RunRecord, context: PlanContext,
    planAnchors: [ClockAnchor: AnchoredMoment]
  ) {
    var record = record
    let plannedServices =
      (context.plan?.services.map(\.id) ?? []) + context.objectives.compactMap(\.service)
    let plannedDatasets =
      (context.plan?.services.flatMap(\.datasets) ?? []) + context.objectives.compactMap(\.dataset)
    services = Self.numbers(planned: plannedServices, in: &record.services)
    datasets = Self.numbers(planned: plannedDatasets, in: &record.datasets)

    record.runBegan.sort()
    record.runEnded.sort()
    record.taskStarts.sort { $0.mark < $1.mark }
    record.decisions.sort { $0.mark < $1.mark }
    record.checkResults.sort { $0.mark < $1.mark }
    record.progress.sort { $0.mark < $1.mark }
    record.serviceChanges.sort { $0.mark < $1.mark }
    record.backlog.sort { $0.mark < $1.mark }
    record.writeChanges.sort { $0.mark < $1.mark }
    for kind in Array(record.anchors.keys) { record.anchors[kind]?.sort { $0.mark < $1.mark } }
    record.evidence.sort()

    let changes = record.writeChanges
    histories = Dictionary(
      uniqueKeysWithValues: ([NameTable.absent] + datasets).map { dataset in
        (dataset, WriteHistory(changes.lazy.filter { $0.dataset == dataset }))
      })
    self.record = record
    self.context = context
    self.planAnchors = planAnchors
  }

  private static func numbers(planned: [String], in table: inout NameTable) -> [Int32] {
    var order: [Int32] = []
    for name in planned {
      let number = table.number(name)
      if !order.contains(number) { order.append(number) }
    }
    let others = table.names.indices.map { Int32($0) }.filter { !order.contains($0) }
    let names = table
    return order
      + others.sorted {
        (names.name($0) ?? "").utf8.lexicographicallyPrecedes((names.name($1) ?? "").utf8)
      }
  }
}

extension RunAnalysis {
  /// A kept event as an anchor of a clock.
  func anchor(_ mark: EventMark) -> AnchoredMoment {
    AnchoredMoment(moment: mark.moment, event: record.archive.reference(mark))
  }

  func reference(_ mark: EventMark) -> EventReference { record.archive.reference(mark) }

  func serviceName(_ service: Int32) -> String { record.services.name(service) ?? "" }

  func datasetName(_ dataset: Int32) -> String {
    record.datasets.name(dataset) ?? "an unnamed data set"
  }

  func plannedService(_ service: Int32) -> Plan.Service? {
    record.services.name(service).flatMap { context.service($0) }
  }

  /// Who wrote to a data set, and when.
  func writes(of dataset: Int32) -> WriteHistory { histories[dataset] ?? WriteHistory([]) }

  /// The freezes that concern a planned service: of its data sets, those that name it, and those that name no data
  /// set, if it holds any.
  func freezes(concerning planned: Plan.Service, _ service: Int32) -> [WriteFreeze] {
    let held = Set(planned.datasets.map { record.datasets.known($0) })
    return ([NameTable.absent] + datasets).flatMap { dataset in
      writes(of: dataset).freezes.filter { freeze in
        held.contains(dataset) || freeze.service == service
          || freeze.service == ServiceChange.every
          || (dataset == NameTable.absent && !planned.datasets.isEmpty)
      }
    }
  }

  /// The data sets that a service holds by the plan; all of them where no service is asked for.
  func datasets(of service: String?) -> [Int32] {
    guard let service else { return datasets }
    return context.service(service)?.datasets.map { record.datasets.known($0) } ?? []
  }

  /// When the run was, as stated, in nanoseconds since 1970; the whole stream where nothing bounds it.
  var runWindow: (from: Int64, to: Int64)? {
    guard let first = record.firstTime, let last = record.lastTime else { return nil }
    let from = record.runBegan.first?.time.nanoseconds ?? first
    let to = record.runEnded.last?.time.nanoseconds ?? last
    return (from, max(from, to))
  }

  /// Whether an event lies within the run.
  func isWithinRun(_ mark: EventMark) -> Bool {
    let instant = mark.time.nanoseconds
    if let began = record.runBegan.first, instant < began.time.nanoseconds { return false }
    if let ended = record.runEnded.last, instant > ended.time.nanoseconds { return false }
    return true
  }
}

extension DataEvidence {
  /// Puts everything in order of time.
  mutating func sort() {
    recoverable.sort { $0.mark < $1.mark }
    replication.sort { $0.mark < $1.mark }
    writesObserved.sort { $0.mark < $1.mark }
    lost.sort { $0.mark < $1.mark }
    diverged.sort { $0.mark < $1.mark }
    reconciled.sort { $0.mark < $1.mark }
  }
}
