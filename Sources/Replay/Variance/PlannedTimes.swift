internal import CloudEvents
internal import CutoverModel

/// The instants at which a schedule puts a plan's activities, once T is known.
///
/// A rollback task's times count from the first decision to roll back; without one it has none. Nor has anything that
/// would come to lie outside the years that times may have, as where T is 1678 and a task starts at `T-200d`.
struct PlannedTimes: Sendable {
  private let schedule: Schedule
  private let start: RunStart?
  private let rollbackDecided: EventMoment?
  private var activities: [ExactText: ScheduledActivity] = [:]
  private var rollback: [ExactText: ScheduledActivity] = [:]

  init(_ schedule: Schedule, _ log: RunLog) {
    self.init(schedule, start: log.start, rollbackDecided: log.rollbackDecided)
  }

  init(_ schedule: Schedule, start: RunStart?, rollbackDecided: EventMoment?) {
    self.schedule = schedule
    self.start = start
    self.rollbackDecided = rollbackDecided
    activities = Self.byID(schedule.network.tasks + schedule.network.gates)
    if let network = schedule.rollback { rollback = Self.byID(network.tasks + network.gates) }
  }

  private static func byID(_ activities: [ScheduledActivity]) -> [ExactText: ScheduledActivity] {
    Dictionary(activities.map { (ExactText($0.id), $0) }) { first, _ in first }
  }

  func start(of id: String) -> Timestamp? { time(of: id, \.earlyStart) }
  func finish(of id: String) -> Timestamp? { time(of: id, \.earlyFinish) }

  /// When the plan finishes.
  var finish: Timestamp? {
    guard let start, let finish = schedule.network.finish else { return nil }
    return Self.time(start.time, finish)
  }

  /// When the rollback finishes; nil unless one was decided and the plan says how long it takes.
  var rollbackFinish: Timestamp? {
    guard let rollbackDecided, let finish = schedule.rollback?.finish else { return nil }
    return Self.time(rollbackDecided.time, finish)
  }

  /// The instant at a distance from T.
  func time(at offset: TimeSpan?) -> Timestamp? {
    guard let start, let offset else { return nil }
    return Self.time(start.time, offset)
  }

  private func time(
    of id: String, _ side: KeyPath<ScheduledActivity, TimeSpan?>
  ) -> Timestamp? {
    let key = ExactText(id)
    if let offset = activities[key]?[keyPath: side] { return start.flatMap { Self.time($0.time, offset) } }
    if let offset = rollback[key]?[keyPath: side] {
      return rollbackDecided.flatMap { Self.time($0.time, offset) }
    }
    return nil
  }

  private static func time(_ start: Timestamp, _ offset: TimeSpan) -> Timestamp? {
    let time = start.advanced(by: offset)
    return Timestamp.earliest <= time && time <= Timestamp.latest ? time : nil
  }
}
