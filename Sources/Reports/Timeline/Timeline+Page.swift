internal import CloudEvents
internal import CutoverModel
package import Replay

extension Timeline {
  /// The whole page: the entries day by day, then what they amount to.
  package var page: Page { page(by: nil) }

  /// The same with the entries sorted into the lanes of one dimension.
  package func page(by dimension: Lane.Dimension?) -> Page {
    var page = entriesPage(by: dimension)
    page.append(outcomesPage)
    return page
  }

  /// The entries.
  ///
  /// - Parameter most: How many of them are shown, the first ones, where they aren't sorted into lanes; nil for all.
  func entriesPage(by dimension: Lane.Dimension? = nil, first most: Int? = nil) -> Page {
    var page = Page()
    if filter != nil { page.note("this is a part of the timeline: what doesn't fit the question is left out") }
    if entries.isEmpty {
      page.paragraph(filter == nil ? "Nothing happened: the stream has no events." : "Nothing fits the question.")
    }
    if let dimension {
      if !date.isEmpty { page.paragraph("Times without a date are of \(date) (UTC).") }
      for lane in lanes(by: dimension) { page.append(self.page(of: lane)) }
    } else {
      let most = min(most ?? entries.count, entries.count)
      page.append(days(of: entries.prefix(most)))
      if most < entries.count {
        page.note(
          """
          These are the first \(most) of \(Count.of(entries.count, "entry", "entries")). What happened later, \
          \(Count.of(entries.count - most, "entry", "entries")) more, is in the table of events, and \(code: "cutlog timeline") lists it.
          """)
      }
      if let last = entries.last, last.moment.stated.day != date {
        page.paragraph("Below, times without a date are of \(date) (UTC).")
      }
    }
    if entries.contains(where: \.isShownWithoutSeconds) {
      page.paragraph("Times without seconds are known to the minute at best.")
    }
    return page
  }

  /// What the entries amount to, and what is withheld.
  var outcomesPage: Page {
    var page = Page()
    page.append(gatesPage)
    page.append(rolesPage)
    page.append(gapsPage)
    page.append(latencyPage)
    if withheld > 0 { page.note("withheld: \(Count.of(withheld, "line")); what was said there is not shown") }
    return page
  }

  private func page(of lane: Lane) -> Page {
    var page = Page()
    var heading: Phrase = lane.name.map { "\(lane.by.rawValue) \($0)" } ?? "no \(lane.by.rawValue)"
    if lane.busy > .zero { heading = heading + ", worked at for \(lane.busy.readable)" }
    page.heading(heading, level: 3)
    page.table(table(of: lane.entries.map { entries[$0] }, on: date))
    return page
  }

  /// Entries, a table a day.
  private func days(of entries: ArraySlice<TimelineEntry>) -> Page {
    var page = Page()
    var day: [TimelineEntry] = []
    func flush(_ page: inout Page) {
      guard let date = day.first?.moment.stated.day else { return }
      page.heading("\(date) (UTC)", level: 3)
      page.table(table(of: day, on: date))
      day = []
    }
    for entry in entries {
      if let first = day.first, first.moment.stated.day != entry.moment.stated.day { flush(&page) }
      day.append(entry)
    }
    flush(&page)
    return page
  }

  private func table(of entries: [TimelineEntry], on date: String) -> Table {
    var table = Table([
      .init(streams > 1 ? "stream:line" : "line", .right), .init("at"), .init("until"), .init("planned"),
      .init("start slip", .right), .init("what"),
    ])
    for entry in entries {
      table.add([
        EventText.place(entry.event, among: streams), "\(entry.moment.short(on: date))",
        "\(entry.end?.short(on: date) ?? "")", "\(entry.planned?.short(on: date) ?? "")",
        entry.startSlipPhrase, entry.phrase,
      ])
      for step in entry.steps {
        table.add([
          step.event.map { EventText.place($0, among: streams) } ?? "", "\(step.from?.short(on: date) ?? "")",
          "\(step.to?.short(on: date) ?? "")", "", "", step.phrase,
        ])
      }
    }
    return table.withoutEmptyColumns
  }
}

extension TimelineEntry {
  /// The planned time that the entry's own stands against: the start where a start was recorded, else the finish where one
  /// was. Without either what is planned stands alone.
  var planned: Timestamp? {
    if startSlip != nil { return plannedStart }
    if finishSlip != nil { return plannedFinish }
    return plannedStart ?? plannedFinish
  }

  /// The difference as it stands in a column that is headed as the slip of the start: one of the finish says so.
  var startSlipPhrase: Phrase {
    if let startSlip { return "\(SpanText.signed(startSlip))" }
    return finishSlip.map { "end \(SpanText.signed($0))" } ?? ""
  }

  /// What happened, with what the event tells beyond that, and who did it.
  var phrase: Phrase {
    var phrase: Phrase = "\(strong: title)"
    if mode != .live { phrase = phrase + " (\(mode.rawValue))" }
    if amendment != nil { phrase = phrase + " (amended)" }
    if count > 1, kind == .observation { phrase = phrase + " (\(count) readings)" }
    if let told = told { phrase = phrase + " — \(told)" }
    return actor.map { phrase + " · \(code: $0)" } ?? phrase
  }

  /// The text; of a task whose attempts follow without what they say themselves.
  private var told: String? {
    guard let course, isListed else { return text }
    let told = course.attempts.flatMap { [$0.end].compactMap(\.?.event) + $0.pauses.map(\.from.event) }
    guard let reason = course.reason, let event = course.reasonEvent, !told.contains(event) else {
      return course.summary
    }
    return "\(course.summary): \(reason)"
  }

  /// Whether the attempts of the task are shown one by one: where there are several, or one failed or was paused.
  private var isListed: Bool {
    guard let course else { return false }
    return course.attempts.count > 1
      || course.attempts.contains { $0.outcome == .failed || !$0.pauses.isEmpty }
  }

  /// Whether a time of it is shown without seconds.
  var isShownWithoutSeconds: Bool {
    let steps = steps.flatMap { [$0.from, $0.to] }
    return ([moment, end] + steps).contains { $0?.isShownWithoutSeconds == true }
  }

  struct Step {
    var event: EventReference?
    var from: Moment?
    var to: Moment?
    var phrase: Phrase
  }

  /// The attempts and pauses of a task, where they are shown one by one.
  var steps: [Step] {
    guard let course, isListed else { return [] }
    var steps: [Step] = []
    for (number, attempt) in course.attempts.enumerated() {
      if number == course.attemptsBeforeFurther, let further = course.further {
        steps.append(
          Step(
            event: further.from.event, from: further.from.moment, to: further.to.moment,
            phrase: "↳ \(further.count) further events"))
      }
      let isPlain = course.attempts.count == 1 && course.further == nil
      if !isPlain || attempt.outcome == .failed {
        steps.append(
          Step(
            event: (attempt.start ?? attempt.end)?.event, from: attempt.start?.moment, to: attempt.end?.moment,
            phrase: attempt.phrase(number: isPlain ? nil : number + 1, of: mode)))
      }
      for pause in attempt.pauses {
        steps.append(
          Step(
            event: pause.from.event, from: pause.from.moment, to: pause.to?.moment,
            phrase: "↳ paused\(pause.reason.map { " — \($0)" } ?? "")"))
      }
    }
    return steps
  }
}

extension TaskCourse.Attempt {
  /// `↳ attempt 2: failed, exit status 1 — disk full`.
  fileprivate func phrase(number counted: Int?, of mode: CutoverEvent.Mode) -> Phrase {
    var text = "↳ "
    if let counted { text += "attempt \(number.map { "\($0)" } ?? "\(counted)"): " }
    text += outcome?.rawValue ?? (end == nil ? "no end recorded" : "")
    if start == nil { text += ", no start recorded" }
    if let exitStatus, exitStatus != 0 { text += ", exit status \(exitStatus)" }
    if self.mode != mode { text += " (\(self.mode.rawValue))" }
    if let told = self.text { text += " — \(told)" }
    return "\(text)"
  }
}

extension Moment {
  /// Whether it is known to the minute at best.
  var isVague: Bool {
    let length = latest.subtractingReportingOverflow(earliest)
    return length.overflow || length.partialValue >= 60_000_000_000
  }

  /// The time of day as with `Timestamp`; without seconds where it is known to the minute at best and states none.
  func short(on other: String) -> String {
    let text = stated.short(on: other)
    return isShownWithoutSeconds ? String(text.dropLast(3)) : text
  }

  /// Whether its time of day is shown without seconds.
  var isShownWithoutSeconds: Bool { isVague && stated.clock.hasSuffix(":00") }
}

extension Timestamp {
  /// The day in UTC.
  var day: String { String(description.prefix(10)) }
  /// The time of day in UTC, without the zone and what is below the millisecond.
  var clock: String { String(EventText.time(self).dropFirst(11).dropLast()) }

  /// The time of day, with month and day if it isn't on that date; with the year if it isn't in that year.
  func short(on other: String) -> String {
    if day == other { return clock }
    return day.prefix(4) == other.prefix(4) ? "\(day.dropFirst(5)) \(clock)" : "\(day) \(clock)"
  }
}
