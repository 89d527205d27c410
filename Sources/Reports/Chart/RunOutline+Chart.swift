internal import CloudEvents
internal import CutoverModel
package import Replay

extension RunOutline {
  /// From how many tasks on only those are drawn that a reader looks for.
  package static let mostRows = 60

  /// The chart of the run; nil where there is nothing to draw.
  ///
  /// - Parameter isWhole: Whether every task has a row; else, where there are very many, a few of each group: those that did
  ///   not go well, then the critical ones that were latest.
  package func chart(isWhole: Bool = false) -> TextChart? {
    guard let bounds, let to = bounds.to else { return nil }
    var chart = TextChart(title: "Planned and actual", from: bounds.from, to: to)
    let showsAll = isWhole || rows <= Self.mostRows
    for group in groups {
      let shown = showsAll ? group.rows : group.notable(most: max(3, Self.mostRows / max(1, groups.count) - 1))
      if groups.count > 1 || !showsAll { chart.rows.append(heading(group, shown: shown.count)) }
      chart.rows += shown.map(row)
    }
    if !marks.isEmpty {
      chart.rows.append(.init("Gates and milestones", isHeading: true))
      chart.rows += marks.map(row)
    }
    if !bands.isEmpty {
      chart.rows.append(.init("Impact", isHeading: true))
      chart.rows += bands.map(row)
    }
    gapRows(&chart)
    return chart.rows.isEmpty ? nil : chart
  }

  private func end(_ span: Span) -> Timestamp { span.to ?? max(span.from, horizon ?? span.from) }

  private func bar(_ sign: TextChart.Sign, _ span: Span) -> [TextChart.Mark] {
    let end = end(span)
    return [.init(sign, from: span.from, to: end)] + (span.to == nil ? [.init(.lasting, at: end)] : [])
  }

  private func heading(_ group: Group, shown: Int) -> TextChart.Row {
    let name = group.name ?? (groups.count > 1 ? "no phase" : "Tasks")
    var row = TextChart.Row(name, isHeading: true)
    if shown < group.rows.count { row.label += " (\(shown) of \(group.rows.count))" }
    if let planned = group.planned { row.marks += bar(.planned, planned) }
    if let actual = group.actual { row.marks += bar(.work(Self.ink(group.slip)), actual) }
    if let slip = group.slip { (row.note, row.noteInk) = (SpanText.signed(slip), Self.ink(slip)) }
    return row
  }

  private func row(_ task: Row) -> TextChart.Row {
    var row = TextChart.Row(task.title)
    row.isCritical = task.isCritical
    if let planned = task.planned { row.marks += bar(.planned, planned) }
    let isBad = task.state == .failed
    for span in task.pauses { row.marks += bar(.waiting, span) }
    for span in task.work { row.marks += bar(.work(isBad ? .bad : Self.ink(task.slip)), span) }
    row.marks += task.failures.map { .init(.failed, at: $0) }
    switch task.state {
    case .completed: (row.note, row.noteInk) = (task.slip.map(SpanText.signed) ?? "", Self.ink(task.slip))
    case .planned: (row.note, row.noteInk) = ("not begun", .open)
    case .failed: (row.note, row.noteInk) = ("failed", .bad)
    case .started: (row.note, row.noteInk) = ("running", .open)
    case .paused, .skipped, .cancelled: (row.note, row.noteInk) = (task.state.rawValue, .open)
    }
    return row
  }

  private func row(_ mark: Mark) -> TextChart.Row {
    var row = TextChart.Row(mark.kind == .gate ? "gate \(mark.title)" : mark.title)
    if let waited = mark.waited { row.marks += bar(.waiting, waited).filter { $0.sign == .waiting } }
    if let due = mark.planned { row.marks.append(.init(.due, at: due)) }
    if let reached = mark.reached { row.marks.append(.init(.reached, at: reached)) }
    if let rejected = mark.rejected { row.marks.append(.init(.failed, at: rejected)) }
    if mark.reached != nil {
      (row.note, row.noteInk) = (mark.slip.map(SpanText.signed) ?? "", Self.ink(mark.slip))
    } else {
      (row.note, row.noteInk) = mark.rejected == nil ? ("not reached", .open) : ("rejected", .bad)
    }
    return row
  }

  private func row(_ band: ServiceBand) -> TextChart.Row {
    var row = TextChart.Row(band.service ?? "service")
    for stretch in band.stretches where stretch.state != .up {
      let sign: TextChart.Sign = stretch.isFreeze ? .frozen : stretch.state == .down ? .down : .degraded
      row.marks += bar(sign, Span(from: stretch.from.time, to: stretch.to?.time))
    }
    let last = band.stretches.last?.state ?? .up
    if last != .up { (row.note, row.noteInk) = (last.rawValue, last == .down ? .bad : .open) }
    return row
  }

  private func gapRows(_ chart: inout TextChart) {
    guard !gapTotals.isEmpty else { return }
    chart.rows.append(.init("Gaps", isHeading: true))
    let kinds: [(Gap.Kind, TextChart.Sign, String)] = [
      (.gate, .waiting, "waiting for gates"), (.idle, .idle, "no work recorded"),
    ]
    for (kind, sign, name) in kinds {
      guard let total = gapTotals[kind] else { continue }
      var row = TextChart.Row(name)
      row.marks = gaps.filter { $0.kind == kind }.map {
        .init(sign, from: $0.from.time, to: max($0.from.time, $0.to.time))
      }
      row.note = SpanText.of(total)
      chart.rows.append(row)
    }
  }

  private static func ink(_ slip: TimeSpan?) -> TextChart.Ink {
    guard let slip else { return .good }
    return slip >= least ? .open : .good
  }
}

extension RunOutline.Group {
  /// The rows that a reader looks for first, in the order of the group.
  fileprivate func notable(most: Int) -> [RunOutline.Row] {
    let found = rows.indices.filter { rows[$0].isNotable && (rows[$0].isCritical || !rows[$0].isOnlyLate) }
    let ranked = found.sorted { left, right in
      if rows[left].isOnlyLate != rows[right].isOnlyLate { return rows[right].isOnlyLate }
      let (one, other) = (rows[left].slip ?? .zero, rows[right].slip ?? .zero)
      return one == other ? left < right : one > other
    }
    return ranked.prefix(most).sorted().map { rows[$0] }
  }
}

extension RunOutline.Row {
  /// Whether nothing is to be said of it but that it was late.
  fileprivate var isOnlyLate: Bool { state == .completed && failures.isEmpty && pauses.isEmpty }
}
