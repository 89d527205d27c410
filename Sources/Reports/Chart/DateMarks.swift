internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The dates of a run that stand as lines across its picture.
struct DateMark: Sendable {
  enum Kind: String, Sendable {
    case start, window, decide, planned, actual, point
  }

  var kind: Kind
  var time: Timestamp
  var text: String

  /// The dates that the plan and the run give, by time.
  static func marks(of report: RunReport) -> [DateMark] {
    var marks: [DateMark] = []
    func add(_ kind: Kind, _ time: Timestamp?, _ text: String) {
      if let time { marks.append(DateMark(kind: kind, time: time, text: text)) }
    }
    if let start = report.variance?.start ?? report.timeline.start { add(.start, start.time, "T") }
    guard let variance = report.variance else { return marks }
    let dates = variance.dates
    add(.window, dates.windowOpens, "window opens")
    add(.window, dates.windowCloses, "window closes")
    add(.decide, dates.decideBy, "decide by")
    if dates.latestDecision != dates.decideBy { add(.decide, dates.latestDecision, "last way back") }
    add(.planned, dates.finish, "planned finish")
    if let rollback = variance.rollback {
      add(.actual, rollback.decision.time, "rollback decided")
      add(.planned, variance.plannedFinish, "planned end of rollback")
    }
    add(.actual, variance.actualFinish?.time, "finish")
    for id in dates.pointsOfNoReturn.prefix(3) {
      guard let task = variance.tasks.first(where: { $0.id == id }) else { continue }
      let begun = task.actualStart?.time ?? task.actualFinish?.time
      add(.point, begun ?? task.plannedStart, begun == nil ? "point of no return (planned)" : "point of no return")
    }
    return marks.enumerated().sorted { ($0.element.time.nanoseconds, $0.offset) < ($1.element.time.nanoseconds, $1.offset) }
      .map(\.element)
  }
}
