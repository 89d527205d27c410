package import CloudEvents
package import CutoverModel

/// What was last recorded by a moment: a flight recorder that has gone silent looks like a quiet night.
package struct RecorderTrace: Hashable, Sendable {
  /// The latest event by its own time.
  package private(set) var last: EventReference?
  /// The latest acceptance of an event.
  package private(set) var accepted: Timestamp?
  /// The latest seal.
  package private(set) var sealed: Timestamp?
  /// How many events state a time after the moment.
  package private(set) var laterEvents = 0
  /// Where the first of them stands.
  private(set) var firstLater: EventPlace?
  private var closed = 0

  init() {}

  /// Whether every stream was closed and no event lies behind the moment.
  func isClosed(_ streams: StreamCounter) -> Bool { closed == streams.count && laterEvents == 0 }

  /// Whether an event only says something of others: it is written when somebody notices, maybe days later.
  static func isRemark(_ view: EventView) -> Bool {
    switch EventKind(view) {
    case .eventAmended, .eventRetracted, .sourceClock, .claimMade: true
    default: false
    }
  }

  /// How long ago a time was; nil where that is over 292 years.
  package func age(_ time: Timestamp?, at now: Timestamp) -> TimeSpan? { time.flatMap { now.exactly(since: $0) } }

  /// Takes in one line.
  mutating func apply(_ view: EventView, of streams: StreamCounter, at now: Timestamp) {
    guard !EventKind.isRecordersOwn(view) else {
      if view.isType("dev.cutlog.stream.closed") { closed += 1 }
      if view.isType("dev.cutlog.seal"), view.time <= now { sealed = max(sealed ?? view.time, view.time) }
      return
    }
    if Self.isRemark(view) { return }
    guard view.time <= now else {
      laterEvents += 1
      if firstLater == nil { firstLater = streams.place(of: view) }
      return
    }
    if last.map({ $0.time <= view.time }) ?? true {
      last = EventReference(
        index: view.index, source: view.source, id: view.id, time: view.time, type: view.type, stream: streams.stream,
        origin: streams.origin)
    }
    if let time = view.string("acceptedtime").flatMap({ try? Timestamp($0) }), time <= now {
      accepted = max(accepted ?? time, time)
    }
  }
}
