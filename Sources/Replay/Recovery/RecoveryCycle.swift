import CloudEvents
import CutoverModel

/// One move of a data set: writes stop at one side and open at another, or at the same one again.
struct RecoveryCycle: Sendable {
  /// The moment at which writes stopped at the abandoned side.
  struct WriteStop: Sendable {
    var moment: Moment
    var mark: EventMark
    /// Whether writes may have gone on: only the service was down.
    var isLowerBound: Bool
  }

  /// `NameTable.absent` where the side is not known.
  var abandoned: Int32
  var survivor: Int32
  var freeze: EventMark?
  var stop: WriteStop?
  /// When writes opened at the surviving side; nil while they haven't.
  var opening: EventMark?
  /// Whether a write was accepted after the freeze.
  var hasLeak: Bool = false
  /// When the surviving side itself stopped writing: what was recoverable there by then is no news of this move. Where
  /// writes open at the side that was frozen, that is the freeze: a snapshot from before it, to which nobody went back,
  /// is no loss.
  var survivorStopped: EventMark?

  /// Whether a mark lies before the opening.
  func isBeforeOpening(_ mark: EventMark) -> Bool { opening.map { mark < $0 } ?? true }

  /// Whether a mark lies before the opening and after the surviving side's own stop.
  func isWithin(_ mark: EventMark) -> Bool {
    isBeforeOpening(mark) && survivorStopped.map { $0 < mark } ?? true
  }
}

extension RunAnalysis {
  /// Every move of a data set's writes, by time; one without marks where the stream shows none.
  ///
  /// Writes that stop and open again at the same side, with nothing said about the data in between, are a move only
  /// where there is no other.
  func cycles(of dataset: Int32) -> [RecoveryCycle] {
    let writes = writes(of: dataset)
    let route = route(of: dataset)
    var cycles: [RecoveryCycle] = []
    for opening in writes.openings {
      let ended = opening.ended.map { writes.freezes[$0] }
      let left = ended.filter { $0.side != opening.side }
      let freeze = (left.isEmpty ? ended : left).max { $0.start < $1.start }
      let promotion = writes.promotions.last { $0.side == opening.side }
      var abandoned = freeze?.side ?? promotion?.from ?? NameTable.absent
      if freeze == nil, abandoned == NameTable.absent, let route, route.to == opening.side {
        abandoned = route.from
      }
      cycles.append(
        RecoveryCycle(
          abandoned: abandoned, survivor: opening.side, freeze: freeze?.start, opening: opening.mark
        ))
    }
    if let pending = writes.freezes.last(where: { $0.end == nil }) {
      let survivor = route?.to ?? NameTable.absent
      cycles.append(
        RecoveryCycle(
          abandoned: pending.side,
          survivor: survivor == pending.side ? NameTable.absent : survivor, freeze: pending.start))
    }
    if cycles.isEmpty {
      cycles.append(
        RecoveryCycle(
          abandoned: route?.from ?? NameTable.absent, survivor: route?.to ?? NameTable.absent))
    }
    let moves = cycles.filter { isMove($0, of: dataset) }
    return (moves.isEmpty ? cycles : moves).map { cycle in
      var cycle = cycle
      findStop(of: &cycle, dataset)
      if let freeze = cycle.freeze {
        cycle.survivorStopped =
          cycle.abandoned == cycle.survivor
          ? freeze
          : writes.freezes.last { other in
            other.side == cycle.survivor && other.end.map { $0 < freeze } ?? false
          }?.start
      }
      return cycle
    }
  }

  private func isMove(_ cycle: RecoveryCycle, of dataset: Int32) -> Bool {
    guard let opening = cycle.opening else { return true }
    guard let freeze = cycle.freeze else { return cycle.abandoned != NameTable.absent }
    if cycle.abandoned != cycle.survivor { return true }
    return evidence(of: dataset).recoverable.contains { recoverable in
      recoverable.side == cycle.survivor && freeze < recoverable.mark
        && recoverable.mark < opening
    }
  }

  /// A freeze, but where somebody looked afterwards the last write that they saw; without either a service that is
  /// down.
  private func findStop(of cycle: inout RecoveryCycle, _ dataset: Int32) {
    let reopening = writes(of: dataset).openings.first { opening in
      opening.side == cycle.abandoned && (cycle.opening.map { $0 < opening.mark } ?? false)
    }
    let observed = evidence(of: dataset).writesObserved.filter { seen in
      seen.side == cycle.abandoned && seen.last != nil
        && (reopening.map { seen.mark < $0.mark } ?? true)
        && (cycle.abandoned != cycle.survivor || cycle.isBeforeOpening(seen.mark))
    }
    let last = observed.compactMap { seen in seen.last.map { (moment: $0, mark: seen.mark) } }
      .max { ($0.moment.stated, $0.mark) < ($1.moment.stated, $1.mark) }
    if let freeze = cycle.freeze {
      cycle.stop = RecoveryCycle.WriteStop(moment: freeze.moment, mark: freeze, isLowerBound: false)
      guard let last else { return }
      cycle.hasLeak = last.moment.earliest >= freeze.moment.latest
      if cycle.hasLeak || observed.contains(where: { freeze < $0.mark }) {
        cycle.stop = RecoveryCycle.WriteStop(
          moment: last.moment, mark: last.mark, isLowerBound: false)
      }
    } else if let last {
      cycle.stop = RecoveryCycle.WriteStop(
        moment: last.moment, mark: last.mark, isLowerBound: false)
    } else {
      let names = Set((planned.holders[dataset] ?? []).flatMap(concerning))
      let down = names.compactMap { name in
        changesByService[name].first { record.serviceChanges[Int($0)].level.state == .down }
      }
      .min().map { record.serviceChanges[Int($0)] }
      .flatMap { cycle.isBeforeOpening($0.mark) ? $0 : nil }
      cycle.stop = down.map {
        RecoveryCycle.WriteStop(moment: $0.mark.moment, mark: $0.mark, isLowerBound: true)
      }
    }
  }
}
