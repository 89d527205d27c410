/// A backlog of one service, from its first report to its clearing.
struct Backlog: Sendable {
  var queue: Int32
  var reported: EventMark
  /// Nil while it is not cleared.
  var cleared: EventMark?
}

extension RunAnalysis {
  /// Every backlog of the services.
  func backlogs(of services: [Int32]) -> [Backlog] {
    services.flatMap { service in
      var result: [Backlog] = []
      var pending: [Int32: Backlog] = [:]
      for position in backlogByService.positions(under: concerning(service)) {
        let change = record.backlog[Int(position)]
        guard change.concerns(service) else { continue }
        if !change.isCleared {
          if pending[change.queue] == nil {
            pending[change.queue] = Backlog(queue: change.queue, reported: change.mark)
          }
        } else if var backlog = pending.removeValue(forKey: change.queue) {
          backlog.cleared = change.mark
          result.append(backlog)
        }
      }
      return result + pending.values.sorted { $0.reported < $1.reported }
    }
  }

  /// The clearings of queues that have no backlog for any service that they concern.
  var unreportedClearings: [EventMark] {
    var pending: Set<[Int32]> = []
    var result: [EventMark] = []
    for change in record.backlog {
      let concerned =
        change.service == ServiceChange.every || change.service == NameTable.absent
        ? allServices : [change.service]
      let keys = concerned.map { [$0, change.queue] }
      if !change.isCleared {
        pending.formUnion(keys)
      } else if change.service != NameTable.absent {
        if pending.isDisjoint(with: keys) { result.append(change.mark) }
        pending.subtract(keys)
      }
    }
    return result
  }
}
