package import CutoverModel
internal import JSONText

/// A decision with who made it and why.
package struct DecisionRecord: Dated, Hashable {
  /// The word of the vocabulary, or whatever the event says; nil if it says none.
  package var decision: String?
  package var gate: String?
  package var actor: String?
  package var onBehalfOf: String?
  /// What the event says in sentences, at most 1,000 Unicode scalars.
  package var reason: String?
  package var service: String?
  package var at: EventMoment
  package var mode: CutoverEvent.Mode
  var subject: IncidentSubject

  init(_ event: CutoverEvent) {
    decision = event.data["decision"]?.string.map { EntryText.cut($0, to: 200) }
    gate = event.gate
    actor = event.actor
    onBehalfOf = event.onBehalfOf
    reason = EntryText.sentences(of: event).map { EntryText.cut($0, to: 1_000) }
    service = event.service
    at = EventMoment(event)
    mode = event.mode
    subject = IncidentSubject(event)
  }
}
