internal import CutoverModel
internal import JSONText

/// The count that events of one kind state together.
struct CountTally: Sendable {
  static let kinds: Set<EventKind> = [.dataLost, .dataDiverged, .progressReported, .backlogReported]

  let kind: EventKind
  private var count: Int64 = 0
  /// Whether an event that matters states no count, so that there may be more.
  private var isOpen = false
  private var isEmpty = true
  /// The first and the last of the events whose count is in it.
  private(set) var first: EventMoment
  private(set) var last: EventMoment

  init(_ kind: EventKind, _ moment: EventMoment) {
    self.kind = kind
    first = moment
    last = moment
  }

  var measured: MeasuredCount { MeasuredCount(stated: isOpen ? nil : count, lower: count) }

  mutating func add(_ added: Int64?, at moment: EventMoment) {
    defer { isEmpty = false }
    switch kind {
    case .progressReported:
      guard isEmpty || !moment.precedes(last) else { return }
      replace(with: added ?? 0, at: moment)
      isOpen = added == nil
    case .backlogReported:
      if added == nil { isOpen = true }
      if isEmpty || added ?? 0 > count { replace(with: added ?? 0, at: moment) }
    default:
      if added == nil { isOpen = true }
      let sum = count.addingReportingOverflow(added ?? 0)
      count = sum.overflow ? .max : sum.partialValue
      if moment.precedes(first) { first = moment }
      if !moment.precedes(last) { last = moment }
    }
  }

  private mutating func replace(with count: Int64, at moment: EventMoment) {
    self.count = count
    first = moment
    last = moment
  }
}

extension CountTally {
  /// What an event of one of the kinds counts; nil where it doesn't say.
  static func unit(of event: CutoverEvent, _ kind: EventKind) -> String? {
    switch kind {
    case .dataLost, .progressReported: event.data["unit"]?.string
    case .dataDiverged: "writes"
    case .backlogReported: event.data["queue"]?.string
    default: nil
    }
  }

  /// How many an event of one of the kinds states; nil where it states no count of zero or more.
  static func count(of event: CutoverEvent, _ kind: EventKind) -> Int64? {
    let member =
      switch kind {
      case .dataLost: "count"
      case .dataDiverged: "writes"
      case .progressReported: "done"
      default: "depth"
      }
    return event.data[member]?.integer.flatMap { $0 >= 0 ? $0 : nil }
  }
}
