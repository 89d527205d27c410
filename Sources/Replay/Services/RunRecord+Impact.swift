import CloudEvents
import CutoverModel

extension RunRecord {
  /// Takes in an event about impact and recovery of the live system.
  mutating func takeImpact(_ view: EventView, _ kind: EventKind, _ context: PlanContext) {
    let name = view.string("service")
    if let name, !context.knows(service: name) {
      findings.note(
        rule: "service-unknown",
        message: "a service that the plan doesn't hold, such as \(name); it has clocks of its own",
        index: view.index)
    }
    let service = serviceNumber(name)
    switch kind {
    case .faultOccurred, .incidentDetected, .incidentDeclared:
      anchors[kind, default: []].append(Named(mark: keep(view, kind), name: service))
    case .serviceValidated, .serviceAccepted:
      let reader = RecordReader(view, kind: kind, &findings)
      guard name != nil else {
        reader.lacks("service", "good news without a service counts for none", &findings)
        return
      }
      anchors[kind, default: []].append(Named(mark: keep(reader), name: service))
    case .serviceDown, .serviceDegraded, .serviceUp: takeLevel(view, kind, service, context)
    case .serviceObserved: takeProbe(view, kind, service)
    case .impactNone: takeAttestation(view, kind, service)
    case .maintenanceAnnounced: takeAnnouncement(view, kind, service)
    case .backlogReported, .backlogCleared: takeBacklog(view, kind, service)
    default: break
    }
  }

  /// The number of a service; `ServiceChange.every` for `*`.
  mutating func serviceNumber(_ name: String?) -> Int32 {
    name == "*" ? ServiceChange.every : services.number(name)
  }

  private mutating func takeLevel(
    _ view: EventView, _ kind: EventKind, _ service: Int32, _ context: PlanContext
  ) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    let state: ServiceLevel.State =
      switch kind {
      case .serviceDown: .down
      case .serviceDegraded: .degraded
      default: .up
      }
    if service == NameTable.absent {
      reader.lacks(
        "service",
        state == .up
          ? "good news without a service counts for none"
          : "bad news without a service counts for every one", &findings)
    }
    let hundredths = reader.percentage("level", &findings)
    if state == .down, let hundredths, let least = context.leastMinimumLevel,
      Int64(hundredths) >= least.saturatingMultiply(100)
    {
      findings.note(
        rule: "level-contradicts-state",
        message: "service.down with a data.level that an objective is content with; down counts",
        index: view.index)
    }
    let region = view.string("region")
    serviceChanges.append(
      ServiceChange(
        mark: keep(reader), service: service,
        region: region == "*" ? NameTable.absent : regions.number(region),
        level: ServiceLevel(state: state, hundredths: hundredths)))
  }

  private mutating func takeProbe(_ view: EventView, _ kind: EventKind, _ service: Int32) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard let from = reader.moment("from", required: true, &findings),
      let to = reader.moment("to", required: true, &findings),
      let interval = reader.duration("interval", required: true, &findings),
      let passed = reader.count("ok", required: true, &findings),
      let failed = reader.count("failed", required: true, &findings)
    else { return }
    guard from.stated <= to.stated else {
      reader.malformed("to", "not before data.from", &findings)
      return
    }
    if service == NameTable.absent {
      reader.lacks("service", "probes without a service cover none", &findings)
    }
    let event = archive.name(view, at: archive.streams.place(of: view), kind: kind)
    let span = ProbeCoverage.Span(
      from: from.stated.nanoseconds, to: to.stated.nanoseconds, interval: interval, first: event, last: event)
    probeSlack.before = max(probeSlack.before, view.clock.before)
    probeSlack.after = max(probeSlack.after, view.clock.after)
    let isFilled = span.isFilled(by: passed.saturatingAdd(failed))
    if !isFilled {
      findings.note(
        rule: "probes-too-few",
        message: "service.observed: data.ok and data.failed are fewer probes than one an interval; "
          + "they cover nothing",
        index: view.index)
    }
    if failed > 0 {
      // Where some passed, nothing says when the failed ones were.
      let shown =
        passed == 0 ? max(from.earliest, to.earliest.saturatingAdd(-interval)) : from.earliest
      failedProbes[service] = max(failedProbes[service] ?? .min, shown)
      failedSpans[service, default: ProbeCoverage()].add(span)
      if passed == 0 { deadSpans[service, default: ProbeCoverage()].add(span) }
    } else if passed > 0, isFilled, service != NameTable.absent {
      let region = view.string("region")
      let key = ProbeKey(
        service: service, region: region == "*" ? NameTable.absent : regions.number(region))
      coverage[key, default: ProbeCoverage()].add(span)
    }
  }

  private mutating func takeAttestation(_ view: EventView, _ kind: EventKind, _ service: Int32) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard service != NameTable.absent else {
      reader.lacks("service", "good news without a service counts for none", &findings)
      return
    }
    guard reader.text("statement", required: true, &findings) != nil,
      reader.text("signature", required: true, &findings) != nil
    else { return }
    attested.append(Named(mark: keep(reader), name: service))
  }

  private mutating func takeAnnouncement(_ view: EventView, _ kind: EventKind, _ service: Int32) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    guard service != NameTable.absent else {
      reader.lacks("service", "good news without a service counts for none", &findings)
      return
    }
    guard let from = reader.moment("from", required: true, isReading: false, &findings),
      let to = reader.moment("to", required: true, isReading: false, &findings)
    else { return }
    guard from.stated <= to.stated else {
      reader.malformed("to", "not before data.from", &findings)
      return
    }
    announcements.append(
      Announcement(mark: keep(reader), service: service, from: from, to: to))
  }

  private mutating func takeBacklog(_ view: EventView, _ kind: EventKind, _ service: Int32) {
    let reader = RecordReader(view, kind: kind, &scratch, &findings)
    let isCleared = kind == .backlogCleared
    if service == NameTable.absent {
      reader.lacks(
        "service",
        isCleared
          ? "good news without a service counts for none"
          : "bad news without a service counts for every one", &findings)
    }
    let queue = reader.text("queue", required: true, &findings)
    backlog.append(
      BacklogChange(
        mark: keep(reader), service: service, queue: queues.number(queue), isCleared: isCleared))
  }
}
