internal import CloudEvents
internal import CutoverModel
internal import Replay

/// A stretch of a timeline that is read at one glance, with a heading that links can lead to.
struct TimelineSection {
  /// How many entries make a stretch, unless further ones are of the same minute.
  private static let size = 20

  var entries: [TimelineEntry]

  /// The entries in stretches: each of one day, and no two of them begin in the same minute.
  static func sections(of entries: [TimelineEntry]) -> [TimelineSection] {
    var sections: [TimelineSection] = []
    for entry in entries {
      if let last = sections.last?.entries.last, let count = sections.last?.entries.count,
        last.moment.stated.day == entry.moment.stated.day, count < size || last.minute == entry.minute
      {
        sections[sections.count - 1].entries.append(entry)
      } else {
        sections.append(TimelineSection(entries: [entry]))
      }
    }
    return sections
  }

  var day: String { entries.first?.moment.stated.day ?? "" }

  /// `2026-10-03, 21:00 to 21:24 UTC`: no other heading of a report is the same.
  var heading: String {
    let (first, last) = (entries.first?.minute ?? "", entries.last?.minute ?? "")
    return first == last ? "\(day), \(first) UTC" : "\(day), \(first) to \(last) UTC"
  }

  /// The events that are told here: those that begin and end entries, attempts and pauses, and readings told together.
  var places: [EventPlace] {
    entries.flatMap { entry in
      let course = entry.course?.attempts.flatMap { attempt in
        [attempt.start, attempt.end].compactMap(\.?.event) + attempt.pauses.flatMap { [$0.from, $0.to].compactMap(\.?.event) }
      }
      return ([entry.event] + [entry.endEvent].compactMap(\.self) + (course ?? [])).map(\.place) + entry.readings
    }
  }
}

extension TimelineEntry {
  /// Hour and minute in which it begins.
  fileprivate var minute: String { String(moment.stated.clock.prefix(5)) }
}

extension Timeline {
  /// For each event that the timeline tells, the heading under which it does; an entry's own beginning goes before all else.
  func headings(of sections: [TimelineSection]) -> [EventPlace: String] {
    var headings: [EventPlace: String] = [:]
    for section in sections {
      let heading = section.heading
      for place in section.places where headings[place] == nil { headings[place] = heading }
    }
    for section in sections {
      for entry in section.entries { headings[entry.event.place] = section.heading }
    }
    return headings
  }

  /// One stretch: what happened when, when it was known where that was later, and what was planned.
  func table(of section: TimelineSection) -> Table {
    let day = section.day
    var table = Table([
      .init(streams > 1 ? "stream:line, id" : "line, id"), .init("at"), .init("known"), .init("until"), .init("planned"),
      .init("start slip", .right), .init("what"),
    ])
    func known(_ event: EventReference?) -> Phrase { acceptance(of: event).map { "\($0.short(on: day))" } ?? "" }
    for entry in section.entries {
      table.add([
        name(of: entry.event), "\(entry.moment.short(on: day))", known(entry.event), until(entry.end, entry.endEvent, day),
        "\(entry.planned?.short(on: day) ?? "")", entry.startSlipPhrase, entry.phrase,
      ])
      for step in entry.steps {
        table.add([
          step.event.map { name(of: $0) } ?? "", "\(step.from?.short(on: day) ?? "")", known(step.event),
          "\(step.to?.short(on: day) ?? "")", "", "", step.phrase,
        ])
      }
    }
    return table.withoutEmptyColumns
  }

  private func until(_ end: Moment?, _ event: EventReference?, _ day: String) -> Phrase {
    guard let end else { return "" }
    let text = end.short(on: day)
    return acceptance(of: event).map { "\(text), known \($0.short(on: day))" } ?? "\(text)"
  }

  /// Line and id, for the place where the event itself is told.
  private func name(of event: EventReference) -> Phrase {
    "\(EventText.place(event, among: streams).text) \(code: event.id)"
  }
}
