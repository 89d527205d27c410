internal import CloudEvents
internal import CutoverModel

/// Looks for the events that claims name, while a fold runs.
///
/// Memory grows with the names sought, not with the stream.
struct EventSearch: Sendable {
  /// An event's name; without a source that of any source's event of the id.
  struct Name: Hashable, Sendable {
    var source: ExactText?
    var id: ExactText
  }

  /// What is known of a name.
  enum Finding: Hashable, Sendable {
    case nowhere
    case found(EventMoment)
    /// Events of that name differ in source, type or time.
    case ambiguous
  }

  private var findings: [Name: Finding] = [:]
  private var ids: Set<ExactText> = []

  /// Asks for an event by its name.
  mutating func seek(_ name: Name) {
    findings[name] = .nowhere
    ids.insert(name.id)
  }

  /// Takes in a line; a stub stands for a line that isn't known, so it has no name.
  mutating func apply(_ view: EventView, of streams: StreamCounter) {
    guard !ids.isEmpty else { return }
    let id = ExactText(view.id)
    guard ids.contains(id), !view.isType("dev.cutlog.withheld") else { return }
    let found = EventMoment(CutoverEvent(view, of: streams))
    for name in [Name(source: nil, id: id), Name(source: ExactText(found.event.source), id: id)] {
      switch findings[name] {
      case nil, .ambiguous: continue
      case .nowhere: findings[name] = .found(found)
      case .found(let first):
        // The same event in two streams of a run is one; the first stands for both.
        if !Self.isSame(first, found) { findings[name] = .ambiguous }
      }
    }
  }

  private static func isSame(_ left: EventMoment, _ right: EventMoment) -> Bool {
    left.moment == right.moment && ExactText(left.event.type) == ExactText(right.event.type)
      && ExactText(left.event.source) == ExactText(right.event.source)
  }

  /// What was found under a name.
  func finding(_ name: Name) -> Finding { findings[name] ?? .nowhere }
}

extension EventSearch.Name {
  init(source: String?, id: String) { self.init(source: source.map(ExactText.init), id: ExactText(id)) }
}
