import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A schedule at a data date` {
  private typealias Progress = ScheduleUpdate.Progress

  private static let tasks = [
    task("lock", 5), task("freeze", 2, after: ["lock"]), task("sync", 8, after: ["freeze"]),
    task("open", 2, after: ["sync"]),
  ]

  private func update(_ tasks: [PlannedTask], _ progress: [Progress], at now: Int64) throws -> ScheduleUpdate {
    ScheduleUpdate(try Schedule(of: plan(tasks)).activities, progress, at: .minutes(now))
  }

  private func finished(_ start: Int64, _ finish: Int64) -> Progress {
    .finished(start: .minutes(start), finish: .minutes(finish))
  }

  @Test func `is the plan's own schedule before anything happened`() throws {
    var random = FixedRandom(3)
    for _ in 0..<1_000 {
      let tasks = randomTasks(&random)
      let schedule = try Schedule(of: plan(tasks))
      let waiting = [Progress](repeating: .waiting, count: tasks.count)
      let update = ScheduleUpdate(schedule.activities, waiting, at: .minutes(-60))
      #expect(update.starts == schedule.tasks.map(\.earlyStart))
      #expect(update.finishes == schedule.tasks.map(\.earlyFinish))
      #expect(update.finish == schedule.network.finish)
    }
  }

  @Test func `is the run as built once everything is done`() throws {
    let update = try update(
      Self.tasks, [finished(0, 6), finished(7, 9), finished(9, 29), finished(29, 32)], at: 40)
    #expect(update.finish == .minutes(32))
    #expect(update.starts.map { $0?.minutes } == [0, 7, 9, 29])
  }

  @Test func `gives what runs the rest of its duration, and none once that is used up`() throws {
    let running = Progress.running(start: .minutes(9), worked: .minutes(3))
    let before = try update(Self.tasks, [finished(0, 6), finished(7, 9), running, .waiting], at: 12)
    #expect(before.finish == .minutes(19))
    let over = Progress.running(start: .minutes(9), worked: .minutes(21))
    let after = try update(Self.tasks, [finished(0, 6), finished(7, 9), over, .waiting], at: 30)
    #expect(after.finish == .minutes(32))
  }

  @Test func `keeps what a pause took out of the work`() throws {
    let paused = Progress.running(start: .minutes(9), worked: .minutes(1))
    let update = try update(Self.tasks, [finished(0, 6), finished(7, 9), paused, .waiting], at: 15)
    #expect(update.finish == .minutes(24))
  }

  @Test func `starts what waits at the data date, and never before what it waits for`() throws {
    let late = try update(Self.tasks, [finished(0, 5), .waiting, .waiting, .waiting], at: 11)
    #expect(late.starts.map { $0?.minutes } == [0, 11, 13, 21])
    #expect(late.path(to: 3) == [1, 2, 3])
    // `sync` went ahead of `freeze`; `open` waits for both in their turn.
    let ahead = try update(Self.tasks, [finished(0, 5), .waiting, finished(6, 9), .waiting], at: 11)
    #expect(ahead.starts.map { $0?.minutes } == [0, 11, 6, 11])
  }

  @Test func `passes through what was skipped to what it waited for`() throws {
    let running = Progress.running(start: .minutes(5), worked: .minutes(1))
    let update = try update(Self.tasks, [finished(0, 5), running, .dropped(at: .minutes(6)), .waiting], at: 6)
    #expect(update.starts[3] == .minutes(7))
    #expect(update.finish == .minutes(9))
  }

  @Test func `has no finish where a duration is missing, and one once the task is done`() throws {
    let tasks = [task("copy", nil), task("open", 2, after: ["copy"])]
    #expect(try update(tasks, [.waiting, .waiting], at: 0).finish == nil)
    let running = Progress.running(start: .zero, worked: .minutes(5))
    #expect(try update(tasks, [running, .waiting], at: 5).finish == nil)
    #expect(try update(tasks, [finished(0, 7), .waiting], at: 7).finish == .minutes(9))
  }

  @Test func `holds a running task to its finish links`() throws {
    let tasks = [task("copy", 10), task("check", 4, links: [link(.finishToFinish, "copy", lag: 1)])]
    let check = Progress.running(start: .minutes(2), worked: .minutes(3))
    let copy = Progress.running(start: .zero, worked: .minutes(5))
    #expect(try update(tasks, [copy, check], at: 5).finishes.map { $0?.minutes } == [10, 11])
  }

  @Test func `counts a rollback's times from its decision`() throws {
    let tasks = [task("back", 3) { $0.isRollbackOnly = true }, task("on", 4)]
    let network = try Schedule(of: plan(tasks)).activities
    let update = ScheduleUpdate(
      network, [.waiting, .waiting], at: .minutes(2), isRollback: true, origin: .minutes(20))
    #expect(update.finish == .minutes(23))
    #expect(update.finishes[1] == nil)
  }

  /// The forecast at the run's moments, read from its events.
  @Test func `reads from events how far a run has come`() throws {
    let plan = plan(Self.tasks)
    let schedule = try Schedule(of: plan)
    let lines = [
      event("run.began", at: clock(0)), happens("started", "lock", 0), happens("completed", "lock", 6),
      happens("started", "freeze", 7), happens("failed", "freeze", 8), happens("started", "freeze", 10, data: #"{"attempt":2}"#),
      happens("paused", "freeze", 11), happens("resumed", "freeze", 14), happens("completed", "freeze", 15),
    ]
    let start = try Timestamp(clock(0))
    let expected: [(minute: Int64, finish: Int64)] = [(0, 17), (6, 18), (8, 20), (9, 21), (11, 22), (13, 24), (15, 25), (20, 30)]
    for (minute, finish) in expected {
      let log = try folding(LogFold(log: RunLog(starts: start)), over: lines)
      let progress = RunProgress(schedule, log, of: plan, at: try Timestamp(clock(minute)), from: start)
      let update = ScheduleUpdate(schedule.activities, progress.activities, at: .minutes(minute))
      #expect(update.finish?.minutes == finish, "at \(minute)")
    }
  }
}

/// Gathers a run's log as the folds do.
private struct LogFold: EventFold {
  var log: RunLog
  private var streams = StreamCounter()

  init(log: RunLog) { self.log = log }

  mutating func apply(_ event: EventView) {
    _ = streams.advance(to: event)
    log.apply(event, of: streams)
  }

  consuming func finish() -> RunLog { log }
}
