import CutoverModel

extension ClockReader {
  /// The time in which some data set took no writes: the union over data sets and sides.
  mutating func readWrites() -> ClockReading {
    let freezes = ([NameTable.absent] + datasets).flatMap { analysis.writes(of: $0).freezes }
    guard let first = freezes.map(\.start).min() else {
      return ClockReading(clock: .writes, missing: ["writes.frozen"])
    }
    var reading = ClockReading(clock: .writes, from: analysis.reference(first))
    let open = freezes.filter { $0.end == nil }
    guard open.isEmpty else {
      reading.missing = open.map { "writes.opened of \(analysis.datasetName($0.dataset))" }.unique
      return reading
    }
    reading.to = freezes.compactMap(\.end).max().map(analysis.reference)
    for freeze in freezes {
      let checked = span(
        .writes, from: analysis.anchor(freeze.start), to: freeze.end.map(analysis.anchor),
        missing: "writes.frozen", "writes.opened")
      reading.missing += checked.missing
    }
    guard reading.missing.isEmpty else { return reading }
    reading.value = MeasuredSpan(
      SpanSum.measure(
        freezes.compactMap { freeze in freeze.end.map { (freeze.start.moment, $0.moment) } }))
    return reading
  }

  /// From the last write at the old side to the first at the new one; of several data sets the longest.
  mutating func readWriteGap() -> ClockReading {
    let readings = datasets.map { readWriteGap(of: $0) }
    if let unknown = readings.first(where: { $0.value == nil }) {
      var reading = unknown
      reading.missing = readings.flatMap(\.missing).unique
      return reading
    }
    return readings.max { left, right in
      (left.value?.rank ?? .zero) < (right.value?.rank ?? .zero)
    } ?? ClockReading(clock: .writeGap, missing: ["writes.observed"])
  }

  private mutating func readWriteGap(of dataset: Int32) -> ClockReading {
    let name = analysis.datasetName(dataset)
    guard let route = analysis.route(of: dataset) else {
      return ClockReading(clock: .writeGap, missing: ["writer.changed of \(name)"])
    }
    let observed = analysis.evidence(of: dataset).writesObserved
    let last = observed.filter { $0.side == route.from }
      .compactMap { seen in seen.last.map { (seen.mark, $0) } }
      .max { ($0.1.stated, $0.0) < ($1.1.stated, $1.0) }
    let first = observed.filter { $0.side == route.to }
      .compactMap { seen in seen.first.map { (seen.mark, $0) } }
      .min { ($0.1.stated, $0.0) < ($1.1.stated, $1.0) }
    func anchor(_ seen: (EventMark, Moment)) -> EventMoment {
      EventMoment(event: analysis.reference(seen.0), moment: seen.1)
    }
    let (old, new) = (analysis.sideName(route.from), analysis.sideName(route.to))
    return span(
      .writeGap, from: last.map(anchor), to: first.map(anchor),
      missing: "writes.observed (last) of \(name) at \(old)",
      "writes.observed (first) of \(name) at \(new)")
  }
}

extension RunAnalysis {
  func sideName(_ side: Int32) -> String { record.sides.name(side) ?? "an unnamed side" }

  /// The side that a data set's writer left and the one that it went to.
  ///
  /// From the last promotion, else the last opening that ended a freeze elsewhere, else the plan's sites.
  func route(of dataset: Int32) -> (from: Int32, to: Int32)? {
    let writes = writes(of: dataset)
    let absent = NameTable.absent
    if let moved = writes.promotions.last(where: { $0.from != absent && $0.side != absent }) {
      return (moved.from, moved.side)
    }
    for opening in writes.openings.reversed() {
      let left = opening.ended.map { writes.freezes[$0].side }.first { $0 != opening.side }
      if let left, left != absent, opening.side != absent { return (left, opening.side) }
    }
    guard let route = context.route else { return nil }
    let (from, to) = (record.sides.known(route.from), record.sides.known(route.to))
    return from == absent || to == absent ? nil : (from, to)
  }
}
