internal import CloudEvents
internal import CutoverModel
internal import Replay

/// Planned and actual times of a run's tasks and gates as a Gantt diagram of Mermaid, which GitHub and GitLab draw.
struct GanttDiagram {
  /// How many tasks and gates are drawn at most, before those on the driving path are preferred.
  private static let most = 24

  fileprivate struct Bar {
    var name: String
    var plannedStart: Timestamp?
    var plannedFinish: Timestamp?
    var start: Timestamp?
    var finish: Timestamp?
    var tag: Tag
    var isGate: Bool
  }

  fileprivate enum Tag: String { case done, active, crit }

  fileprivate let bars: [Bar]
  fileprivate let episodes: [Bar]
  /// How many tasks and gates there are.
  private let count: Int
  /// Whether only those of the driving path are drawn.
  private let isDrivingPath: Bool
  private let isLong: Bool
  private let horizon: Timestamp

  /// Nil where nothing has a time.
  init?(_ report: RunReport) {
    let variance = report.variance
    var all = (variance?.tasks ?? []).map { Self.bar($0) } + (variance?.gates ?? []).map { Self.bar($0) }
    all += (variance?.unplanned ?? []).map { Self.bar($0) }
    all = all.filter { $0.start != nil || $0.finish != nil || $0.plannedStart != nil || $0.plannedFinish != nil }
    count = all.count
    let path = Set(variance?.drivingPath ?? [])
    let onPath = all.filter { path.contains($0.name) }
    isDrivingPath = all.count > Self.most && !onPath.isEmpty
    if isDrivingPath { all = onPath }
    let chronological = all.enumerated().sorted { left, right in
      let (one, other) = (left.element.begins, right.element.begins)
      return one == other ? left.offset < right.offset : one < other
    }
    bars = chronological.prefix(Self.most * 2).map(\.element)
    episodes = Array(
      (report.objectives?.services ?? []).flatMap { service in
        service.episodes.map { episode in
          let name = "\(service.service ?? "users") not fully usable"
          return Bar(name: name, start: episode.from.time, finish: episode.to?.time, tag: .crit, isGate: false)
        }
      }.prefix(Self.most))
    guard let last = report.runReading?.ended?.stated ?? report.timeline.extent?.last.stated, !(bars.isEmpty && episodes.isEmpty)
    else { return nil }
    horizon = last
    let times = (bars + episodes).flatMap { [$0.plannedStart, $0.plannedFinish, $0.start, $0.finish].compactMap(\.self) }
    let length = (times.max() ?? last).nanoseconds.subtractingReportingOverflow((times.min() ?? last).nanoseconds)
    isLong = length.overflow || length.partialValue > 86_400_000_000_000
  }

  /// What is drawn, in words.
  var caption: String {
    var text = ""
    if isDrivingPath {
      text = "Drawn are the \(bars.count) of \(count) tasks and gates that held the finish where it was; all of them stand below. "
    } else if bars.count < count {
      text = "Drawn are the first \(bars.count) of \(count) tasks and gates. "
    }
    return text + "A number stands for the same task in each part. Times are UTC, to the second."
  }

  /// The source of the diagram, line by line.
  var text: String {
    var lines = [
      "gantt", "  dateFormat YYYY-MM-DDTHH:mm:ss", "  axisFormat \(isLong ? "%m-%d %H:%M" : "%H:%M")", "  todayMarker off",
    ]
    let planned = bars.enumerated().compactMap { number, bar in
      line(number, bar, "p", tag: nil, bar.plannedStart ?? bar.plannedFinish, bar.plannedFinish ?? bar.plannedStart)
    }
    let actual = bars.enumerated().compactMap { number, bar in
      line(number, bar, "a", tag: bar.tag, bar.start ?? bar.finish, bar.finish ?? (bar.tag == .active ? horizon : bar.start))
    }
    let impact = episodes.enumerated().compactMap { number, bar in
      line(number, bar, "u", tag: bar.tag, bar.start, bar.finish ?? horizon)
    }
    for (title, rows) in [("Planned", planned), ("Actual", actual), ("Users", impact)] where !rows.isEmpty {
      lines.append("  section \(title)")
      lines += rows
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ number: Int, _ bar: Bar, _ part: String, tag: Tag?, _ from: Timestamp?, _ to: Timestamp?) -> String? {
    guard let from, let to else { return nil }
    let (start, end) = (MermaidText.time(from), MermaidText.time(max(from, to)))
    let tags = [tag?.rawValue, bar.isGate || start == end ? "milestone" : nil, "\(part)\(number + 1)"].compactMap(\.self)
    return "    \(number + 1) \(MermaidText.name(bar.name)) :\(tags.joined(separator: ", ")), \(start), \(start == end ? "0s" : end)"
  }

  // MARK: - Bars

  private static func bar(_ task: TaskVariance) -> Bar {
    Bar(
      name: task.id, plannedStart: task.plannedStart, plannedFinish: task.plannedFinish, start: task.actualStart?.time,
      finish: end(task.attempts, task.state), tag: tag(task.state), isGate: false)
  }

  /// A gate stands where it is passed.
  private static func bar(_ gate: GateVariance) -> Bar {
    let passed = gate.history.passed?.time
    return Bar(
      name: gate.id, plannedStart: gate.plannedFinish, plannedFinish: gate.plannedFinish, start: passed, finish: passed,
      tag: .done, isGate: true)
  }

  private static func bar(_ task: UnplannedTask) -> Bar {
    Bar(
      name: task.id, start: task.history.firstStart?.time, finish: end(task.history.attempts, task.history.state),
      tag: tag(task.history.state), isGate: false)
  }

  /// The end of the last attempt, however it ended; nil while it lasts.
  private static func end(_ attempts: [TaskAttempt], _ state: TaskState) -> Timestamp? {
    state == .started || state == .paused ? nil : attempts.last?.end?.time
  }

  private static func tag(_ state: TaskState) -> Tag {
    switch state {
    case .completed, .skipped, .cancelled, .planned: .done
    case .failed: .crit
    case .started, .paused: .active
    }
  }
}

extension GanttDiagram.Bar {
  /// When it began, else when it was to.
  fileprivate var begins: Timestamp { start ?? finish ?? plannedStart ?? plannedFinish ?? .earliest }
}
