internal import CloudEvents
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
      let judged = objectives.objectives.filter { $0.applies && $0.value != nil && $0.service == service.service }
      page.list(unknown(service.clocks.filter { reading in !judged.contains { $0.clock == reading.clock } }))
    }
    return page
  }

  private func table(of service: ServiceClocks, _ objectives: ObjectivesReport) -> Table {
    let streams = objectives.streams
    var table = Table([
      .init("clock"), .init("shows"), .init("judged"), .init(EventText.anchorHeading("from", among: streams)),
      .init(EventText.anchorHeading("to", among: streams)), .init("lacks"),
    ])
    func add(
      _ name: Phrase, _ value: MeasuredSpan, _ judged: [ObjectiveResult], _ from: EventReference?, _ to: EventReference?,
      _ missing: [String]
    ) {
      table.add([
        name, "\(SpanText.of(value))", Phrase.joined(judged.map { .code($0.id) }, by: ", "),
        EventText.anchor(from, among: streams), EventText.anchor(to, among: streams),
        "\(missing.joined(separator: ", "))",
      ])
    }
    let isOnly = objectives.services.count == 1
    for reading in service.clocks {
      let candidates = objectives.objectives.filter {
        $0.applies && $0.clock == reading.clock && ($0.service == service.service || $0.service == nil)
      }
      let judged = candidates.filter { reading.decides($0) }
      if let value = reading.value { add(.code(reading.clock.name), value, judged, reading.from, reading.to, reading.missing) }
      // What is judged by another reading of the clock has a row of its own.
      for result in candidates where !reading.decides(result) && (isOnly || result.service == service.service) {
        guard let value = result.value else { continue }
        add(.code(reading.clock.name) + result.objective.readingText, value, [result], result.from, result.to, result.missing)
      }
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

extension ClockReading {
  /// Whether it is what the objective is judged by: the same time between the same events.
  fileprivate func decides(_ result: ObjectiveResult) -> Bool {
    value != nil && result.value == value && result.from == from && result.to == to
  }
}

extension Objective {
  /// How the reading that it is judged by differs from the one that stands for every service, as `, without announced maintenance`.
  fileprivate var readingText: Phrase {
    let differences = [
      excludesAnnounced ? "without announced maintenance" : nil,
      minimumLevel.map { "impaired below a level of \($0)" },
      settle.map { "settled after \(SpanText.of($0))" },
    ].compactMap(\.self)
    return differences.isEmpty ? ", as judged" : ", \(differences.joined(separator: ", "))"
  }
}
