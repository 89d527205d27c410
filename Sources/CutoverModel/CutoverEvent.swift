package import CloudEvents
package import JSONText

/// What names one event in every answer: its place, its identity, its time and its type.
package struct EventReference: Hashable, Sendable {
  package var index: Int
  package var source: String
  package var id: String
  package var time: Timestamp
  package var type: String
  /// Which of the streams of the run the event is from: 0 for the first that was given.
  package var stream: Int
  /// What that stream calls itself, where its opening was seen.
  package var origin: String?

  package init(
    index: Int, source: String, id: String, time: Timestamp, type: String, stream: Int = 0,
    origin: String? = nil
  ) {
    self.index = index
    self.stream = stream
    self.origin = origin
    self.source = source
    self.id = id
    self.time = time
    self.type = type
  }
}

/// One event of the vocabulary, decoded for a fold that needs all of it.
package struct CutoverEvent: Sendable {
  /// Whether the event speaks of the live system; only `live` counts as user impact.
  package enum Mode: String, Sendable { case live, dryRun = "dry-run", isolated }

  package var reference: EventReference
  /// Nil for types that the vocabulary doesn't know.
  package var kind: EventKind?
  package var moment: Moment
  package var accepted: Timestamp?
  package var actor: String?
  package var onBehalfOf: String?
  package var recordedBy: String?
  package var task: String?
  package var wave: String?
  package var gate: String?
  package var layer: String?
  package var service: String?
  package var dataset: String?
  package var region: String?
  package var subject: String?
  package var mode: Mode
  /// The payload; `.null` where there is none.
  package var data: JSONValue
  /// The attributes that nothing above holds, in the order of the line: of other vocabularies, or of another form.
  package var extensions: [JSONMember]

  package var index: Int { reference.index }
  package var time: Timestamp { reference.time }

  /// Decodes the event that a view shows. Allocates; a `timeaccuracy` that is no duration is ignored.
  ///
  /// `stream` says which of the streams of a run the view is from, `origin` what that stream calls itself.
  package init(_ view: EventView, stream: Int = 0, origin: String? = nil) {
    let type = view.type
    reference = EventReference(
      index: view.index, source: view.source, id: view.id, time: view.time, type: type,
      stream: stream, origin: origin)
    kind = EventKind(type: type)
    let accuracy = view.string("timeaccuracy").flatMap { TimeSpan($0) }
    let own = TimeSpan(nanoseconds: accuracy.map { max(0, $0.nanoseconds) } ?? view.time.resolutionNanoseconds)
    moment = Moment(
      view.time, accuracy: (own + TimeSpan(nanoseconds: view.clock.after)).nanoseconds, before: view.clock.before)
    accepted = view.string("acceptedtime").flatMap { try? Timestamp($0) }
    actor = view.string("actor")
    onBehalfOf = view.string("onbehalfof")
    recordedBy = view.string("recordedby")
    task = view.string("task")
    wave = view.string("wave")
    gate = view.string("gate")
    layer = view.string("layer")
    service = view.string("service")
    dataset = view.string("dataset")
    region = view.string("region")
    subject = view.string("subject")
    mode = view.string("mode").flatMap(Mode.init(rawValue:)) ?? .live
    data = view.data ?? .null
    extensions = Self.extensions(of: view)
  }
}
