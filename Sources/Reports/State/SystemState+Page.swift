internal import CloudEvents
internal import CutoverModel
package import Replay

extension SystemState {
  /// Where everything was, layer by layer; only what was spoken of or planned.
  package var page: Page {
    let form = StatePage(self)
    var page = Page()
    page.facts([
      ("at", form.heading), ("run", form.run), ("phase", form.phase),
    ])
    page.append(form.course)
    page.append(form.layers(live, level: 2))
    for part in apart {
      page.heading("Said of \(part.mode == .dryRun ? "dry runs" : "isolated copies"), not of the live system")
      page.append(form.layers(part.layers, level: 3))
    }
    if form.isUncertain {
      page.note("\(code: "?"): an event concerned may have happened only after the instant, by the accuracy of its time")
    }
    if withheld > 0 { page.note("withheld: \(Count.of(withheld, "line")); what was said there is not shown") }
    return page
  }
}

/// How the parts of a state's page look.
struct StatePage {
  let state: SystemState
  /// Times on this day are shown without it.
  let date: String

  init(_ state: SystemState) {
    self.state = state
    date = state.time.map(StateText.date) ?? ""
  }

  /// Whether anything that the page shows is not certain.
  var isUncertain: Bool {
    let layers = [state.live] + state.apart.map(\.layers)
    return ([state.run?.basis] + state.phases.map(\.basis) + state.roles.map(\.basis) + state.tasks.map(\.basis)
      + state.gates.map(\.basis) + layers.flatMap(\.bases)).contains { $0?.isCertain == false }
  }

  // MARK: - What stands above

  var heading: Phrase {
    guard let time = state.time else { return "no events" }
    var phrase: Phrase = "\(strong: EventText.time(time))"
    if let start = state.start {
      let distance = TimeSpan(nanoseconds: time.nanoseconds) - TimeSpan(nanoseconds: start.time.nanoseconds)
      phrase = phrase + ", \(SpanText.fromStart(distance))"
    }
    return state.isEnd ? phrase + ", the last event" : phrase
  }

  var run: Phrase? {
    guard let run = state.run else { return nil }
    let outcome = run.outcome.map { " (\($0))" } ?? ""
    return "\(run.hasEnded ? "ended\(outcome)" : "began") \(since(run.basis)), line \(line(run.basis))"
  }

  var phase: Phrase? {
    guard !state.phases.isEmpty else { return nil }
    let phrases = state.phases.map { item -> Phrase in
      let wave = item.name("wave").map { "wave \($0): " } ?? ""
      return "\(wave)\(strong: StateText.value(item.value("phase"), on: date)) since \(since(item.basis))"
    }
    return Phrase(Array(phrases.map(\.runs).joined(separator: [.plain("; ")])))
  }

  // MARK: - Cells

  /// Since when, with a question mark where it is not certain.
  func since(_ basis: StateBasis?) -> String {
    guard let basis else { return "–" }
    return StateText.clock(basis.since, on: date) + (basis.isCertain ? "" : "?")
  }

  /// The line of the event, with its stream where there are several.
  func line(_ basis: StateBasis?) -> String {
    guard let event = basis?.event else { return "–" }
    return state.streams > 1 ? "\(event.stream + 1):\(event.index)" : "\(event.index)"
  }

  /// What a row shows as its state's: the reading of that member, else the last event of all.
  func basis(_ item: StateItem, _ member: String) -> StateBasis { item.reading(member)?.basis ?? item.basis }

  /// What is known beside the state, in words; what another event than the shown one says comes with its time.
  func known(
    _ item: StateItem, besides shown: StateBasis, _ words: KeyValuePairs<String, (String) -> String?>
  ) -> Phrase {
    var groups: [(event: EventReference, time: String?, texts: [String])] = []
    for (member, word) in words {
      guard let reading = item.reading(member), reading.value != .absent,
        let text = word(StateText.value(reading.value, on: date))
      else { continue }
      let event = reading.basis.event
      if let number = groups.firstIndex(where: { $0.event == event }) {
        groups[number].texts.append(text)
      } else {
        groups.append((event, event == shown.event ? nil : since(reading.basis), [text]))
      }
    }
    return Self.joined(
      groups.map { ($0.time.map { "at \($0): " } ?? "") + $0.texts.joined(separator: ", ") }, "; ")
  }

  func text(_ item: StateItem, _ member: String) -> String { StateText.value(item.value(member), on: date) }

  /// A table in which since and line stand behind the names and the state, and before what is said last.
  func table(_ first: [String], _ last: [String] = []) -> Table {
    Table(
      first.map { Table.Column($0) } + [Table.Column("since"), Table.Column("line", .right)]
        + last.map { Table.Column($0) })
  }

  func row(_ first: [Phrase], _ basis: StateBasis?, _ last: [Phrase] = []) -> [Phrase] {
    first + ["\(since(basis))", "\(line(basis))"] + last
  }

  /// Names in a list, without those that are nil.
  static func joined(_ texts: [String?], _ separator: String = ", ") -> Phrase {
    Phrase(texts.compactMap { $0?.isEmpty == true ? nil : $0 }.joined(separator: separator))
  }

  func code(_ name: String?) -> Phrase { name.map { .code($0) } ?? "–" }
}

extension LayerState {
  /// What everything rests on.
  fileprivate var bases: [StateBasis?] {
    services.map(\.basis) + traffic.map(\.basis) + listeners.map(\.basis) + checks.map { $0.item?.basis }
      + datasets.flatMap { [$0.item?.basis] + $0.copies.map(\.basis) }
      + StateSection.allCases.flatMap { self[$0].map(\.basis) }
  }
}
