package import CloudEvents
package import CutoverModel
internal import JSONText

/// Tells what happened when, with the planned times of tasks and gates where there is a plan.
///
/// A task makes one entry from its first start to its end, with its attempts and pauses; a phase lasts until the next
/// of its wave, a service's state until the next of its region. Readings (`*.observed`, progress, backlog) make one
/// entry a subject. The recorder's own lines are left out but for revisions of the plan; types that the vocabulary
/// doesn't know are kept. Beside the entries stand gates, milestones, decisions, roles, incidents and gaps.
///
/// Memory doesn't grow with the stream: of each type the earliest `limit` entries are listed and the rest counted (all
/// unknown types share one limit), of each task and gate the earliest and the latest 100 events. Tasks, gates and roles
/// that the plan doesn't hold are told one by one up to a limit, in the order of the stream; the events of others are
/// listed by their types.
package struct TimelineFold: EventFold {
  /// How many entries of one type are listed.
  package static let defaultLimit = 5_000
  /// How many subjects of readings are told apart, and how many tasks.
  static let subjectLimit = 10_000
  /// How many gates, and how many roles, are told apart.
  static let groupLimit = 1_000
  /// How many events of one task, gate or role are listed from either end.
  static let seriesLimit = 100

  let plan: Plan?
  let schedule: Schedule?
  private(set) var bounds: RunBounds
  private var runMarks: [RunMark] = []
  private let limit: Int
  private let names: PlanNames?
  private var kept: [String: CappedEntries] = [:]
  private var readings: ObservationDigest
  private(set) var tasks: [ExactText: TaskSketch] = [:]
  private(set) var gates: [ExactText: CappedSeries<GateNote>] = [:]
  private(set) var roles: [ExactText: CappedSeries<RoleNote>] = [:]
  private(set) var incidents: CappedSeries<IncidentNote>
  private var decisions: CappedSeries<DecisionRecord>
  /// The last event of the run, whatever it says.
  private(set) var latest: EventMoment?
  private(set) var withheld = 0
  private var followsAllTasks = true
  private var streams = StreamCounter()
  private var findings = FindingCollector()
  private var disorder = EventDisorder()
  private var acceptance = AcceptanceLog()

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
    names = plan.map(PlanNames.init)
    bounds = RunBounds(starts: starts)
    readings = ObservationDigest(limit: Self.subjectLimit)
    incidents = CappedSeries(limit: min(limit, Self.groupLimit))
    decisions = CappedSeries(limit: limit)
  }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) {
      findings.streams = streams
      disorder.beginStream()
    }
    let kind = EventKind(view)
    if kind == nil, EventKind.isRecordersOwn(view) {
      applyRecorders(view)
      return
    }
    let event = CutoverEvent(view, of: streams)
    disorder.note(event, in: &findings)
    latest.keepLatest(EventMoment(event))
    names?.note(event, in: &findings)
    if kind?.isReading == true {
      readings.add(event, isImport: bounds.isImport)
      if !bounds.isImport { acceptance.noteFirst(event) }
      return
    }
    if !bounds.isImport { acceptance.note(event) }
    guard let kind else {
      keep(event, .other, under: "types that the vocabulary doesn't know")
      return
    }
    if kind == .runBegan || kind == .runEnded {
      runMarks.append(RunMark(place: event.reference.place, time: event.time, begins: kind == .runBegan))
    }
    bounds.note(event)
    if let task = event.task, kind.entryKind == .task, addTask(event, kind: kind, to: ExactText(task)) { return }
    addPeople(event, kind: kind)
    keep(event, kind.entryKind, under: kind.entryKind == .impact ? "service" : kind.rawValue)
  }

  private mutating func applyRecorders(_ view: EventView) {
    if view.isType("dev.cutlog.withheld") {
      withheld += 1
    } else if view.isType("dev.cutlog.plan.revised") {
      let event = CutoverEvent(view, of: streams)
      let version = event.data["version"]?.integer.map { " to version \($0)" } ?? ""
      kept["plan.revised", default: CappedEntries(limit: limit)].add(
        TimelineEntry(event, kind: .plan, title: "plan revised\(version)", text: event.data["reason"]?.string))
    } else {
      bounds.noteRecorder(view)
    }
  }

  /// False where the task is one more than is told apart.
  private mutating func addTask(_ event: CutoverEvent, kind: EventKind, to key: ExactText) -> Bool {
    if tasks[key] == nil, tasks.count >= Self.subjectLimit, names?.tasks.contains(key) != true {
      followsAllTasks = false
      findings.noteShortened(1, at: event.reference.place)
      return false
    }
    tasks[key, default: TaskSketch(event, limit: Self.seriesLimit)].add(event, kind: kind)
    return true
  }

  /// What gates, roles, decisions and incidents are made of; says what names none of them.
  private mutating func addPeople(_ event: CutoverEvent, kind: EventKind) {
    func missing(_ what: String) { findings.noteMissing(what, at: event.reference.place) }
    switch kind {
    case .gateRequested, .gateApproved, .gateRejected, .decisionMade:
      if kind == .decisionMade { decisions.add(DecisionRecord(event)) }
      if let gate = event.gate {
        let key = ExactText(gate)
        if gates[key] != nil || gates.count < Self.groupLimit || names?.gates.contains(key) == true {
          gates[key, default: CappedSeries(limit: Self.seriesLimit)].add(GateNote(event, kind: kind))
        } else {
          findings.noteShortened(1, at: event.reference.place)
        }
      } else if kind != .decisionMade {
        missing("gate")
      }
    case .roleTaken:
      guard let role = event.data["role"]?.string else { return missing("role") }
      let key = ExactText(role)
      guard roles[key] != nil || roles.count < Self.groupLimit else {
        findings.noteShortened(1, at: event.reference.place)
        return
      }
      roles[key, default: CappedSeries(limit: Self.seriesLimit)].add(RoleNote(event))
    case .incidentDetected, .incidentDeclared, .incidentMitigated, .incidentResolved:
      // What a dry run or an isolated copy plays at is no incident.
      if event.mode == .live { incidents.add(IncidentNote(event, kind: kind)) }
    case .checkPassed, .checkFailed, .checkInconclusive, .checkWaived:
      if event.data["check"]?.string == nil { missing("check") }
    default: if kind.entryKind == .task, event.task == nil { missing("task") }
    }
  }

  private mutating func keep(_ event: CutoverEvent, _ kind: TimelineEntry.Kind, under type: String) {
    kept[type, default: CappedEntries(limit: limit)].add(
      TimelineEntry(event, kind: kind, title: EntryText.title(of: event), text: EntryText.text(of: event)))
  }

  package consuming func finish() -> Timeline {
    var findings = findings
    let planned = schedule.map { PlannedTimes($0, start: bounds.start, rollbackDecided: bounds.rollbackDecided) }
    let courses = taskCourses(&findings)
    let gates = gateCourses(planned, &findings)
    let decisions = decisions.kept
    let (incidents, latency) = latencies(courses, decisions.all, &findings)
    var entries = readings.entries + taskEntries(courses, planned)
    for type in kept.keys.sorted() { entries += kept[type]?.finish(title: type) ?? [] }
    entries.sort { $0.begins.precedes($1.begins) }
    endPhases(&entries)
    endServiceStates(&entries)
    planGates(&entries, gates)
    var timeline = Timeline(entries: entries, start: bounds.start, withheld: withheld, streams: streams.count)
    timeline.incidents = incidents
    timeline.latency = latency
    timeline.gates = gates
    timeline.decisions = decisions.all
    timeline.milestones = milestones(planned, courses, gates)
    timeline.unstarted = unstarted(planned)
    timeline.roles = roleHoldings(&findings)
    timeline.gaps = gaps(courses, gates)
    if withheld > 0 || !followsAllTasks {
      // A withheld line may have been a start, and tasks that aren't followed may have run.
      for number in timeline.gaps.spans.indices { timeline.gaps.spans[number].span.lower = .zero }
    }
    timeline.isOver = bounds.isOver
    timeline.horizon = bounds.ended ?? latest
    var acceptance = acceptance
    acceptance.note(late: readings.late)
    timeline.note(acceptance, end: timeline.horizon)
    timeline.layOutLanes()
    noteBounds(&findings)
    for entry in entries where entry.kind == .further {
      findings.noteShortened(entry.count, at: entry.event.place)
    }
    timeline.findings = findings.findings
    return timeline
  }

  private func noteBounds(_ findings: inout FindingCollector) {
    RunMark.note(runMarks, in: &findings)
    guard let began = bounds.began, let ended = bounds.ended, ended.moment.latest <= began.moment.earliest
    else { return }
    findings.note(
      rule: "run-ended-before-began", message: "the run's end is stated to be before its beginning",
      at: ended.event.place)
  }
}
