import CloudEvents
import CutoverModel

extension DataLossJudge {
  /// The loss at recovery, before any limit.
  func measure(_ cycle: RecoveryCycle) -> Judgement {
    var judgement = Judgement()
    if cycle.hasLeak, let stop = cycle.stop {
      judgement.findings.insert(
        ClockReader.OrderFinding(
          rule: "writes-after-freeze",
          message: "a side accepted writes after its freeze; they count", place: stop.mark.place))
    }
    if let proof = zeroByPositions(cycle, &judgement) ?? zeroByReconciliation(cycle) {
      judgement.value = .zero
      judgement.from = cycle.stop.map { analysis.reference($0.mark) }
      judgement.to = analysis.reference(proof)
      return judgement
    }
    let name = analysis.datasetName(dataset)
    if cycle.opening == nil { judgement.missing.append("writes.opened of \(name)") }
    if cycle.stop?.isLowerBound ?? true {
      judgement.missing.append("writes.frozen or writes.observed (last) of \(name)")
    }
    let point = recoverablePoint(cycle)
    let foresight = foresight(cycle)
    if point == nil {
      judgement.missing.append("data.recoverable, or positions in replication.observed, of \(name)")
    }
    judgement.from = (point ?? foresight).map { analysis.reference($0.mark) }
    judgement.to = cycle.stop.map { analysis.reference($0.mark) }
    guard cycle.opening != nil, let stop = cycle.stop else { return judgement }
    judgement.value = point.map { span(from: $0, to: stop) }
    if let point, !stop.isLowerBound { judgement.window = (point.upTo, stop.moment) }
    if let foresight {
      // It may be true up to its own time, which makes the loss smaller, but shows nothing.
      let least = span(from: foresight, to: stop).lower
      var value = judgement.value ?? MeasuredSpan(stated: nil, lower: least, upper: nil)
      value.lower = min(value.lower, least)
      if value.lower == .zero, value.upper != .zero { value.canBeLower = true }
      judgement.value = value
    }
    return judgement
  }

  /// After later replays, and what was finally lost.
  func residual(_ cycle: RecoveryCycle, atRecovery: MeasuredSpan?) -> MeasuredSpan? {
    if !lost.isEmpty { return lostSpan }
    if !unreconciled.isEmpty { return nil }
    if atRecovery == .zero { return .zero }
    if let last = evidence.reconciled.last, last.matches, last.resolves == nil,
      isAfterStop(last.mark, cycle)
    {
      return .zero
    }
    guard let atRecovery, let stop = cycle.stop else { return nil }
    let later = evidence.recoverable.filter {
      $0.side == cycle.survivor && !cycle.isBeforeOpening($0.mark)
        && !$0.mark.surelyPrecedes($0.upTo)
    }
    guard let best = later.max(by: { ($0.upTo.stated, $0.mark) < ($1.upTo.stated, $1.mark) }) else {
      return atRecovery
    }
    let replayed = span(from: Point(mark: best.mark, upTo: best.upTo), to: stop)
    return replayed.rank < atRecovery.rank ? replayed : atRecovery
  }

  /// Calls `body` with the readings of this data set's replication, by time.
  private func forEachReading(_ body: (DataEvidence.Replication) -> Void) {
    analysis.record.replication.forEach(of: dataset, body)
  }

  // MARK: Points in time

  /// A moment up to which the data is present, and the event that says so.
  struct Point {
    var mark: EventMark
    var upTo: Moment
    /// Whether it is reckoned from a lag: then it bounds the loss from above and never proves zero.
    var lagUnit: Int64?
  }

  /// The latest moment recoverable at the surviving side before writes opened there; a sampled lag only where no time
  /// is stated, or where it shows more.
  private func recoverablePoint(_ cycle: RecoveryCycle) -> Point? {
    var stated: Point?
    var sampled: Point?
    func keepLater(_ point: Point, _ best: inout Point?) {
      if let known = best,
        (point.upTo.stated, point.mark) < (known.upTo.stated, known.mark)
      {
        return
      }
      best = point
    }
    for recoverable in evidence.recoverable
    where isAtSurvivor(recoverable.side, cycle) && cycle.isWithin(recoverable.mark)
      && !recoverable.mark.surelyPrecedes(recoverable.upTo)
    {
      keepLater(Point(mark: recoverable.mark, upTo: recoverable.upTo), &stated)
    }
    forEachReading { reading in
      guard isAtSurvivor(reading.side, cycle), cycle.isWithin(reading.mark) else { return }
      if let upTo = reading.applied, !reading.mark.surelyPrecedes(upTo),
        !isSelfContradictory(reading)
      {
        keepLater(Point(mark: reading.mark, upTo: upTo), &stated)
      }
      if reading.lag != DataEvidence.Replication.none {
        let instant = reading.mark.time.nanoseconds.saturatingAdd(-reading.lag)
        let upTo = Moment(
          Timestamp(nanoseconds: instant), accuracy: reading.mark.accuracy, before: reading.mark.before.nanoseconds)
        keepLater(Point(mark: reading.mark, upTo: upTo, lagUnit: reading.lagUnit), &sampled)
      }
    }
    guard let stated, let sampled else { return stated ?? sampled }
    return stated.upTo.stated < sampled.upTo.stated ? sampled : stated
  }

  /// The last statement before the opening that data is recoverable up to a moment it can't know, with its own time.
  private func foresight(_ cycle: RecoveryCycle) -> Point? {
    var last = evidence.recoverable.filter { recoverable in
      isAtSurvivor(recoverable.side, cycle) && recoverable.mark.surelyPrecedes(recoverable.upTo)
        && cycle.isWithin(recoverable.mark)
    }
    .map(\.mark).max()
    forEachReading { reading in
      guard let upTo = reading.applied, isAtSurvivor(reading.side, cycle), reading.mark.surelyPrecedes(upTo),
        cycle.isWithin(reading.mark), last.map({ !(reading.mark < $0) }) ?? true
      else { return }
      last = reading.mark
    }
    return last.map { Point(mark: $0, upTo: $0.moment) }
  }

  /// Whether a reading says that the target isn't in sync while it has the position of the source.
  private func isSelfContradictory(_ reading: DataEvidence.Replication) -> Bool {
    reading.isInSync == false
      && analysis.record.positions.areEqual(reading.sourcePosition, reading.targetPosition)
  }

  private func span(from point: Point, to stop: RecoveryCycle.WriteStop) -> MeasuredSpan {
    let interval = SpanInterval(from: point.upTo, to: stop.moment)
    var span = MeasuredSpan(
      stated: max(.zero, interval.stated), lower: max(.zero, interval.lower),
      upper: max(.zero, interval.upper))
    if let unit = point.lagUnit {
      span.lower = .zero
      span.upper = max(TimeSpan(nanoseconds: unit), interval.upper)
    }
    span.canBeLower = span.lower == .zero && span.upper != .zero
    if stop.isLowerBound {
      span.stated = nil
      span.upper = nil
      span.canBeLower = span.lower == .zero
    }
    return span
  }

  private func isAtSurvivor(_ side: Int32, _ cycle: RecoveryCycle) -> Bool {
    if cycle.survivor == NameTable.absent, cycle.opening == nil { return side != cycle.abandoned }
    return side == cycle.survivor
  }

  // MARK: Proofs that nothing was lost

  /// The reading at which the target had reached a source position that stands still after the freeze.
  ///
  /// Standing still takes two readings that are surely after the freeze and after any write that slipped through it.
  private func zeroByPositions(
    _ cycle: RecoveryCycle, _ judgement: inout Judgement
  ) -> EventMark? {
    guard let freeze = cycle.freeze, let stop = cycle.stop else { return nil }
    let after = cycle.hasLeak ? max(freeze.moment.latest, stop.moment.latest) : freeze.moment.latest
    let positions = analysis.record.positions
    func isBetween(_ mark: EventMark) -> Bool {
      after <= mark.moment.earliest && cycle.isBeforeOpening(mark)
    }
    var sourceCount = 0
    var final: DataEvidence.Replication?
    /// The readings at the end that show the final position.
    var still: (count: Int, since: EventMark)?
    forEachReading { reading in
      guard isBetween(reading.mark), !reading.sourcePosition.isAbsent else { return }
      sourceCount += 1
      if let last = final, let known = still,
        positions.areEqual(last.sourcePosition, reading.sourcePosition)
      {
        still = (known.count + 1, known.since)
      } else {
        still = (1, reading.mark)
      }
      final = reading
    }
    guard let final, let still else { return nil }
    if still.count < sourceCount {
      judgement.findings.insert(
        ClockReader.OrderFinding(
          rule: "source-position-moves-after-freeze",
          message: "a source position moves on after the freeze of its writes",
          place: final.mark.place))
    }
    guard still.count >= 2 else {
      judgement.missing.append(
        "a second replication.observed with the same sourcePosition after the freeze")
      return nil
    }
    var proof: EventMark?
    forEachReading { reading in
      guard isBetween(reading.mark), isAtSurvivor(reading.side, cycle) else { return }
      let hasReached =
        reading.targetPosition.isAbsent
        ? reading.isInSync == true
          && (reading.sourcePosition.isAbsent
            ? still.since < reading.mark
            : positions.areEqual(reading.sourcePosition, final.sourcePosition))
        : positions.areEqual(reading.targetPosition, final.sourcePosition)
      guard reading.isInSync == false else {
        if hasReached { proof = reading.mark }
        return
      }
      guard hasReached || proof != nil else { return }
      proof = nil
      judgement.findings.insert(
        ClockReader.OrderFinding(
          rule: "sync-contradicts-positions",
          message:
            "replication.observed: data.inSync is false although the target has reached the last source position; it proves nothing",
          place: reading.mark.place))
    }
    if proof == nil, !judgement.findings.filter({ $0.rule == "sync-contradicts-positions" }).isEmpty {
      judgement.missing.append("replication.observed whose inSync agrees with its positions")
    }
    return proof
  }

  /// The reconciliation that matches, made after writes stopped, with nothing replayed or diverged before it and none
  /// after it that doesn't match.
  private func zeroByReconciliation(_ cycle: RecoveryCycle) -> EventMark? {
    let replayed = evidence.recoverable.first { !cycle.isBeforeOpening($0.mark) }?.mark
    let first = [replayed, diverged.first?.mark].compactMap { $0 }.min()
    return evidence.reconciled.reversed().prefix { $0.matches }.first { reconciliation in
      reconciliation.resolves == nil && isAfterStop(reconciliation.mark, cycle)
        && first.map { !($0 < reconciliation.mark) } ?? true
    }?.mark
  }

  /// Whether a mark lies after writes stopped at the abandoned side; where that isn't known, after they opened again.
  private func isAfterStop(_ mark: EventMark, _ cycle: RecoveryCycle) -> Bool {
    if let stop = cycle.stop, !stop.isLowerBound { return stop.moment.latest <= mark.moment.earliest }
    return cycle.opening.map { $0 < mark } ?? false
  }
}
