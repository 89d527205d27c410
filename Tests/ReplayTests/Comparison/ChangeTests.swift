import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `What counts as a change` {
  @Test(arguments: [
    // At least 30 s and more than a tenth of the shorter length.
    (100, 129, Change.Kind.same), (100, 130, .regression), (130, 100, .improvement), (129, 100, .same),
    (300, 330, .same), (300, 331, .regression), (331, 300, .improvement), (330, 300, .same),
    (3600, 3959, .same), (3600, 3961, .regression), (0, 29, .same), (0, 30, .regression), (7, 7, .same),
  ])
  func `is a difference of 30 seconds and of more than a tenth`(before: Int64, after: Int64, kind: Change.Kind) throws {
    let comparison = RunComparison(of: [try oneTask(before, hours: 0), try oneTask(after, hours: 2)])
    let change = try #require(comparison.change("move"))
    #expect(change.kind == kind)
    #expect(change.difference == TimeSpan(seconds: after - before))
    // Each of the four times lies within a second.
    #expect(change.lower.map { $0 >= TimeSpan(seconds: after - before - 2) } == true)
    #expect(change.upper.map { $0 <= TimeSpan(seconds: after - before + 2) } == true)
  }

  @Test func `is unknown where the uncertainty of the times leaves it open`() throws {
    // To the minute: 5 min lie between 4 and 6, 6 min between 5 and 7; 9 min are surely longer.
    let before = try oneTask(300, hours: 0, accuracy: "PT1M")
    let open = RunComparison(of: [before, try oneTask(360, hours: 2, accuracy: "PT1M")]).change("move")
    #expect(open?.kind == .unknown)
    #expect(open?.difference == .minutes(1))
    #expect(open?.lower == .minutes(-1) && open?.upper == .minutes(3))
    let sure = RunComparison(of: [before, try oneTask(540, hours: 2, accuracy: "PT1M")]).change("move")
    #expect(sure?.kind == .regression)
    #expect(sure?.permille == 1800)
  }

  @Test func `has a quotient rounded to thousandths, and none of nothing`() throws {
    func permille(_ before: Int64, _ after: Int64) -> Int64? {
      func span(_ seconds: Int64) -> MeasuredSpan {
        MeasuredSpan(stated: TimeSpan(nanoseconds: seconds), lower: .zero, upper: nil)
      }
      return Change(from: span(before), to: span(after)).permille
    }
    #expect(permille(3, 1) == 333)
    #expect(permille(3, 2) == 667)
    #expect(permille(2_000, 1) == 1)
    #expect(permille(2_001, 1) == 0)
    #expect(permille(0, 5) == nil)
    #expect(permille(1, .max - 1) == nil)
    #expect(permille(.max - 1, .max - 1) == 1_000)
  }

  @Test func `says how a task ended where no length can be compared`() throws {
    let plan = plan([task("move", 5)])
    func run(_ events: (String, Int64)..., hours: Int64) throws -> ComparedRun {
      try compared(plan, events.map { happens($0.0, "move", $0.1 + hours * 60) }, run: "\(hours)")
    }
    func kind(_ before: ComparedRun, _ after: ComparedRun) -> Change.Kind? {
      RunComparison(of: [before, after]).change("move")?.kind
    }
    let failed = try run(("started", 0), ("failed", 5), hours: 1)
    let done = try run(("started", 0), ("completed", 5), hours: 2)
    let failedAgain = try run(("started", 0), ("failed", 50), hours: 3)
    let running = try run(("started", 0), hours: 4)
    let skipped = try run(("skipped", 0), hours: 5)
    let noStart = try run(("completed", 5), hours: 6)
    #expect(kind(failed, done) == .improvement)
    #expect(kind(done, failedAgain) == .regression)
    #expect(kind(failed, failedAgain) == .same)
    #expect(kind(failedAgain, running) == .unknown)
    #expect(kind(done, running) == .unknown)
    #expect(kind(done, skipped) == .notExecuted)
    #expect(kind(done, noStart) == .unknown)
    let empty = try compared(plan, [event("run.began", at: clock(500))], run: "empty")
    #expect(kind(done, empty) == .notExecuted)
    #expect(kind(done, try compared(nil, [event("run.began", at: clock(500))], run: "x")) == .gone)
    #expect(kind(try compared(nil, [event("run.began", at: clock(0))], run: "x"), done) == .new)
  }

  @Test func `is none of a milestone, however it is recorded`() throws {
    let plan = plan([task("live", nil) { $0.mode = .milestone }])
    let first = try compared(plan, [happens("completed", "live", 0)], run: "a")
    let second = try compared(plan, [happens("started", "live", 60), happens("completed", "live", 65)], run: "b")
    #expect(RunComparison(of: [first, second]).change("live")?.kind == .same)
  }
}
