internal import CloudEvents
internal import CutoverModel
package import Replay

extension RunStatus {
  /// What the lead needs in ten seconds: are we late, when will we be done, how long can we still decide.
  package var summary: Page {
    let form = StatusPage(self)
    var page = Page()
    page.facts([("late", form.late), ("done", form.done), ("decide", form.decide)])
    return page
  }

  /// Everything else: what runs, what is late, what comes next, what is wrong.
  ///
  /// - Parameter unsealedLines: How many lines of the streams stand behind their last valid seals.
  package func details(unsealedLines: Int = 0) -> Page {
    let form = StatusPage(self)
    var page = Page()
    page.facts([
      ("at", form.heading), ("run", form.course), ("phase", form.phase), ("tasks", form.counts),
      ("window", form.window), ("point of no return", form.noReturn),
    ])
    page.section("Now", form.running)
    page.section("Late", form.lateness)
    page.section("Next", form.coming)
    page.section("Gates", form.gates)
    page.section("Objectives whose clocks run", form.objectives)
    if !form.trouble.isEmpty {
      page.heading("What is wrong")
      page.list(form.trouble)
    }
    page.facts([("last event", form.lastEvent), ("last recorded", form.lastRecorded), ("last seal", form.lastSeal(unsealedLines))])
    return page
  }
}

extension Page {
  /// A table under its heading, and how many rows were left out.
  fileprivate mutating func section(_ title: String, _ part: (table: Table, more: Int)) {
    guard !part.table.rows.isEmpty else { return }
    heading("\(title)")
    table(part.table)
    if part.more > 0 { paragraph("and \(part.more) more; `--json` has them all") }
  }
}

/// How the parts of a status' page look; lengths and times are to the second.
struct StatusPage {
  /// How many rows a table shows.
  static let rows = 12

  /// Times this close to the moment are shown without their day.
  private static let near = TimeSpan(seconds: 12 * 3_600)

  let status: RunStatus
  /// The day of the moment.
  let date: String

  init(_ status: RunStatus) {
    self.status = status
    date = StateText.date(status.time)
  }

  // MARK: - The first three lines

  var late: Phrase {
    switch status.verdict {
    case .over:
      let left = status.undone.count
      let words: Phrase = left == 0 ? "the run is over" : "the run is over with \(Phrase.verdict("\(Count.of(left, "task")) left undone", .bad))"
      guard let slip = status.slip else { return words }
      return "\(word(slip)), and " + words
    case .unknown: return status.hasPlan ? "unknown: the plan gives no times to reckon with" : "unknown: there is no plan"
    case .late, .onTime:
      guard let slip = status.slip else { return "unknown" }
      let count = status.late.count
      return "\(word(slip))\(count == 0 ? "" : " (\(count) behind the plan)")"
    }
  }

  private func word(_ slip: TimeSpan) -> Phrase {
    let length = Self.whole(TimeSpan(nanoseconds: Int64(clamping: slip.nanoseconds.magnitude)))
    if slip > .zero { return "\(Phrase.verdict("yes, by \(length)", .bad))" }
    return slip == .zero ? "\(Phrase.verdict("no, on time", .good))" : "\(Phrase.verdict("no, ahead by \(length)", .good))"
  }

  var done: Phrase {
    guard let finish = status.forecastFinish else {
      guard let planned = status.plannedFinish else { return "unknown" }
      return "unknown; planned \(clock(planned))"
    }
    let planned = status.plannedFinish.map { " (planned \(clock($0)))" } ?? ""
    if status.isOver {
      return status.undone.isEmpty ? "\(strong: clock(finish))\(planned)" : "not all; the last at \(clock(finish))\(planned)"
    }
    let way = status.network == .rollback ? "the way back " : ""
    return "\(way)\(strong: clock(finish)), in \(Self.whole(Self.length(to: finish, from: status.time)))\(planned)"
  }

  var decide: Phrase {
    let room = status.decision
    let until = room.by.map { " until \(clock($0))\(room.basis == .schedule ? ", by the window's close" : "")" } ?? ""
    switch room.state {
    case .open: return "\(strong: Self.whole(room.left)) left\(until)\(noReturnFrom)"
    case .passed:
      let ago = Self.whole(room.left.map { TimeSpan.zero - $0 })
      return "\(Phrase.verdict("nothing left", .bad)): the last moment was \(room.by.map(clock) ?? ""), \(ago) ago"
    case .noReturn:
      let task: Phrase = room.pointOfNoReturn.map { "\(code: $0)" } ?? ""
      return "\(Phrase.verdict("nothing left", .bad)): past the point of no return, \(task) at \(room.noReturnTime.map(clock) ?? "")"
    case .decided: return "decided: rollback at \(room.event.map { clock($0.time) } ?? "")"
    case .over: return "nothing: the run is over"
    case .unstated: return "no limit: neither the plan's rollback nor its window sets one"
    }
  }

  /// From when nothing is left by the forecast, where that is before the last moment.
  private var noReturnFrom: String {
    guard let time = status.decision.noReturnTime, let by = status.decision.by, time < by else { return "" }
    return "; no return from \(clock(time))"
  }

  // MARK: - What stands above the tables

  var heading: Phrase {
    var phrase: Phrase = "\(strong: EventText.time(status.time))"
    if let start = status.start {
      phrase = phrase + ", \(SpanText.fromStart(Self.length(to: status.time, from: start.time).wholeSeconds))"
    }
    switch status.timeBasis {
    case .clock: return phrase + ", now"
    case .stated: return phrase + ", as asked"
    case .end: return phrase + ", the run's end"
    }
  }

  var course: Phrase? {
    if status.isOver {
      guard let run = status.run, run.hasEnded else { return "over: the streams are closed" }
      return "over\(run.outcome.map { ": \($0)" } ?? ""), ended \(clock(run.basis.at.time))"
    }
    guard status.network == .rollback, let decided = status.rollbackDecided else {
      return status.hasBegun ? nil : "not begun"
    }
    return "on the way back since \(clock(decided.time)); main tasks not begun are abandoned"
  }

  var phase: Phrase? {
    guard !status.phases.isEmpty else { return nil }
    let phrases = status.phases.map { item -> Phrase in
      let wave = item.name("wave").map { "wave \($0): " } ?? ""
      return "\(wave)\(StateText.value(item.value("phase"), on: date)) since \(clock(item.basis.since))"
    }
    return Phrase(Array(phrases.map(\.runs).joined(separator: [.plain("; ")])))
  }

  var counts: Phrase? {
    guard status.hasPlan else { return nil }
    let tasks = status.tasks
    let others: [(Int, String)] = [
      (tasks.running, "running"), (tasks.waiting, "waiting"), (tasks.dropped, "dropped"),
      (tasks.abandoned, "abandoned"), (tasks.standby, "for a rollback"),
    ]
    let words = others.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return Phrase((["\(tasks.done) of \(tasks.planned) done"] + words).joined(separator: ", "))
  }

  var window: Phrase? {
    guard let closes = status.windowCloses else { return nil }
    guard let left = status.windowLeft else { return "closes \(clock(closes))" }
    if left < .zero {
      return "closes \(clock(closes)), \(Phrase.verdict("\(Self.whole(.zero - left)) before the finish", .bad))"
    }
    return "closes \(clock(closes)), \(Self.whole(left)) after the finish"
  }

  var noReturn: Phrase? {
    guard status.decision.state == .open, let task = status.decision.pointOfNoReturn, let time = status.decision.noReturnTime
    else { return nil }
    return "\(code: task), forecast \(clock(time))"
  }

  // MARK: - What stands below

  var lastEvent: Phrase {
    let recorder = status.recorder
    guard let last = recorder.last else { return "none" }
    let age = Self.whole(recorder.age(last.time, at: status.time))
    return "\(age) ago: \(EventText.shortType(last.type)), line \(EventText.anchor(last, among: status.streams))"
  }

  /// When the recorder last took in an event.
  var lastRecorded: Phrase? {
    status.recorder.accepted.map { "\(Self.whole(status.recorder.age($0, at: status.time))) ago" }
  }

  func lastSeal(_ unsealedLines: Int) -> Phrase? {
    let tail = unsealedLines == 0 ? "" : "; \(Count.of(unsealedLines, "line")) behind it not sealed yet"
    guard let sealed = status.recorder.sealed else { return unsealedLines == 0 ? nil : "none\(tail)" }
    return "\(Self.whole(status.recorder.age(sealed, at: status.time))) ago\(tail)"
  }

  // MARK: - Times and lengths

  func clock(_ time: Timestamp) -> String {
    // Rounded down, as a clock shows it.
    let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let whole = (rest < 0 ? seconds - 1 : seconds) * 1_000_000_000
    let shown = Timestamp(nanoseconds: whole, fractionDigits: 0)
    let distance = Self.length(to: time, from: status.time)
    let isNear = .zero - Self.near < distance && distance < Self.near
    return StateText.clock(shown, on: isNear ? StateText.date(shown) : date)
  }

  static func length(to end: Timestamp, from start: Timestamp) -> TimeSpan {
    TimeSpan(nanoseconds: end.nanoseconds) - TimeSpan(nanoseconds: start.nanoseconds)
  }

  /// A length without what is below a second.
  static func whole(_ span: TimeSpan?) -> String { SpanText.of(span?.wholeSeconds) }
}

extension TimeSpan {
  /// Towards zero.
  var wholeSeconds: TimeSpan { TimeSpan(nanoseconds: nanoseconds - nanoseconds % 1_000_000_000) }
}
