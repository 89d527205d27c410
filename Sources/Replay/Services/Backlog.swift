/// A backlog of one service, from its first report to its clearing.
struct Backlog: Sendable {
  var queue: Int32
  var reported: EventMark
  /// Nil while it is not cleared.
  var cleared: EventMark?

  /// Every backlog of the services, from changes ordered by time.
  static func all(in changes: [BacklogChange], of services: [Int32]) -> [Backlog] {
    var result: [Backlog] = []
    for service in services {
      var pending: [Int32: Backlog] = [:]
      for change in changes where change.concerns(service) {
        if !change.isCleared {
          if pending[change.queue] == nil {
            pending[change.queue] = Backlog(queue: change.queue, reported: change.mark)
          }
        } else if var backlog = pending.removeValue(forKey: change.queue) {
          backlog.cleared = change.mark
          result.append(backlog)
        }
      }
      result += pending.values.sorted { $0.reported < $1.reported }
    }
    return result
  }
}
