import CloudEvents
import CutoverModel
import JSONText

/// The identities of the events that a fold keeps, packed.
///
/// Sources are kept once, so that a kept event costs its mark and what is new in its id.
struct EventArchive: Sendable {
  /// The streams that the kept events are from.
  var streams = StreamCounter()
  private var sources = NameTable()
  private var ids = IdentifierArchive()

  /// Keeps the event that a view shows.
  ///
  /// `accuracy` is the stated `timeaccuracy` in nanoseconds, nil where none is stated.
  mutating func keep(
    _ view: EventView, at place: EventPlace, kind: EventKind?, accuracy: Int64?
  ) -> EventMark {
    let time = view.time
    let room = Int64.max - max(0, time.nanoseconds)
    let own = max(0, accuracy ?? time.resolutionNanoseconds)
    let member = view.members[Int(view.layout.id)]
    let id = member.valueIsEscaped ? ids.keep(Array(view.id.utf8)) : ids.keep(view.bytes(of: member))
    return EventMark(
      time: time, kind: kind, source: source(of: view),
      accuracy: min(own.saturatingAdd(view.clock.after), room), place: place, id: id,
      before: ClockSlack(nanoseconds: view.clock.before))
  }

  /// What names a kept event in an answer; `type` where the vocabulary has no word for it.
  func reference(_ mark: EventMark, type: String? = nil) -> EventReference {
    EventReference(
      index: mark.index, source: sources.name(mark.source) ?? "", id: ids.text(mark.id),
      time: mark.time, type: type ?? mark.kind?.type ?? "", stream: mark.place.stream,
      origin: streams.origin(of: mark.place.stream))
  }

  /// Names an event without keeping it: nothing is left of it once the name is given up.
  mutating func name(_ view: EventView, at place: EventPlace, kind: EventKind) -> EventName {
    EventName(time: view.time, kind: kind, source: source(of: view), place: place, id: view.id)
  }

  func reference(_ name: EventName) -> EventReference {
    EventReference(
      index: name.place.index, source: sources.name(name.source) ?? "", id: name.id,
      time: name.time, type: name.kind.type, stream: name.place.stream,
      origin: streams.origin(of: name.place.stream))
  }

  private mutating func source(of view: EventView) -> Int32 {
    let source = view.members[Int(view.layout.source)]
    return source.valueIsEscaped ? sources.number(view.source) : sources.number(utf8: view.bytes(of: source))
  }
}
