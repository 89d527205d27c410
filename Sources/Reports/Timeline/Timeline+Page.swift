internal import CloudEvents
internal import CutoverModel
package import Replay

extension Timeline {
  /// What happened, in order of time, day by day.
  package var page: Page {
    var page = Page()
    if entries.isEmpty { page.paragraph("Nothing happened: the stream has no events.") }
    var day: [TimelineEntry] = []
    for entry in entries {
      if let first = day.first, first.moment.stated.date != entry.moment.stated.date {
        page.append(self.page(of: day))
        day = []
      }
      day.append(entry)
    }
    page.append(self.page(of: day))
    page.facts([
      ("detected to declared", latency.toDeclare.map { "\(SpanText.of(MeasuredSpan($0)))" }),
      ("declared to decided", latency.toDecide.map { "\(SpanText.of(MeasuredSpan($0)))" }),
      ("decided to acted", latency.toAct.map { "\(SpanText.of(MeasuredSpan($0)))" }),
      ("detected to acted", latency.whole.map { "\(SpanText.of(MeasuredSpan($0)))" }),
    ])
    if withheld > 0 { page.note("withheld: \(Count.of(withheld, "line")); what was said there is not shown") }
    return page
  }

  private func page(of day: [TimelineEntry]) -> Page {
    var page = Page()
    guard let date = day.first?.moment.stated.date else { return page }
    page.heading("\(date) (UTC)", level: 3)
    var table = Table([
      .init("stream", .right), .init("line", .right), .init("at"), .init("until"), .init("planned"), .init("slip", .right),
      .init("by"), .init("what"),
    ])
    for entry in day {
      let (planned, slip) = entry.compared
      table.add([
        streams > 1 ? "\(entry.event.stream + 1)" : "", "\(entry.event.index)", "\(entry.moment.stated.time)", "\(entry.end?.stated.short(on: date) ?? "")",
        "\(planned?.short(on: date) ?? "")", slip.map { "\(SpanText.signed($0))" } ?? "",
        entry.actor.map { "\(code: $0)" } ?? "", entry.phrase,
      ])
    }
    page.table(table.withoutEmptyColumns)
    return page
  }
}

extension TimelineEntry {
  /// The planned time that the entry's own stands against, with the difference: the start where a start was recorded,
  /// else the finish. Without either what is planned stands alone.
  fileprivate var compared: (planned: Timestamp?, slip: TimeSpan?) {
    if let startSlip { return (plannedStart, startSlip) }
    if let finishSlip { return (plannedFinish, finishSlip) }
    return (plannedStart ?? plannedFinish, nil)
  }

  /// What happened, with what the event tells beyond that.
  fileprivate var phrase: Phrase {
    var phrase: Phrase = "\(strong: title)"
    if mode != .live { phrase = phrase + " (\(mode.rawValue))" }
    if amendment != nil { phrase = phrase + " (amended)" }
    if count > 1, kind == .observation { phrase = phrase + " (\(count) readings)" }
    return text.map { phrase + " — \($0)" } ?? phrase
  }
}

extension Timestamp {
  /// The day in UTC.
  fileprivate var date: String { String(description.prefix(10)) }
  /// The time of day in UTC, without the zone.
  fileprivate var time: String { String(description.dropFirst(11).dropLast()) }

  /// The time of day, with month and day if it isn't on that date; with the year if it isn't in that year.
  fileprivate func short(on other: String) -> String {
    if date == other { return time }
    return date.prefix(4) == other.prefix(4) ? "\(date.dropFirst(5)) \(time)" : "\(date) \(time)"
  }
}
