internal import CutoverModel
internal import JSONText

/// What an event of an incident, or a decision, is about: a correlation and a service, where it says so.
struct IncidentSubject: Hashable, Sendable {
  var correlation: ExactText?
  var service: ExactText?

  init(_ event: CutoverEvent) {
    correlation = event.extensions.first { $0.name == "correlationid" }?.value.string.map(ExactText.init)
    service = event.service.map(ExactText.init)
  }

  /// Whether the two can be about one incident: nothing that both say differs. A shared correlation decides.
  func agrees(with other: IncidentSubject) -> Bool {
    if let own = correlation, let others = other.correlation { return own == others }
    if let own = service, let others = other.service { return own == others }
    return true
  }
}

/// What a timeline keeps of one event of an incident.
struct IncidentNote: Dated {
  var kind: EventKind
  var at: EventMoment
  var subject: IncidentSubject
  var severity: String?

  init(_ event: CutoverEvent, kind: EventKind) {
    self.kind = kind
    at = EventMoment(event)
    subject = IncidentSubject(event)
    severity = event.data["severity"].flatMap(EntryText.scalar).map { EntryText.cut($0, to: 200) }
  }
}
