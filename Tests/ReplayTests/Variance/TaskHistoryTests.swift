import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The history of a task` {
  private func history(_ lines: [String]) throws -> TaskVariance {
    try variance(plan([task("sync", 8)]), [event("run.began", at: clock(0))] + lines).tasks[0]
  }

  @Test(arguments: [
    ("started", TaskState.started), ("completed", .completed), ("failed", .failed),
    ("skipped", .skipped), ("cancelled", .cancelled), ("paused", .planned), ("resumed", .planned),
  ])
  func `has the state that its events bring it into`(type: String, state: TaskState) throws {
    #expect(try history([happens(type, "sync", 1)]).state == state)
  }

  @Test func `counts retries as one stretch of work with attempts`() throws {
    let task = try history([
      happens("started", "sync", 0, data: #"{"attempt":1}"#),
      happens("failed", "sync", 5, data: #"{"attempt":1}"#),
      happens("started", "sync", 7, data: #"{"attempt":2}"#),
      happens("completed", "sync", 20, data: #"{"attempt":2}"#),
    ])
    #expect(task.attempts.map(\.number) == [1, 2])
    #expect(task.attempts.map(\.outcome) == [.failed, .completed])
    #expect(task.durationSlip == .minutes(12))
    #expect(task.actualFinish?.event.id == "completed-sync-20")
  }

  @Test func `takes another attempt's number for a new attempt and repetitions for one`() throws {
    let task = try history([
      happens("started", "sync", 0, data: #"{"attempt":1}"#),
      happens("started", "sync", 1), happens("started", "sync", 3, data: #"{"attempt":2}"#),
      happens("completed", "sync", 8), happens("completed", "sync", 9),
    ])
    #expect(task.attempts.count == 2)
    #expect(task.attempts[0].outcome == nil)
    #expect(task.actualStart?.time.description == clock(0))
    #expect(task.actualFinish?.time.description == clock(8))
  }

  @Test func `adds up its pauses, closing the last with the end`() throws {
    let task = try history([
      happens("started", "sync", 0), happens("paused", "sync", 2), happens("resumed", "sync", 5),
      happens("paused", "sync", 10), happens("completed", "sync", 14),
    ])
    #expect(task.attempts[0].pauses.count == 2)
    #expect(task.paused == .minutes(7))
    #expect(task.durationSlip == .minutes(6))
  }

  @Test func `shows a pause that lasts`() throws {
    let task = try history([happens("started", "sync", 0), happens("paused", "sync", 2)])
    #expect(task.state == .paused)
    #expect(task.attempts[0].pauses.map(\.to) == [nil])
    #expect(task.paused == .zero)
  }

  @Test func `has an end without a start where none was recorded`() throws {
    let task = try history([happens("completed", "sync", 20)])
    #expect(task.actualStart == nil && task.startSlip == nil && task.durationSlip == nil)
    #expect(task.finishSlip == .minutes(12))
  }

  @Test func `opens its finish again when it is started after its completion`() throws {
    let task = try history([
      happens("started", "sync", 0), happens("completed", "sync", 8),
      happens("started", "sync", 10),
    ])
    #expect(task.state == .started && task.actualFinish == nil)
    let twice = try history([
      happens("started", "sync", 0), happens("completed", "sync", 8),
      happens("started", "sync", 10), happens("completed", "sync", 12),
    ])
    #expect(twice.actualFinish?.time.description == clock(12))
    #expect(twice.durationSlip == .minutes(4))
  }

  @Test func `says in which mode each attempt was made`() throws {
    let task = try history([
      happens("started", "sync", 0, ["mode": "dry-run"]), happens("completed", "sync", 1),
      happens("started", "sync", 5), happens("completed", "sync", 9),
    ])
    #expect(task.attempts.map(\.mode) == [.dryRun, .live])
  }

  @Test func `falls into its place when an event is typed in late`() throws {
    let task = try history([
      happens("completed", "sync", 20), happens("started", "sync", 7),
      happens("failed", "sync", 5), happens("started", "sync", 0),
    ])
    #expect(task.attempts.map(\.outcome) == [.failed, .completed])
    #expect(task.state == .completed)
  }

  @Test func `reads events of one time in the order that makes sense`() throws {
    let moment = try history([happens("completed", "sync", 5), happens("started", "sync", 5)])
    #expect(moment.state == .completed && moment.durationSlip == .minutes(-8))
    let retried = try history([
      happens("started", "sync", 0), happens("started", "sync", 5), happens("failed", "sync", 5),
    ])
    #expect(retried.state == .started)
    #expect(retried.attempts.map(\.outcome) == [.failed, nil])
  }
}
