internal import CutoverModel
internal import Replay

/// Every clock of every service.
extension Postmortem {
  var clocks: Page {
    var page = Page()
    guard let objectives = report.objectives, !objectives.services.isEmpty else { return page }
    page.heading("Clocks")
    page.paragraph(
      """
      A recovery time depends on where it starts and stops. Every clock that the record lets one read is here, with the \
      objectives that are judged by it.
      """)
    for service in objectives.services {
      if let name = service.service { page.heading("Clocks of \(code: name)", level: 3) }
      page.table(table(of: service, objectives))
      page.list(unknown(service.clocks))
    }
    return page
  }

  private func table(of service: ServiceClocks, _ objectives: ObjectivesReport) -> Table {
    let streams = objectives.streams
    var table = Table([
      .init("clock"), .init("shows"), .init("judged"), .init(EventText.anchorHeading("from", among: streams)),
      .init(EventText.anchorHeading("to", among: streams)), .init("lacks"),
    ])
    for reading in service.clocks where reading.value != nil {
      let judged = objectives.objectives.filter {
        $0.applies && $0.clock == reading.clock && ($0.service == service.service || $0.service == nil)
      }
      table.add([
        .code(reading.clock.name), reading.value.map { "\(SpanText.of($0))" } ?? "",
        Phrase.joined(judged.map { .code($0.id) }, by: ", "), EventText.anchor(reading.from, among: streams),
        EventText.anchor(reading.to, among: streams),
        reading.missing.isEmpty ? "" : "\(reading.missing.joined(separator: ", "))",
      ])
    }
    return table.withoutEmptyColumns
  }

  /// The clocks that can't be read, those together that lack the same.
  private func unknown(_ clocks: [ClockReading]) -> [Phrase] {
    var groups: [(missing: [String], clocks: [Phrase])] = []
    for reading in clocks where reading.value == nil {
      if let number = groups.firstIndex(where: { $0.missing == reading.missing }) {
        groups[number].clocks.append(.code(reading.clock.name))
      } else {
        groups.append((reading.missing, [.code(reading.clock.name)]))
      }
    }
    return groups.map { group in
      let isOne = group.clocks.count == 1
      let lacking = group.missing.joined(separator: ", ")
      return .enumeration(group.clocks) + " \(isOne ? "is" : "are") unknown"
        + (lacking.isEmpty ? "" : ": \(isOne ? "it lacks" : "they lack") \(lacking)")
    }
  }
}
