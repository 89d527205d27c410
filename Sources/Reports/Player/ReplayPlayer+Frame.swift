internal import CloudEvents
internal import CutoverModel
internal import Replay

extension ReplayPlayer {
  /// A screen: no more lines than `rows`, none wider than `columns`; all text is escaped.
  ///
  /// - Parameter isUnicode: Whether more than ASCII can be shown.
  package mutating func frame(columns: Int, rows: Int, isUnicode: Bool = true) -> [[TextChart.Piece]] {
    let canvas = PlayerCanvas(columns: max(columns, 20), isUnicode: isUnicode)
    if showsHelp { return Array(Self.help.map { canvas.line([.init(text: $0, ink: .plain)]) }.prefix(rows)) }
    let standing = playback.standing(after: position, in: perspective, at: cursor)
    var top = [canvas.line(head(canvas)), canvas.line(scrubber(canvas))]
    if let remark { top += canvas.paragraph(remark, .bad) }
    for text in [notice, word] { if let text { top += canvas.paragraph(text, .open) } }
    var body: [[TextChart.Piece]] = []
    body += course(standing.state).map(canvas.line)
    body += clocks(standing.objectives, canvas).map(canvas.line)
    body += services(standing.state).map(canvas.line)
    body += running(standing.state).map(canvas.line)
    let foot = canvas.line([.init(text: Self.foot, ink: .muted)])
    // Events get what is left, a third of the screen at least.
    let room = max(0, rows - top.count - 1)
    let kept = Array(body.prefix(max(0, room - max(4, rows / 3))))
    let events = events(room - kept.count, canvas)
    var lines = top + kept + events
    while lines.count < rows - 1 { lines.append([]) }
    return Array(lines.prefix(max(0, rows - 1))) + [foot]
  }

  static let foot = "space play  n p step  f finding  + - speed  l layer  k known  ? help  q quit"

  static let help = [
    "Replay: what was recorded, played back. Nothing is executed.", "",
    "  space        play or pause", "  n, right     the next event          p, left    the one before",
    "  f            the next finding        F          the one before",
    "  g            the first event         G          the last", "  +            twice as fast           -          half as fast",
    "  l            events of one layer after another", "  k            what was so, or what was known to the recorder",
    "  q, Ctrl-C    quit                    Ctrl-Z     suspend", "",
    "Findings are missed objectives, failed checks and tasks, slips and gaps", "of a minute and more, impact, and deadlines of gates.",
    "", "Any of these keys goes back.",
  ]

  // MARK: - Head

  private struct HeadPart {
    var text: String
    var ink: TextChart.Ink
    /// What stands for it where there is no room, and after how many others it gives way; nil where it never does.
    var short: (text: String, turn: Int)?
  }

  /// State, times and position; the name, the speed and long words only as far as there is room.
  private func head(_ canvas: PlayerCanvas) -> [TextChart.Piece] {
    let isSo = perspective == .so
    var parts = [
      HeadPart(text: isPlaying ? "playing" : "paused ", ink: isPlaying ? .good : .open),
      HeadPart(text: PlaybackText.distance(cursor, from: start), ink: .strong),
      HeadPart(text: PlaybackText.day(cursor) + " UTC", ink: .plain),
      HeadPart(text: "\(position)/\(playback.count)", ink: .muted),
      HeadPart(text: isSo ? "what was so" : "what was known", ink: isSo ? .plain : .planned, short: (isSo ? "so" : "known", 3)),
      HeadPart(text: "\(speed)x", ink: .plain, short: ("", 2)), HeadPart(text: name, ink: .muted, short: ("", 0)),
    ]
    if let layer {
      let name = playback.layers[layer]
      parts.insert(HeadPart(text: "layer \(name)", ink: .planned, short: (name, 1)), at: 5)
    }
    func pieces() -> [TextChart.Piece] {
      let shown = parts.filter { !$0.text.isEmpty }
      return shown.enumerated().map { .init(text: ($0.offset > 0 ? "  " : "") + $0.element.text, ink: $0.element.ink) }
    }
    for turn in 0...3 where !canvas.fits(pieces()) {
      for number in parts.indices {
        if let short = parts[number].short, short.turn == turn { parts[number].text = short.text }
      }
    }
    return pieces()
  }

  /// Where the cursor stands between the beginning and the end of the run, with the findings.
  private func scrubber(_ canvas: PlayerCanvas) -> [TextChart.Piece] {
    let count = canvas.columns
    let last = end ?? playback.time(of: playback.count - 1, in: .so) ?? cursor
    let first = start ?? playback.time(of: 0, in: .so) ?? cursor
    func column(_ time: Timestamp) -> Int {
      AxisTicks.column(of: time.nanoseconds, from: first.nanoseconds, to: last.nanoseconds, columns: count)
    }
    var cells = [(Character, TextChart.Ink)](repeating: (canvas.isUnicode ? "─" : "-", .muted), count: count)
    for place in 0..<min(column(cursor), count) { cells[place] = (canvas.isUnicode ? "━" : "=", .good) }
    for point in points {
      let isBad = point.kind == .missed || point.kind == .failed || point.kind == .violation
      cells[column(point.time)] = (isBad ? (canvas.isUnicode ? "✗" : "x") : (canvas.isUnicode ? "▴" : "^"), isBad ? .bad : .open)
    }
    cells[column(cursor)] = (canvas.isUnicode ? "●" : "O", .strong)
    return cells.map { TextChart.Piece(text: String($0.0), ink: $0.1) }
  }

  // MARK: - State

  private func course(_ state: SystemState) -> [[TextChart.Piece]] {
    let phase = state.phases.compactMap { item in
      item.value("phase")?.text.map { (item.name("wave").map { "\($0): " } ?? "") + $0 }
    }.joined(separator: ", ")
    let planned = state.tasks.filter { $0.isPlanned && !$0.isForUndecidedRollback }
    func number(_ of: TaskState) -> Int { planned.count { $0.state == of } }
    var text = "\(number(.completed)) of \(planned.count) tasks done, \(number(.started)) running"
    if number(.failed) > 0 { text += ", \(number(.failed)) failed" }
    if number(.paused) > 0 { text += ", \(number(.paused)) paused" }
    var lines: [[TextChart.Piece]] = [
      [.init(text: label("phase"), ink: .muted), .init(text: phase.isEmpty ? "none yet" : phase, ink: .strong),
        .init(text: "   " + text, ink: .plain)]
    ]
    let open = state.gates.filter { $0.state == .requested || $0.state == .rejected || $0.isOverdue && $0.state != .passed }
    for gate in open.prefix(2) {
      let since = gate.basis.map { " since \(PlaybackText.clock($0.since))" } ?? ""
      var text = "\(gate.id) \(gate.state.rawValue)\(since), \(gate.approvals.count) of \(gate.needed) approvals"
      if gate.isOverdue { text += ", overdue" }
      lines.append([
        .init(text: label("gate"), ink: .muted), .init(text: text, ink: gate.isOverdue || gate.state == .rejected ? .bad : .open),
      ])
    }
    return lines
  }

  private func clocks(_ report: ObjectivesReport, _ canvas: PlayerCanvas) -> [[TextChart.Piece]] {
    let running = report.objectives.compactMap { result -> [TextChart.Piece]? in
      guard result.applies, let clock = result.underWay, let limit = result.limit else { return nil }
      let isOver = clock.elapsed > limit
      return [
        .init(text: label("clock"), ink: .muted),
        .init(text: canvas.gauge(clock.elapsed, of: limit, columns: 12) + " ", ink: isOver ? .bad : .good),
        .init(text: "\(result.id) ", ink: .strong),
        .init(
          text: "\(clock.elapsed.wholeSeconds.readable) of \(limit.readable)\(isOver ? ", missed" : "")",
          ink: isOver ? .bad : .plain),
      ]
    }
    return Array(running.prefix(4))
  }

  private func services(_ state: SystemState) -> [[TextChart.Piece]] {
    var pieces: [TextChart.Piece] = []
    for service in state.live.services.prefix(12) {
      let ink: TextChart.Ink =
        switch service.state {
        case .up: .good
        case .degraded: .open
        case .down: .bad
        case nil: .muted
        }
      let since = service.basis.map { " \(PlaybackText.clock($0.since))" } ?? ""
      let isFreeze = service.state != .up && !service.parts.contains { $0.kind != .freeze && $0.state != .up }
      let word = service.state.map { isFreeze && $0 != .up ? "writes frozen" : $0.rawValue } ?? "unknown"
      pieces.append(.init(text: "\(pieces.isEmpty ? "" : "   ")\(service.service ?? "service") \(word)\(since)", ink: ink))
    }
    var lines: [[TextChart.Piece]] = pieces.isEmpty ? [] : [[.init(text: label("services"), ink: .muted)] + pieces]
    let shares = state.live.traffic.filter { $0.percent > 0 }.prefix(6).map { share in
      "\(share.service ?? "all") \(StateText.percent(share.percent)) % to \(share.target)"
    }
    if !shares.isEmpty {
      lines.append([.init(text: label("traffic"), ink: .muted), .init(text: shares.joined(separator: "   "), ink: .plain)])
    }
    let copies = state.live.datasets.compactMap { dataset -> String? in
      let writers = dataset.copies.filter { $0.value("writes") != nil }.map { copy in
        "\(copy.name("side") ?? "") \(copy.value("writes")?.text ?? "")"
      }
      return writers.isEmpty ? nil : "\(dataset.dataset ?? "all data"): \(writers.joined(separator: ", "))"
    }
    if !copies.isEmpty {
      lines.append([
        .init(text: label("writes"), ink: .muted), .init(text: copies.prefix(6).joined(separator: "   "), ink: .plain),
      ])
    }
    return lines
  }

  private func running(_ state: SystemState) -> [[TextChart.Piece]] {
    let tasks = state.tasks.filter { $0.state == .started || $0.state == .paused || $0.state == .failed }
    return tasks.prefix(5).map { task in
      let since = task.basis.map { " since \(PlaybackText.clock($0.since))" } ?? ""
      var pieces: [TextChart.Piece] = [
        .init(text: label("task"), ink: .muted),
        .init(text: task.title ?? task.id, ink: task.state == .failed ? .bad : .plain),
        .init(text: " \(task.state == .started ? "running" : task.state.rawValue)\(since)", ink: .muted),
      ]
      if let due = due[task.id], due < cursor, task.state != .failed,
        let late = cursor.distance(since: due)
      {
        pieces.append(.init(text: ", due \(late.wholeSeconds.readable) ago", ink: .open))
      }
      return pieces
    }
  }

  private func label(_ text: String) -> String { text + String(repeating: " ", count: max(1, 10 - text.utf8.count)) }

  // MARK: - Events

  /// The events around the cursor, the last one that has come marked.
  private mutating func events(_ room: Int, _ canvas: PlayerCanvas) -> [[TextChart.Piece]] {
    guard room > 1 else { return [] }
    var shown: [Int] = []
    let coming = min(2, room / 4)
    var number = position - 1
    while number >= 0, shown.count < room - coming - 1 {
      if isShown(number) { shown.insert(number, at: 0) }
      number -= 1
    }
    number = position
    while number < playback.count, shown.count < room - 1, shown.count(where: { $0 >= position }) < coming {
      if isShown(number) { shown.append(number) }
      number += 1
    }
    let last = shown.last { $0 < position }
    var lines: [[TextChart.Piece]] = [[]]
    for number in shown {
      guard let event = playback.event(number, in: perspective) else { continue }
      let isLast = number == last
      let sign = isLast ? (canvas.isUnicode ? "▸ " : "> ") : "  "
      var pieces: [TextChart.Piece] = [.init(text: sign, ink: .strong)]
      let ink: TextChart.Ink = number >= position ? .muted : isLast ? .strong : .plain
      pieces += PlaybackText.pieces(event, perspective, on: cursor, ink)
      lines.append(canvas.line(pieces))
    }
    return lines
  }

  private func isShown(_ number: Int) -> Bool {
    layer == nil || playback.layer(of: number, in: perspective) == layer
  }
}

extension Timestamp {
  /// The time from an earlier instant to this one; nil where it is over 292 years.
  func distance(since earlier: Timestamp) -> TimeSpan? {
    let (difference, isOver) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return isOver ? nil : TimeSpan(nanoseconds: difference)
  }
}
