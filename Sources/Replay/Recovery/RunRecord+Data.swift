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
      evidence.writesObserved.append(
        DataEvidence.WritesObserved(
          mark: keep(reader), dataset: dataset, side: side(reader, "side", required: true, context),
          first: reader.moment("first", &findings),
          last: reader.moment("last", &findings)))
    case .replicationObserved: takeReplication(reader, dataset, context)
    case .dataRecoverable:
      let side = side(reader, "side", required: true, context)
      guard let upTo = reader.moment("upTo", required: true, &findings) else { return }
      evidence.recoverable.append(
        DataEvidence.Recoverable(mark: keep(reader), dataset: dataset, side: side, upTo: upTo))
    case .dataLost:
      evidence.lost.append(
        DataEvidence.Lost(
          mark: keep(reader), dataset: dataset,
          from: reader.moment("from", &findings),
          to: reader.moment("to", &findings),
          count: reader.count("count", &findings),
          unit: reader.text("unit", &findings)))
    case .dataDiverged:
      evidence.diverged.append(
        DataEvidence.Diverged(
          mark: keep(reader), dataset: dataset,
          writes: reader.count("writes", &findings)))
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
    let sourceSlice = source.map { positions.keep($0) } ?? .absent
    let lag = reader.seconds("lagSeconds", &findings)
    let commit = reader.moment("lastCommit", &findings)
    evidence.replication.append(
      DataEvidence.Replication(
        mark: keep(reader), dataset: dataset, side: side, sourcePosition: sourceSlice,
        targetPosition: target == source
          ? sourceSlice : target.map { positions.keep($0) } ?? .absent,
        isInSync: reader.flag("inSync", &findings) ?? false,
        lag: lag?.span ?? DataEvidence.Replication.none, lagUnit: lag?.unit ?? 0,
        commit: commit?.earliest ?? DataEvidence.Replication.none,
        commitAccuracy: commit?.accuracy ?? 0))
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
    evidence.reconciled.append(
      DataEvidence.Reconciled(
        mark: keep(reader), dataset: dataset, matches: matches,
        resolves: reader.text("resolves", &findings)))
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
