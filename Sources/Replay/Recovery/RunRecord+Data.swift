import CloudEvents
import CutoverModel
import JSONText

extension RunRecord {
  /// Takes in an event about the data of the live system.
  mutating func takeData(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    let dataset = dataset(reader, context)
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
      if from == to, to != NameTable.absent {
        findings.note(
          rule: "writer-unmoved",
          message: "writer.changed: data.from and data.to are the same side; it moves nothing",
          index: view.index)
        return
      }
      writeChanges.append(
        WriteChange(mark: keep(reader), action: .moved, dataset: dataset, side: to, from: from))
    case .writesObserved:
      let side = side(reader, "side", required: true, context)
      let first = reader.moment("first", &findings)?.stated
      let last = reader.moment("last", &findings)?.stated
      if let first, let last, last < first {
        reader.malformed("last", "not before data.first", &findings)
        return
      }
      evidence[dataset, default: DataEvidence()].writesObserved.append(
        DataEvidence.WritesObserved(
          mark: keep(reader), side: side, first: first, last: last, isAccuracyStated: reader.accuracy != nil,
          after: ClockSlack(nanoseconds: view.clock.after)))
    case .replicationObserved: takeReplication(reader, dataset, context)
    case .dataRecoverable:
      let side = side(reader, "side", required: true, context)
      guard let upTo = reader.moment("upTo", required: true, &findings) else { return }
      if let method = reader.text("method", &findings), !Self.methods.contains(method) {
        reader.malformed("method", "replica, backup, snapshot or replay", &findings)
      }
      let mark = keep(reader)
      noteForesight(upTo, mark)
      evidence[dataset, default: DataEvidence()].recoverable.append(
        DataEvidence.Recoverable(mark: mark, side: side, upTo: upTo))
    case .dataLost:
      takeLoss(reader, dataset)
    case .dataDiverged:
      let writes = reader.count("writes", &findings)
      if writes == 0 { noteNothing(reader, "writes") }
      guard writes != 0 else { return }
      let extent = extent(reader)
      evidence[dataset, default: DataEvidence()].diverged.append(
        DataEvidence.Diverged(mark: keep(reader), writes: writes, from: extent.from, to: extent.to))
    case .dataReconciled: takeReconciliation(reader, dataset)
    default: break
    }
  }

  /// The number of the data set that an event names.
  private mutating func dataset(_ reader: RecordReader, _ context: PlanContext) -> Int32 {
    let (view, kind) = (reader.view, reader.kind)
    let member = view.member("dataset")
    var raw = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    if let member, member.kind == .string, !member.valueIsEscaped {
      raw = view.bytes(of: member)
      if let known = recentDataset.number(of: raw) { return known }
    }
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
    let number = datasets.number(name)
    if let name, !context.knows(dataset: name) {
      findings.note(
        rule: "dataset-unknown",
        message: "a data set that the plan doesn't name, such as \(name); no objective judges it by name",
        index: view.index)
    } else if raw.count > 0 {
      recentDataset.remember(raw, as: number)
    }
    return number
  }

  /// The words of `data.recoverable`.
  private static let methods: Set<String> = ["replica", "backup", "snapshot", "replay"]

  private mutating func takeLoss(_ reader: RecordReader, _ dataset: Int32) {
    let count = reader.count("count", &findings)
    if count == 0 { noteNothing(reader, "count") }
    guard count != 0 else { return }
    let extent = extent(reader)
    evidence[dataset, default: DataEvidence()].lost.append(
      DataEvidence.Lost(
        mark: keep(reader), from: extent.from, to: extent.to, count: count,
        unit: reader.text("unit", &findings)))
  }

  /// The times between which data is concerned; none where they stand the wrong way round.
  private mutating func extent(_ reader: RecordReader) -> (from: Moment?, to: Moment?) {
    let from = reader.moment("from", &findings)
    let to = reader.moment("to", &findings)
    if let from, let to, to.stated < from.stated {
      reader.malformed("to", "not before data.from", &findings)
      return (nil, nil)
    }
    return (from, to)
  }

  /// Notes a loss or divergence of nothing.
  private mutating func noteNothing(_ reader: RecordReader, _ member: StaticString) {
    findings.note(
      rule: "nothing-lost/\(reader.kind.rawValue)",
      message:
        "\(reader.kind.rawValue): data.\(member) is 0; it is no loss, and no proof that there was none",
      index: reader.view.index)
  }

  private mutating func takeReplication(
    _ reader: RecordReader, _ dataset: Int32, _ context: PlanContext
  ) {
    let side = side(reader, "side", required: true, context)
    let source = reader.position("sourcePosition", &findings)
    let target = reader.position("targetPosition", &findings)
    let sourcePosition = source?.withUTF8 { positions.keep($0) } ?? .absent
    let targetPosition =
      target == source ? sourcePosition : target?.withUTF8 { positions.keep($0) } ?? .absent
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
    if let known = reader.quietBytes(member)?.withUTF8({ recentSide.number(of: $0) }) ?? nil { return known }
    guard var text = reader.text(member, required: required, &findings) else {
      return NameTable.absent
    }
    let site = context.site(text)
    let number = sides.number(site)
    if !context.isSite(site) {
      findings.note(
        rule: "side-unknown", message: "a side that is no site of the plan, such as \(site)",
        index: reader.view.index)
    } else {
      text.withUTF8 { recentSide.remember($0, as: number) }
    }
    return number
  }
}
