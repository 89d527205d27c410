internal import CloudEvents
internal import CutoverModel
internal import JSONText
internal import Replay

/// The cited events.
extension OSCALResult {
  /// An entry for each cited event; nil where none is cited.
  func assessmentLog(_ people: inout OSCALPeople, _ identifiers: inout OSCALIdentifiers) -> JSONValue? {
    let entries = Self.cited(audit).map { event in
      let said = audit.people[RunAudit.LinePlace(event)]
      let logger = said?.logger.flatMap { people.party(of: $0, in: audit.plan, &identifiers) }
      return OSCALObject.of([
        ("uuid", entry(of: event)), ("title", .string(OSCALText.line(EventText.shortType(event.type)))),
        ("description", .string(OSCALText.line("Event \(event.id) of \(event.source)"))),
        ("start", .string(OSCALText.time(event.time))), ("end", .string(OSCALText.time(event.time))),
        (
          "props",
          OSCALObject.properties(
            place(of: event) + [
              ("type", event.type), ("source", event.source), ("time", event.time.description),
              ("actor", said?.actor), ("on-behalf-of", said?.onBehalfOf), ("recorded-by", said?.recordedBy),
              ("amended-by", audit.corrections.amendments[event.place].map { "\($0.index)" }),
            ])
        ),
        ("links", .array(stream(of: event).map { [["href": $0, "rel": "reference"]] } ?? [])),
        ("logged-by", .array(logger.map { [["party-uuid": .string($0)]] } ?? [])),
      ])
    }
    return entries.isEmpty ? nil : ["entries": .array(entries)]
  }

  /// An event as evidence: where it lies, and its leaf hash.
  func evidence(_ event: EventReference) -> JSONValue {
    let place = audit.streams.count > 1 ? "Line \(event.index) of stream \(event.stream + 1)" : "Line \(event.index)"
    let what = "\(EventText.shortType(event.type)) \(event.id)"
    return OSCALObject.of([
      ("href", stream(of: event)), ("description", .string("\(place): \(OSCALText.line(what))")),
      ("props", OSCALObject.properties(self.place(of: event))),
      ("links", .array(entry(of: event).map { [["href": .string("#" + ($0.string ?? "")), "rel": "reference"]] } ?? [])),
    ])
  }

  private func place(of event: EventReference) -> [(name: String, value: String?)] {
    [("sequence", "\(event.index)"), ("event-id", event.id), ("leaf-hash", audit.leaf(of: event))]
  }

  private func entry(of event: EventReference) -> JSONValue? {
    entries[RunAudit.LinePlace(event)].map { .string($0) }
  }

  /// The stream's resource, to be pointed to.
  private func stream(of event: EventReference) -> JSONValue? {
    resources.streams.indices.contains(event.stream) ? .string("#" + resources.streams[event.stream]) : nil
  }

  /// The streams of some events, else all of the run, as subjects.
  func subjects(_ events: [EventReference]) -> JSONValue {
    let cited = Set(events.map(\.stream))
    let streams = resources.streams.enumerated().filter { cited.isEmpty || cited.contains($0.offset) }
    return .array(streams.map { ["subject-uuid": .string($0.element), "type": "resource"] })
  }
}
