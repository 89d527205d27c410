internal import CloudEvents
internal import CutoverModel
internal import Replay

extension RunReport {
  /// The timeline as comma-separated values: one row for each entry, in its order.
  ///
  /// Times are RFC 3339 in UTC, lengths decimal seconds. Each row says what it follows from, so one that is copied still
  /// does; of a run without events there is one row that says that alone.
  package func csv(program: ProgramName) -> [UInt8] {
    var table = CSVTable(Self.columns)
    let end = ["\(program.name) \(program.version)", basis?.cell ?? ""]
    for entry in timeline.entries { table.add(cells(of: entry) + end) }
    if timeline.entries.isEmpty { table.add(Self.columns.dropLast(2).map { _ in "" } + end) }
    return table.bytes
  }

  private static let columns = [
    "time", "known", "until", "until_known", "stream", "index", "id", "type", "kind", "title", "text", "task", "gate",
    "layer", "service", "dataset", "region", "wave", "actor", "mode", "state", "events", "planned_start", "planned_finish",
    "start_difference_seconds", "finish_difference_seconds", "accuracy_seconds", "end_index", "end_id", "amended_by",
    "program", StatedReport.column,
  ]

  private func cells(of entry: TimelineEntry) -> [String] {
    let what = [
      entry.moment.stated.description, timeline.acceptance(of: entry.event)?.description ?? "", entry.end?.stated.description ?? "",
      timeline.acceptance(of: entry.endEvent)?.description ?? "", "\(entry.event.stream + 1)", "\(entry.event.index)", entry.event.id,
      EventText.shortType(entry.event.type), entry.kind.rawValue, entry.title, entry.text ?? "", entry.task ?? "",
      entry.gate ?? "", entry.layer ?? "", entry.service ?? "", entry.dataset ?? "", entry.region ?? "", entry.wave ?? "",
      entry.actor ?? "", entry.mode.rawValue, entry.course?.state.rawValue ?? "", "\(entry.count)",
    ]
    let compared = [
      entry.plannedStart?.description ?? "", entry.plannedFinish?.description ?? "",
      entry.startSlip?.decimalSeconds ?? "", entry.finishSlip?.decimalSeconds ?? "",
      TimeSpan(nanoseconds: entry.moment.accuracy).decimalSeconds,
    ]
    return what + compared + [
      entry.endEvent.map { "\($0.index)" } ?? "", entry.endEvent?.id ?? "", entry.amendment.map { "\($0.index)" } ?? "",
    ]
  }
}
