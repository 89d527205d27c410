package import CloudEvents
package import CutoverModel

/// The entries that share a layer, a service, a region or a task.
package struct Lane: Hashable, Sendable {
  /// By what entries are sorted into lanes.
  package enum Dimension: String, CaseIterable, Hashable, Sendable {
    case layer, service, region, task
  }

  package var by: Dimension
  /// Nil for the entries that name none.
  package var name: String?
  /// Where its entries stand in the timeline, rising.
  package var entries: [Int]
  /// How long at least one task of the lane was being worked at.
  package var busy: TimeSpan
  package var first: Timestamp?
  /// When the last of them was over, or happened.
  package var last: Timestamp?

  /// The lanes of one dimension, in order of their first entries; that without a name comes last.
  static func lanes(by dimension: Dimension, of entries: [TimelineEntry], until horizon: EventMoment?) -> [Lane] {
    var numbers: [ExactText?: Int] = [:]
    var lanes: [Lane] = []
    var work: [[WorkSpan]] = []
    for (place, entry) in entries.enumerated() {
      let name = entry.name(of: dimension)
      let key = name.map(ExactText.init)
      let number = numbers[key] ?? lanes.count
      if number == lanes.count {
        numbers[key] = number
        lanes.append(Lane(by: dimension, name: name, entries: [], busy: .zero))
        work.append([])
      }
      lanes[number].entries.append(place)
      work[number] += entry.course?.work ?? []
      if lanes[number].first == nil { lanes[number].first = entry.moment.stated }
      let end = max(entry.moment.stated, entry.end?.stated ?? entry.moment.stated)
      lanes[number].last = lanes[number].last.map { max($0, end) } ?? end
    }
    for number in lanes.indices { lanes[number].busy = WorkSpan.union(of: work[number], until: horizon) }
    return lanes.filter { $0.name != nil } + lanes.filter { $0.name == nil }
  }
}

extension TimelineEntry {
  func name(of dimension: Lane.Dimension) -> String? {
    switch dimension {
    case .layer: layer
    case .service: service
    case .region: region
    case .task: task
    }
  }
}
