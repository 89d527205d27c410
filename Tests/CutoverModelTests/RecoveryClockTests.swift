import CutoverModel
import Testing

@Suite struct `recovery clocks` {
  @Test(arguments: RecoveryClock.named) func `are found by name`(clock: RecoveryClock) {
    #expect(RecoveryClock(name: clock.name) == clock)
    #expect(RecoveryClock(name: clock.name + " ") == nil)
    #expect(RecoveryClock(name: clock.name.uppercased()) == nil)
  }

  @Test func `are all those of the vocabulary`() {
    #expect(
      RecoveryClock.named.map(\.name) == [
        "business", "business-cleared", "downtime", "first-relief", "since-fault",
        "since-detection", "since-declaration",
        "since-invocation", "until-validated", "until-accepted", "technical", "execution-health",
        "writes", "write-gap", "run",
        "time-to-detect", "time-to-declare", "time-to-decide",
      ])
  }

  @Test(arguments: [
    ("task:a.started", ClockAnchor.taskStarted("a")), ("task:a.b.completed", .taskCompleted("a.b")),
    ("task:started.started", .taskStarted("started")),
    ("type:service.down", .first(type: "service.down")),
    ("last:service.up", .last(type: "service.up")),
    ("type:dev.cutlog.run.began", .first(type: "run.began")),
    ("type:com.example.x", .first(type: "com.example.x")),
  ])
  func `of one's own start and stop at anchors`(text: String, anchor: ClockAnchor) throws {
    #expect(ClockAnchor(text) == anchor)
    #expect(ClockAnchor(anchor.name) == anchor)
    let clock = RecoveryClock.between(from: anchor, to: .last(type: "run.ended"))
    #expect(clock.name == "from \(anchor.name) to last:run.ended")
  }

  @Test(arguments: [
    "", "task:", "task:a", "task:a.finished", "task:.started", "task:.completed", "task: .",
    "type:", "last:", "a.started", "Task:a.started", "gate:a.approved", "first:x",
    "type:dev.cutlog.",
  ])
  func `have no other anchors`(text: String) {
    #expect(ClockAnchor(text) == nil)
  }
}
