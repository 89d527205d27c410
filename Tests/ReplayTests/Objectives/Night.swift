import CloudEvents
import CutoverModel
import TestSupport

@testable import Replay

/// A small timeline drawn as text: one row for what has a state of its own, one column a minute from 22:00.
///
///     east     .x....o....     a region of the service pay, or `all` of it
///     web      ..~...o....     another service: a row of any other name
///     west db  .F.........     writes at a side of the data set db
///     run      (.........)     the run, decisions, incidents, backlogs: `run`
///
/// Of a service `x` is down, `~` degraded, `1`…`9` degraded with that many tens of percent usable, `o` up. Of writes `F`
/// is frozen, `O` opened, `P` promoted (the writer moves here), `R` all up to now recoverable here, `=` a reading of the
/// replica with the source's last position, `<` one that lags behind it. Of the data set (`db`) `L` is lost, `D` diverged,
/// `m` reconciled and matching, `M` not matching. Of the run `(` is its beginning, `)` its end, `!` a fault, `d` detected,
/// `D` declared, `i` invoked, `g` go, `n` no-go, `r` rollback, `b` and `c` a backlog reported and cleared, `v` validated,
/// `a` accepted, `e` maintenance announced for minutes 2 to 6. Anything else is an error.
struct Night {
  struct UnknownMark: Error {
    var row: String
    var mark: Character
  }

  /// The events in the order of the columns, of equal time in that of the rows.
  private(set) var events: [(column: Int, line: String)] = []
  private let width: Int

  init(_ picture: String) throws {
    var events: [(column: Int, line: String)] = []
    var width = 0
    for row in picture.split(separator: "\n") {
      let words = row.split(separator: " ")
      guard let marks = words.last else { continue }
      let label = words.dropLast().joined(separator: " ")
      width = max(width, marks.count)
      for (column, mark) in marks.enumerated() where mark != "." {
        guard let line = Self.line(label, mark, column) else { throw UnknownMark(row: label, mark: mark) }
        events.append((column, line))
      }
    }
    self.events = events.enumerated().sorted { ($0.element.column, $0.offset) < ($1.element.column, $1.offset) }
      .map(\.element)
    self.width = width
  }

  var lines: [String] { events.map(\.line) }

  // MARK: In

  private static let regions: Set<String> = ["east", "west", "all"]

  static func clock(_ column: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(two(22 + column / 60)):\(two(column % 60)):00"
  }

  private static func line(_ label: String, _ mark: Character, _ column: Int) -> String? {
    let time = clock(column)
    if label == "run" { return runLine(mark, time) }
    if label == "db" { return dataLine(mark, time) }
    if label.hasSuffix(" db") { return writesLine(String(label.dropLast(3)), mark, time) }
    var attributes: [String: String] = regions.contains(label) ? [:] : ["service": label]
    if label == "east" || label == "west" { attributes["region"] = label }
    switch mark {
    case "x": return pay("service.down", time, attributes)
    case "~": return pay("service.degraded", time, attributes)
    case "o": return pay("service.up", time, attributes)
    case "1"..."9": return pay("service.degraded", time, attributes, data: "{\"level\":\(mark)0}")
    default: return nil
    }
  }

  private static func writesLine(_ side: String, _ mark: Character, _ time: String) -> String? {
    switch mark {
    case "F": db("writes.frozen", time, "{\"side\":\"\(side)\"}")
    case "O": db("writes.opened", time, "{\"side\":\"\(side)\"}")
    case "P":
      db("writer.changed", time, "{\"from\":\"\(side == "west" ? "north" : "west")\",\"to\":\"\(side)\"}")
    case "R":
      db("data.recoverable", time, "{\"side\":\"\(side)\",\"upTo\":\"2026-11-22T\(time).000000000Z\"}")
    case "=":
      db("replication.observed", time, "{\"side\":\"\(side)\",\"sourcePosition\":9,\"targetPosition\":9}")
    case "<":
      db("replication.observed", time, "{\"side\":\"\(side)\",\"sourcePosition\":9,\"targetPosition\":8}")
    default: nil
    }
  }

  private static func dataLine(_ mark: Character, _ time: String) -> String? {
    switch mark {
    case "L": db("data.lost", time, #"{"count":5,"unit":"writes"}"#)
    case "D": db("data.diverged", time, #"{"side":"west","writes":7}"#)
    case "m": db("data.reconciled", time, #"{"matches":true}"#)
    case "M": db("data.reconciled", time, #"{"matches":false}"#)
    default: nil
    }
  }

  private static func runLine(_ mark: Character, _ time: String) -> String? {
    func decision(_ word: String) -> String { run("decision.made", time, data: "{\"decision\":\"\(word)\"}") }
    switch mark {
    case "(": return run("run.began", time)
    case ")": return run("run.ended", time)
    case "!": return pay("fault.occurred", time)
    case "d": return pay("incident.detected", time)
    case "D": return pay("incident.declared", time)
    case "i": return decision("invoke")
    case "g": return decision("go")
    case "n": return decision("no-go")
    case "r": return decision("rollback")
    case "b": return pay("backlog.reported", time, data: #"{"queue":"q"}"#)
    case "c": return pay("backlog.cleared", time, data: #"{"queue":"q"}"#)
    case "v": return pay("service.validated", time)
    case "a": return pay("service.accepted", time)
    case "e":
      return pay(
        "maintenance.announced", time,
        data: """
          {"from":"2026-11-22T22:02:00.000000000Z","to":"2026-11-22T22:06:00.000000000Z"}
          """)
    default: return nil
    }
  }

  // MARK: Out

  /// States (`x`, `~`, `o`) and episodes of the service pay, then a line for each objective of the plan, then findings.
  func told(_ plan: Plan) throws -> String {
    let report = try objectives(plan, lines)
    let episodes = report.services.first { $0.service == "pay" }?.episodes ?? []
    var rows = ["states    " + (try states(plan)), "episodes  " + drawn(episodes)]
    rows += report.objectives.map { result in
      guard result.applies else { return "\(result.id)   does not apply" }
      var text = "\(result.id)   \(result.verdict.rawValue)"
      if let count = result.count { text += ", \(count) \(result.unit ?? "")" }
      if result.limitCount == nil { text += ", " + Self.text(result.value) }
      if let residual = result.residual, residual != result.value { text += ", residual " + Self.text(residual) }
      return result.missing.isEmpty ? text : "\(text), lacks \(result.missing.joined(separator: "; "))"
    }
    rows += report.findings.map { "finding   \($0.rule)" }
    return rows.joined(separator: "\n")
  }

  func told(
    _ objectives: Objective..., freezeImpact: Plan.Service.FreezeImpact? = Plan.Service.FreezeImpact.none
  ) throws -> String {
    try told(payPlan(objectives, freezeImpact: freezeImpact))
  }

  static func text(_ span: MeasuredSpan?) -> String {
    guard let span else { return "unknown" }
    guard let upper = span.upper else { return "at least \(span.lower.readable)" }
    // The times that an event states of others are exact to the nanosecond only.
    if let stated = span.stated, upper - span.lower <= TimeSpan(nanoseconds: 2) { return stated.readable }
    return "\(span.lower.readable) … \(upper.readable)"
  }

  /// How the service stands after the events of each column.
  private func states(_ plan: Plan) throws -> String {
    var text = ""
    for column in 0..<width {
      let known = events.filter { $0.column <= column }.map(\.line)
      let state = try folding(StandingFold(plan), over: known)
      text += state.map { [.down: "x", .degraded: "~", .up: "o"][$0] ?? "?" } ?? "."
    }
    return text
  }

  private func drawn(_ episodes: [EpisodeReading]) -> String {
    var marks = Array(repeating: Character("."), count: width)
    for episode in episodes {
      let start = Self.column(episode.from)
      let end = episode.to.map(Self.column)
      for column in start..<(end ?? width) { marks[column] = "-" }
      marks[start] = "["
      if let end { marks[end] = "]" }
    }
    return String(marks)
  }

  private static func column(_ event: EventReference) -> Int {
    Int((event.time.nanoseconds / 1_000_000_000 - 1_795_384_800) / 60)
  }
}

/// How the service pay stands at the end of a stream; nil where nothing was said of it.
private struct StandingFold: EventFold {
  private var record = RunRecord()
  private let context: PlanContext

  init(_ plan: Plan) { context = PlanContext(plan, streamKind: nil) }

  mutating func apply(_ view: EventView) {
    record.archive.streams.advance(to: view)
    guard let kind = EventKind(view) else { return }
    record.take(view, kind: kind, context: context)
  }

  consuming func finish() -> ServiceLevel.State? {
    let analysis = RunAnalysis(record, context: context, planAnchors: [:], attestations: [])
    let timeline = analysis.timeline(of: [analysis.record.services.known("pay")], minimum: nil, settle: .zero)
    guard let last = timeline.episodes.last?.raw else {
      return analysis.record.serviceChanges.isEmpty ? nil : .up
    }
    return last.end != nil ? .up : last.down.openSince != nil ? .down : .degraded
  }
}
