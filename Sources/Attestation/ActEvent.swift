package import CloudEvents
internal import JSONText

/// What a stream records of a personal act: the event's own fields, and what was signed.
package struct ActEvent: Sendable {
  package var index: Int
  package var act: Act
  package var subject: ActSubject
  package var actor: String?
  package var onBehalfOf: String?
  package var time: Timestamp
  /// When the recorder took it.
  package var accepted: Timestamp?
  /// The event's own `comment` and `reason`, those that it has; nil for one that is no text.
  package var remarks: [String?]
  /// Empty where the event has one that is no text.
  package var statement: String?
  /// An armored SSH signature over the statement; empty where the event has one that is no text.
  package var signature: String?

  package init(
    index: Int, act: Act, subject: ActSubject, actor: String?, onBehalfOf: String? = nil, time: Timestamp,
    accepted: Timestamp? = nil, remarks: [String?] = [], statement: String? = nil, signature: String? = nil
  ) {
    self.index = index
    self.act = act
    self.subject = subject
    self.actor = actor
    self.onBehalfOf = onBehalfOf
    self.time = time
    self.accepted = accepted
    self.remarks = remarks
    self.statement = statement
    self.signature = signature
  }

  /// Takes an act out of an event; nil for all other events.
  package init?(_ event: EventView) {
    guard let act = Act(event) else { return nil }
    let data = event.data
    var subject = ActSubject()
    switch act {
    case .approve, .reject: subject.gate = event.string("gate")
    case .decide:
      subject.gate = event.string("gate")
      subject.decision = data?["decision"]?.string
    case .waive: subject.check = data?["check"]?.string
    case .noImpact: subject.service = event.string("service")
    }
    self.init(
      index: event.index, act: act, subject: subject, actor: event.string("actor"),
      onBehalfOf: event.string("onbehalfof"), time: event.time,
      accepted: event.string("acceptedtime").flatMap { try? Timestamp($0) },
      remarks: ["comment", "reason"].compactMap { name in data?[name].map(\.string) },
      statement: data?["statement"].map { $0.string ?? "" }, signature: data?["signature"].map { $0.string ?? "" })
  }
}
