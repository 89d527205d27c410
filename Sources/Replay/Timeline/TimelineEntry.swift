package import CloudEvents
package import CutoverModel

/// One thing that happened, or several of one kind told together.
///
/// Title and text are plain words made from the event's fields, at most 200 and 2,000 Unicode scalars long, and
/// as hostile as those fields: whoever shows them escapes them.
package struct TimelineEntry: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case run, plan, phase, task, gate, decision, check, role, estimate, notice, note, correction
    case claim, incident, impact, data, system, job, workload, deployment
    /// Readings of one subject, told as one entry with their count.
    case observation
    /// A type that the vocabulary doesn't know.
    case other
    /// The later events of a type that has more than the timeline lists.
    case further
  }

  package var kind: Kind
  package var moment: Moment
  /// When it was over: a task ended, the next phase began, a service's state changed; of readings the last.
  package var end: Moment?
  package var title: String
  package var text: String?
  package var layer: String?
  package var service: String?
  package var region: String?
  package var dataset: String?
  package var wave: String?
  package var task: String?
  package var gate: String?
  package var actor: String?
  package var mode: CutoverEvent.Mode
  /// The event that begins it.
  package var event: EventReference
  /// The event that ends it.
  package var endEvent: EventReference?
  /// How many events it stands for.
  package var count = 1
  /// Of readings told together: the places of all of them; of very many, of those that were seen first.
  package internal(set) var readings: [EventPlace] = []
  /// Of a task or a gate, where the plan gives a time.
  package var plannedStart: Timestamp?
  package var plannedFinish: Timestamp?
  /// Recorded less planned start.
  package var startSlip: TimeSpan?
  /// Recorded less planned finish.
  package var finishSlip: TimeSpan?
  /// Of a task: its state, attempts and pauses.
  package var course: TaskCourse?
  /// Of a phase or a service's bad state: whether nothing ended it.
  package internal(set) var lasts = false
  /// The event that amended the one that begins it, or the one that ends it.
  package var amendment: EventReference?

  /// The entry of a single event.
  init(_ event: CutoverEvent, kind: Kind, title: String, text: String?) {
    self.kind = kind
    self.title = EntryText.cut(title, to: 200)
    self.text = text.map { EntryText.cut($0, to: 2_000) }
    moment = event.moment
    layer = event.layer
    service = event.service
    region = event.region
    dataset = event.dataset
    wave = event.wave
    task = event.task
    gate = event.gate
    actor = event.actor
    mode = event.mode
    self.event = event.reference
  }

  var begins: EventMoment { EventMoment(event: event, moment: moment) }
}
