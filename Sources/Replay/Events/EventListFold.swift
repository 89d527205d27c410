package import CloudEvents
internal import CutoverModel

/// Lists the lines of a run's streams; of many only the first, so that memory doesn't grow with the streams.
package struct EventListFold: EventFold {
  private let most: Int
  private let first: Int
  private var list = EventList()
  private var streams = StreamCounter()

  /// - Parameters:
  ///   - most: Up to how many lines all are listed.
  ///   - first: How many are listed where there are more.
  package init(most: Int, first: Int) {
    self.most = most
    self.first = min(first, most)
  }

  package mutating func apply(_ view: EventView) {
    streams.advance(to: view)
    list.lines += 1
    if list.lines <= most {
      list.rows.append(.init(event: CutoverEvent(view, of: streams), isRecordersOwn: EventKind.isRecordersOwn(view)))
    } else if list.rows.count > first {
      list.rows.removeSubrange(first...)
    }
  }

  package consuming func finish() -> EventList {
    list.streams = streams.count
    return list
  }
}
