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
    page.list(unimpaired(objectives))
    page.list(
      UnseenService.all(of: objectives).filter { !$0.hasEpisodes }.map { unseen in
        let lacking = unseen.missing.joined(separator: ", ")
        return "What users of \(code: unseen.service) saw is not known\(lacking.isEmpty ? "" : ": it lacks \(lacking)")"
      })
    return page
  }

  /// The services that are shown to have had no impact, but for those of which a table tells.
  private func unimpaired(_ objectives: ObjectivesReport) -> [Phrase] {
    objectives.services.compactMap { service in
      guard let name = service.service, let shown = service.unimpaired, let value = shown.value,
        !objectives.outages.contains(where: { $0.service == name })
      else { return nil }
      return "No impairment of \(code: name) during the run: \(SpanText.of(value)), as shown from "
        + EventText.anchor(shown.from, among: objectives.streams) + " to " + EventText.anchor(shown.to, among: objectives.streams)
    }
  }

  /// The planned and the actual outage, where the plan states one. Clocks are of one episode, the longest.
  private func outages(_ objectives: ObjectivesReport) -> Table {
    var table = Table([
      .init("service"), .init("not fully usable"), .init("planned"), .init("difference"), .init("episodes", .right),
      .init("longest episode"), .init("down"), .init("until all work was done"),
    ])
    let services = Dictionary(objectives.services.map { ($0.service ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    func longest(_ service: String) -> [Phrase] {
      guard let known = services[service] else { return ["", "", ""] }
      let hasSeveral = known.episodes.count > 1
      func shown(_ clock: RecoveryClock) -> Phrase {
        guard let value = known.clocks.first(where: { $0.clock == clock })?.value else { return "" }
        return clock != .business && hasSeveral ? "\(SpanText.of(value)), in the longest" : "\(SpanText.of(value))"
      }
      return [hasSeveral ? shown(.business) : "", shown(.downtime), shown(.businessCleared)]
    }
    let planned = objectives.outages.map(\.service)
    for outage in objectives.outages {
      let cells: [Phrase] = [
        .code(outage.service), outage.actual.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.planned.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.difference.map { "\(SpanText.difference($0))" } ?? "unknown", "\(outage.episodes)",
      ]
      table.add(cells + longest(outage.service))
    }
    for service in objectives.services where !planned.contains(service.service ?? "") && !service.episodes.isEmpty {
      let cells: [Phrase] = [
        service.service.map { .code($0) } ?? "", service.impaired.map { "\(SpanText.of($0))" } ?? "unknown", "", "",
        "\(service.episodes.count)",
      ]
      table.add(cells + longest(service.service ?? ""))
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
