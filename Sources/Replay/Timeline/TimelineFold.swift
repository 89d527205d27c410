package import CloudEvents
package import CutoverModel
internal import JSONText

/// Tells what happened when, with the planned times of tasks and gates where there is a plan.
///
/// A task makes one entry from its first start to its end, whatever its attempts; a phase lasts until the next of its
/// wave, a service's state until the next of its region. Readings (`*.observed`, progress, backlog) make one entry a
/// subject. The recorder's own lines are left out but for revisions of the plan; types that the vocabulary doesn't
/// know are kept. Of each type the earliest `limit` entries are listed and the rest counted (all unknown types share
/// one limit), so memory doesn't grow with the stream but for the events of tasks and gates, and the decisions.
package struct TimelineFold: EventFold {
  /// How many entries of one type are listed.
  package static let defaultLimit = 5_000
  /// How many subjects of readings are told apart.
  static let subjectLimit = 10_000

  let plan: Plan?
  let schedule: Schedule?
  var log: RunLog
  private let limit: Int
  private var kept: [String: CappedEntries] = [:]
  private var readings: ObservationDigest
  var tasks: [ExactText: TaskSketch] = [:]
  private var detected: EventMoment?
  private var declared: EventMoment?
  private var decisions: [EventMoment] = []
  private var withheld = 0
  private var streams = StreamCounter()

  /// - Parameters:
  ///   - starts: T where it is known; else as in `VarianceFold`.
  ///   - limit: How many entries of one type are listed.
  package init(
    plan: Plan? = nil, schedule: Schedule? = nil, starts: Timestamp? = nil,
    limit: Int = TimelineFold.defaultLimit
  ) {
    self.plan = plan
    self.schedule = schedule
    self.limit = limit
    log = RunLog(starts: starts)
    readings = ObservationDigest(limit: Self.subjectLimit)
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    guard let kind = EventKind(view) else {
      applyUnknown(view)
      return
    }
    let event = CutoverEvent(view, of: streams)
    if kind.isReading {
      readings.add(event, kind: kind)
      return
    }
    log.note(event)
    switch kind {
    case .incidentDetected: detected.keepEarliest(EventMoment(event))
    case .incidentDeclared: declared.keepEarliest(EventMoment(event))
    case .decisionMade: decisions.append(EventMoment(event))
    default: break
    }
    if kind.entryKind == .task, let task = event.task {
      tasks[ExactText(task), default: TaskSketch(event)].add(event)
    } else {
      keep(
        TimelineEntry(
          event, kind: kind.entryKind, title: EntryText.title(of: event),
          text: EntryText.text(of: event)),
        under: kind.entryKind == .impact ? "service" : kind.rawValue)
    }
  }

  private mutating func applyUnknown(_ view: EventView) {
    if view.isType("dev.cutlog.withheld") {
      withheld += 1
    } else if view.isType("dev.cutlog.plan.revised") {
      let event = CutoverEvent(view, of: streams)
      let version = event.data["version"]?.integer.map { " to version \($0)" } ?? ""
      keep(
        TimelineEntry(
          event, kind: .plan, title: "plan revised\(version)", text: event.data["reason"]?.string),
        under: "plan.revised")
    } else if EventKind.isRecordersOwn(view) {
      log.apply(view, of: streams)
    } else {
      let event = CutoverEvent(view, of: streams)
      keep(
        TimelineEntry(
          event, kind: .other, title: EntryText.title(of: event), text: EntryText.text(of: event)),
        under: "types that the vocabulary doesn't know")
    }
  }

  private mutating func keep(_ entry: TimelineEntry, under type: String) {
    kept[type, default: CappedEntries(limit: limit)].add(entry)
  }

  package consuming func finish() -> Timeline {
    var entries = readings.entries + taskEntries()
    for type in kept.keys.sorted() {
      entries += kept[type]?.finish(title: type) ?? []
    }
    entries.sort { $0.begins.precedes($1.begins) }
    endPhases(&entries)
    endServiceStates(&entries)
    planGates(&entries)
    let starts = log.tasks.values.joined().filter { $0.kind == .taskStarted }.map(\.at)
    return Timeline(
      entries: entries, start: log.start,
      latency: DecisionLatency(
        detected: detected, declared: declared, decisions: decisions, starts: starts),
      withheld: withheld, streams: streams.count)
  }
}
