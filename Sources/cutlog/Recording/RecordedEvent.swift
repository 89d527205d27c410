import CloudEvents
import CutoverModel
import JSONText
import Reports
import SealedLog

/// An event of a stream that another one is about.
enum RecordedEvent {
  /// Finds the event of an id.
  ///
  /// - Parameter source: needed only where events of several sources have the id.
  /// - Throws: `Failure` if there is none, several, or it is the recorder's own.
  static func find(
    id: String, source: String?, in stream: String, _ surroundings: Surroundings
  ) throws -> EventReference {
    let read = try surroundings.readBeforeAppending(stream, with: Search(id: id, source: source))
    let found = read.output ?? []
    guard let first = found.first else {
      let from = source.map { " from \($0)" } ?? ""
      throw Failure(
        stream, "holds no event `\(id)`\(from)",
        hint: source == nil
          ? "`cutlog show \(stream)` shows the events with their ids" : "without --source the id alone is looked for")
    }
    guard found.count == 1 else {
      throw Failure(
        stream, "holds \(found.count) events `\(id)`, from \(found.map(\.source).joined(separator: ", "))",
        hint: "say which with --source")
    }
    guard first.source != read.verification.opened?.origin else {
      throw Failure(
        id, "is a line of the recorder itself, which stands as it is",
        hint: "`cutlog note` adds a remark; `cutlog revise` a newer plan")
    }
    return first
  }

  private struct Search: EventFold {
    let id: String
    let source: String?
    var found: [EventReference] = []

    mutating func apply(_ event: EventView) {
      guard event.id.utf8.elementsEqual(id.utf8), source.map({ event.source.utf8.elementsEqual($0.utf8) }) ?? true
      else { return }
      found.append(
        EventReference(
          index: event.index, source: event.source, id: event.id, time: event.time, type: event.type))
    }

    consuming func finish() -> [EventReference] { found }
  }
}
