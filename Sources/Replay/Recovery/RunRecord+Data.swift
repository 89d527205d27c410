import CloudEvents
import CutoverModel

extension RunRecord {
  /// Takes in an event about the data of the live system.
  mutating func takeData(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    let name = view.string("dataset")
    if name == nil {
      let isBad =
        switch kind {
        case .dataLost, .dataDiverged, .writesFrozen: true
        default: false
        }
      reader.lacks(
        "dataset",
        isBad
          ? "bad news without a data set counts for every one"
          : "good news without a data set counts for none", &findings)
    }
    let dataset = datasets.number(name)
    switch kind {
    case .writesFrozen, .writesOpened:
      let side = side(reader, "side", required: true, context)
      writeChanges.append(
        WriteChange(
          mark: keep(reader), action: kind == .writesFrozen ? .frozen : .opened, dataset: dataset,
          side: side, service: serviceNumber(view.string("service"))))
    case .writerChanged:
      let to = side(reader, "to", required: true, context)
      let from = side(reader, "from", required: true, context)
      writeChanges.append(
        WriteChange(mark: keep(reader), action: .moved, dataset: dataset, side: to, from: from))
    case .writesObserved:
      let side = side(reader, "side", required: true, context)
      evidence[dataset, default: DataEvidence()].writesObserved.append(
        DataEvidence.WritesObserved(
          mark: keep(reader), side: side, first: reader.moment("first", &findings)?.stated,
          last: reader.moment("last", &findings)?.stated, isAccuracyStated: reader.accuracy != nil,
          after: ClockSlack(nanoseconds: view.clock.after)))
    case .replicationObserved: takeReplication(reader, dataset, context)
    case .dataRecoverable:
      let side = side(reader, "side", required: true, context)
      guard let upTo = reader.moment("upTo", required: true, &findings) else { return }
      let mark = keep(reader)
      noteForesight(upTo, mark)
      evidence[dataset, default: DataEvidence()].recoverable.append(
        DataEvidence.Recoverable(mark: mark, side: side, upTo: upTo))
    case .dataLost:
      evidence[dataset, default: DataEvidence()].lost.append(
        DataEvidence.Lost(
          mark: keep(reader), from: reader.moment("from", &findings),
          to: reader.moment("to", &findings),
          count: reader.count("count", &findings),
          unit: reader.text("unit", &findings)))
    case .dataDiverged:
      evidence[dataset, default: DataEvidence()].diverged.append(
        DataEvidence.Diverged(mark: keep(reader), writes: reader.count("writes", &findings)))
    case .dataReconciled: takeReconciliation(reader, dataset)
    default: break
    }
  }

  private mutating func takeReplication(
    _ reader: RecordReader, _ dataset: Int32, _ context: PlanContext
  ) {
    let side = side(reader, "side", required: true, context)
    let source = reader.position("sourcePosition", &findings)
    let target = reader.position("targetPosition", &findings)
    let sourcePosition = source.map { positions.keep($0) } ?? .absent
    let targetPosition =
      target == source ? sourcePosition : target.map { positions.keep($0) } ?? .absent
    let lag = reader.seconds("lagSeconds", &findings)
    let commit = reader.moment("lastCommit", &findings)
    let mark = keep(reader)
    if let commit { noteForesight(commit, mark) }
    replication.append(
      DataEvidence.Replication(
        mark: mark, side: side, sourcePosition: sourcePosition,
        targetPosition: targetPosition, isInSync: reader.flag("inSync", &findings),
        lag: lag?.span ?? DataEvidence.Replication.none, lagUnit: lag?.unit ?? 0,
        commit: commit?.stated.nanoseconds ?? DataEvidence.Replication.none,
        commitAccuracy: commit?.accuracy ?? 0), of: dataset)
  }

  /// Notes a moment up to which an event says that data is there, and which the event can't know yet.
  private mutating func noteForesight(_ upTo: Moment, _ mark: EventMark) {
    guard mark.surelyPrecedes(upTo) else { return }
    findings.note(
      rule: "recoverable-after-event",
      message:
        "data is said to be recoverable up to a moment after the event that says so; it doesn't count beyond the event's own time",
      index: mark.index)
  }

  private mutating func takeReconciliation(_ reader: RecordReader, _ dataset: Int32) {
    guard var matches = reader.flag("matches", required: true, &findings) else { return }
    let digestsMatch = reader.flag("digestsMatch", &findings)
    let source = reader.position("source", &findings)
    let target = reader.position("target", &findings)
    let numbersMatch: Bool? = if let source, let target { source == target } else { nil }
    if matches, digestsMatch == false || numbersMatch == false {
      findings.note(
        rule: "reconciliation-contradicts-itself",
        message:
          "data.reconciled: data.matches is true, but its numbers or digests differ; it proves nothing",
        index: reader.view.index)
      matches = false
    }
    evidence[dataset, default: DataEvidence()].reconciled.append(
      DataEvidence.Reconciled(
        mark: keep(reader), matches: matches, resolves: reader.text("resolves", &findings)))
  }

  /// The number of the site that a member names.
  private mutating func side(
    _ reader: RecordReader, _ member: StaticString, required: Bool, _ context: PlanContext
  ) -> Int32 {
    guard let text = reader.text(member, required: required, &findings) else {
      return NameTable.absent
    }
    let site = context.site(text)
    if !context.isSite(site) {
      findings.note(
        rule: "side-unknown", message: "a side that is no site of the plan, such as \(site)",
        index: reader.view.index)
    }
    return sides.number(site)
  }
}
