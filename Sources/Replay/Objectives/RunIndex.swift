import CutoverModel

/// Positions of a run's events by the name that they bear, so that asking for one service doesn't scan all.
struct NameIndex: Sendable {
  private var positions: [Int32: [Int32]] = [:]

  /// Indexes elements that are in order.
  init<Elements: RandomAccessCollection>(
    _ elements: Elements, by name: (Elements.Element) -> Int32
  ) where Elements.Index == Int {
    for position in elements.indices {
      positions[name(elements[position]), default: []].append(Int32(position))
    }
  }

  /// The positions under one name, rising.
  subscript(_ name: Int32) -> [Int32] { positions[name] ?? [] }

  /// The positions under any of different names, rising.
  func positions(under names: [Int32]) -> [Int32] {
    let lists = names.compactMap { positions[$0] }
    guard let first = lists.first else { return [] }
    return lists.count == 1 ? first : lists.flatMap { $0 }.sorted()
  }
}

/// Events of one kind as they concern a service: several lists, each in order of mark.
struct MarkLists: Sendable {
  /// Some of the events kept, or all of them, without a copy.
  struct List: RandomAccessCollection, Sendable {
    let events: [RunRecord.Named]
    /// Nil for all.
    let positions: [Int32]?

    var startIndex: Int { 0 }
    var endIndex: Int { positions?.count ?? events.count }
    subscript(_ index: Int) -> EventMark {
      events[positions.map { Int($0[index]) } ?? index].mark
    }
  }

  var lists: [List]

  /// The first of all.
  var first: EventMark? { lists.compactMap(\.first).min() }

  /// The first behind a mark.
  func first(after mark: EventMark) -> EventMark? {
    lists.compactMap { $0.first(after: mark) }.min()
  }
}

/// What the plan says of services and data sets, by their numbers.
struct PlanIndex: Sendable {
  /// Planned services by number.
  private(set) var services: [Int32: Plan.Service] = [:]
  /// The data sets of each planned service.
  private(set) var datasets: [Int32: [Int32]] = [:]
  /// The planned services that hold each data set.
  private(set) var holders: [Int32: [Int32]] = [:]

  /// Of services with one id the first counts.
  init(_ planned: [Plan.Service], services names: NameTable, datasets datasetNames: NameTable) {
    for service in planned {
      let number = names.known(service.id)
      guard services[number] == nil else { continue }
      services[number] = service
      let held = service.datasets.map { datasetNames.known($0) }
      datasets[number] = held
      for dataset in Set(held) { holders[dataset, default: []].append(number) }
    }
  }
}
