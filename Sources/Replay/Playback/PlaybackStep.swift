package import CloudEvents
package import CutoverModel

/// One event of a run that is played back, in short form.
struct PlaybackStep: Sendable {
  var place: EventPlace
  /// The event's own time, corrected.
  var time: Timestamp
  /// When it could count for those who looked at the recorder: once it was accepted, and not before its own time.
  var known: Timestamp
  var clock: ClockCorrection
  /// Nil for types that the vocabulary doesn't know.
  var kind: EventKind?
  /// Its layer, else that of its task by the plan, as a number in the playback's list; nil where nothing says it.
  var layer: Int?
  /// Where its line lies among the bytes.
  var line: Range<Int>

  func time(in perspective: PlaybackPerspective) -> Timestamp {
    switch perspective {
    case .so: time
    case .known: known
    }
  }
}

/// By which time events count.
package enum PlaybackPerspective: Hashable, CaseIterable, Sendable {
  /// What was so: by the events' own times, whenever they were recorded.
  case so
  /// What was known: by when the recorder had accepted them.
  case known
}

/// What one event tells, as plain words, hostile as the event's fields.
package struct PlaybackEvent: Hashable, Sendable {
  package var reference: EventReference
  package var time: Timestamp
  package var accepted: Timestamp?
  package var kind: EventKind?
  package var title: String
  package var text: String?
  package var layer: String?
  package var actor: String?
  package var mode: CutoverEvent.Mode
}
