internal import CloudEvents
internal import CutoverModel
internal import JSONText

/// Incidents that nobody has resolved and backlogs that nobody has cleared.
///
/// It keeps every event of an incident, and of a backlog only the last report and the last clearing.
struct OpenMatters: Sendable {
  private struct Queue: Sendable {
    var reported: EventMoment?
    var depth: String?
    var cleared: EventMoment?
  }

  private var notes: [IncidentNote] = []
  private var queues: [StateKey: Queue] = [:]

  /// Whether events of a kind are looked at.
  static func concerns(_ kind: EventKind) -> Bool {
    switch kind {
    case .incidentDetected, .incidentDeclared, .incidentMitigated, .incidentResolved, .backlogReported, .backlogCleared:
      true
    default: false
    }
  }

  /// Takes in an event of the live system.
  mutating func note(_ event: CutoverEvent, kind: EventKind) {
    switch kind {
    case .incidentDetected, .incidentDeclared, .incidentMitigated, .incidentResolved:
      notes.append(IncidentNote(event, kind: kind))
    case .backlogReported, .backlogCleared:
      guard let name = event.data["queue"]?.string else { return }
      let key = StateKey([event.service, name])
      let at = EventMoment(event)
      if kind == .backlogCleared {
        // Good news without a service counts for none.
        if event.service == nil { return }
        queues[key, default: Queue()].cleared.keepLatest(at)
      } else if queues[key]?.reported.map({ $0.precedes(at) }) ?? true {
        queues[key, default: Queue()].reported = at
        queues[key]?.depth = event.data["depth"].flatMap(EntryText.scalar).map { EntryText.cut($0, to: 200) }
      }
    default: break
    }
  }

  /// By their beginning.
  var incidents: [DecisionLatency] {
    IncidentFinder.incidents(notes.sorted { $0.at.precedes($1.at) }).filter { $0.resolved == nil }
  }

  /// By service and queue.
  var backlogs: [OpenBacklog] {
    queues.keys.sorted().compactMap { key in
      guard let queue = queues[key], let reported = queue.reported, let name = key.names.last ?? nil else { return nil }
      // What is cleared for all services is cleared for each.
      let all = queues[StateKey(["*", name.text])]?.cleared
      for cleared in [queue.cleared, all].compactMap(\.self) where !cleared.precedes(reported) { return nil }
      return OpenBacklog(
        service: key.names.first.flatMap { $0?.text }, queue: name.text, depth: queue.depth, reported: reported)
    }
  }
}
