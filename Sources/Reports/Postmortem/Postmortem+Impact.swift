internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What users and data had of it.
extension Postmortem {
  var impact: Page {
    var page = Page()
    page.heading("Impact")
    guard let objectives = report.objectives else {
      page.paragraph("What users saw was not judged.")
      return page
    }
    page.append(services(objectives))
    page.append(data(objectives))
    return page
  }

  // MARK: - Services

  private func services(_ objectives: ObjectivesReport) -> Page {
    var page = Page()
    let named = objectives.services.filter { $0.service != nil || !$0.episodes.isEmpty }
    page.heading("What users saw", level: 3)
    guard !named.isEmpty || !objectives.outages.isEmpty else {
      page.paragraph("The record names no service, so it says nothing of what users saw.")
      return page
    }
    page.table(outages(objectives))
    page.table(episodes(objectives))
    let unknown = objectives.services.compactMap { service -> Phrase? in
      guard let name = service.service, service.episodes.isEmpty else { return nil }
      let outage = objectives.outages.first { $0.service == name }
      guard outage?.actual == nil else { return nil }
      let lacking = outage?.missing ?? service.clocks.first { $0.clock == .business }?.missing ?? []
      return "What users of \(code: name) saw is not known" + (lacking.isEmpty ? "" : ": it lacks \(lacking.joined(separator: ", "))")
    }
    page.list(unknown)
    return page
  }

  /// The planned and the actual outage, where the plan states one.
  private func outages(_ objectives: ObjectivesReport) -> Table {
    var table = Table([
      .init("service"), .init("not fully usable"), .init("planned"), .init("difference"), .init("episodes", .right),
      .init("down"), .init("until all work was done"),
    ])
    let clocks = Dictionary(objectives.services.map { ($0.service ?? "", $0.clocks) }, uniquingKeysWith: { first, _ in first })
    func shown(_ clock: RecoveryClock, of service: String) -> Phrase {
      guard let reading = clocks[service]?.first(where: { $0.clock == clock }), let value = reading.value else { return "" }
      return "\(SpanText.of(value))"
    }
    let planned = objectives.outages.map(\.service)
    for outage in objectives.outages {
      table.add([
        .code(outage.service), outage.actual.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.planned.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.difference.map { "\(SpanText.difference($0))" } ?? "unknown", "\(outage.episodes)",
        shown(.downtime, of: outage.service), shown(.businessCleared, of: outage.service),
      ])
    }
    for service in objectives.services where !planned.contains(service.service ?? "") && !service.episodes.isEmpty {
      let name = service.service ?? ""
      table.add([
        service.service.map { .code($0) } ?? "", shown(.business, of: name), "", "", "\(service.episodes.count)",
        shown(.downtime, of: name), shown(.businessCleared, of: name),
      ])
    }
    return table.withoutEmptyColumns
  }

  private func episodes(_ objectives: ObjectivesReport) -> Table {
    let streams = objectives.streams
    var table = Table([
      .init("service"), .init("episode", .right), .init("lasted"), .init(EventText.anchorHeading("from", among: streams)),
      .init("at"), .init(EventText.anchorHeading("to", among: streams)), .init("at"),
    ])
    for service in objectives.services {
      for (number, episode) in service.episodes.enumerated() {
        table.add([
          service.service.map { .code($0) } ?? "", "\(number + 1)", episode.value.map { "\(SpanText.of($0))" } ?? "unknown",
          EventText.anchor(episode.from, among: streams), "\(EventText.time(episode.from.time))",
          episode.isOpen ? "not ended" : EventText.anchor(episode.to, among: streams),
          episode.to.map { "\(EventText.time($0.time))" } ?? "",
        ])
      }
    }
    return table.withoutEmptyColumns
  }

  // MARK: - Data

  private func data(_ objectives: ObjectivesReport) -> Page {
    var page = Page()
    page.heading("Data", level: 3)
    let judged = objectives.objectives.filter { $0.metric == .rpo }
    let streams = objectives.streams
    var table = Table([
      .init("data"), .init("lost at recovery"), .init("lost in the end"), .init("verdict"), .init("limit"),
      .init(EventText.anchorHeading("from", among: streams)), .init(EventText.anchorHeading("to", among: streams)),
    ])
    for result in judged {
      let lost: Phrase = result.count.map { "\($0) \(result.unit ?? "")" } ?? (result.value.map { "\(SpanText.of($0))" } ?? "unknown")
      let limit: Phrase = result.limitCount.map { "\($0) \(result.unit ?? "")" } ?? "\(SpanText.of(result.limit))"
      table.add([
        result.dataset.map { .code($0) } ?? .code(result.id), lost, result.residual.map { "\(SpanText.of($0))" } ?? "",
        result.applies ? result.verdict.phrase : "does not apply", limit, EventText.anchor(result.from, among: streams),
        EventText.anchor(result.to, among: streams),
      ])
    }
    page.table(table.withoutEmptyColumns)
    if judged.isEmpty { page.paragraph("No objective limits the loss of data, so none was judged.") }
    let told = report.timeline.entries.filter { $0.tellsOfLoss }
    if !told.isEmpty {
      page.paragraph("What the record says of data that was lost or went apart:")
      page.list(
        told.prefix(20).map { entry in
          EventText.anchor(entry.event, among: streams) + ": \(strong: entry.title)" + (entry.text.map { " — \($0)" } ?? "")
        })
      if told.count > 20 { page.paragraph("and \(told.count - 20) more, in the timeline") }
    }
    return page
  }
}

extension TimelineEntry {
  fileprivate var tellsOfLoss: Bool {
    let type = EventText.shortType(event.type)
    return mode == .live && (type == "data.lost" || type == "data.diverged")
  }
}
