package import CutoverModel

extension Timeline {
  /// The first and the last moment that its events tell of; nil where there is none.
  ///
  /// What is said of a plan, of other events or in hindsight (claims, corrections, notes) tells of no moment of its own.
  package var extent: (first: Moment, last: Moment)? {
    var first: Moment?
    var last: Moment?
    for entry in entries where entry.tellsOfRun {
      // A task that has not ended may have been paused, resumed or tried after its first start.
      for moment in [entry.moment, entry.end, entry.course?.first?.moment, entry.course?.last?.moment].compactMap(\.self) {
        if first.map({ moment.stated < $0.stated }) ?? true { first = moment }
        if last.map({ $0.stated < moment.stated }) ?? true { last = moment }
      }
    }
    guard let first, let last else { return nil }
    return (first, last)
  }
}

extension TimelineEntry {
  fileprivate var tellsOfRun: Bool {
    switch kind {
    case .plan, .note, .correction, .claim: false
    default: true
    }
  }
}
