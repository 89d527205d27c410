package import CutoverModel

extension Timeline {
  /// The first and the last moment that its events tell of; nil where there is none.
  ///
  /// What is said of a plan, of other events or in hindsight (claims, corrections, notes) tells of no moment of its own.
  package var extent: (first: Moment, last: Moment)? {
    var first: Moment?
    var last: Moment?
    for entry in entries where entry.tellsOfRun {
      if first == nil { first = entry.moment }
      let end = entry.end ?? entry.moment
      if last.map({ $0.stated < end.stated }) ?? true { last = end }
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
