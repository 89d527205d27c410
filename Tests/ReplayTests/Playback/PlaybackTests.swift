import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `A playback` {
  private func playback(_ lines: [String], plan: Plan? = nil) throws -> Playback {
    try folding(PlaybackFold(plan: plan, options: .init()), over: lines)
  }

  private static let night = [
    event("run.began", at: "2026-11-22T22:00:00Z", ["acceptedtime": "2026-11-22T22:00:01Z"]),
    event("task.started", at: "2026-11-22T22:01:00Z", ["task": "a", "layer": "data", "acceptedtime": "2026-11-22T22:01:01Z"]),
    event("service.down", at: "2026-11-22T22:05:00Z", ["service": "pay", "acceptedtime": "2026-11-22T22:05:01Z"]),
    event("task.completed", at: "2026-11-22T22:04:00Z", ["task": "a", "layer": "data", "acceptedtime": "2026-11-22T22:20:00Z"]),
    event("service.up", at: "2026-11-22T22:30:00Z", ["service": "pay", "acceptedtime": "2026-11-22T22:30:01Z"]),
  ]

  @Test func `shows what was so by the events' own times, and what was known by their acceptance`() throws {
    var playback = try playback(Self.night)
    let time = try Timestamp("2026-11-22T22:10:00Z")
    func task(_ perspective: PlaybackPerspective) -> TaskState? {
      let count = playback.count(by: time, in: perspective)
      return playback.standing(after: count, in: perspective, at: time).state.tasks.first { $0.id == "a" }?.state
    }
    let (so, wasKnown) = (task(.so), task(.known))
    #expect(so == .completed)
    #expect(wasKnown == .started)
    func title(_ number: Int, _ perspective: PlaybackPerspective) -> String? { playback.event(number, in: perspective)?.title }
    let (last, third, known) = (title(4, .so), title(2, .so), title(2, .known))
    #expect(last == "pay up")
    #expect(third == "task a completed")
    #expect(known == "pay down")
  }

  @Test func `an event counts for nobody before its own time, however early it was accepted`() throws {
    let early = event("task.started", at: "2026-11-22T22:09:00Z", ["task": "b", "acceptedtime": "2026-11-22T22:02:00Z"])
    let playback = try playback(Self.night + [early])
    #expect(playback.count(by: try Timestamp("2026-11-22T22:08:00Z"), in: .known) == 3)
    #expect(playback.count(by: try Timestamp("2026-11-22T22:09:00Z"), in: .known) == 4)
  }

  @Test func `a clock that runs is read at the instant that is shown`() throws {
    var plan = Plan(plan: "p", version: 1)
    plan.services = [Plan.Service(id: "pay")]
    var objective = Objective(id: "rto", metric: .rto, limit: .span(TimeSpan(seconds: 600)))
    objective.service = "pay"
    plan.objectives = [objective]
    var playback = try playback(Self.night, plan: plan)
    func clock(_ text: String) throws -> TimeSpan? {
      let time = try Timestamp(text)
      let standing = playback.standing(after: playback.count(by: time, in: .so), in: .so, at: time)
      return standing.objectives.objectives.first?.underWay?.elapsed
    }
    #expect(try clock("2026-11-22T22:12:30Z") == TimeSpan(seconds: 450))
    #expect(try clock("2026-11-22T22:04:00Z") == nil)
    #expect(try clock("2026-11-22T22:31:00Z") == nil)
  }

  /// Streams with the same indexes, times in no order, and more events than lie between two copies of the folds.
  @Test func `shows at any place, wherever it was before, what a fold shows that stops there`() throws {
    var dice = SeededDice(seed: 7)
    let types = ["task.started", "task.completed", "task.failed", "service.down", "service.up", "writes.frozen", "writes.opened", "traffic.shifted"]
    var lines: [(index: Int, line: String)] = []
    for stream in 0..<2 {
      for index in 0..<400 {
        let type = types[dice.roll(types.count)]
        let time = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(dice.roll(3_600)) * 1_000_000_000, fractionDigits: 0)
        let line = event(
          type, at: time.description, id: "\(stream)-\(index)",
          ["task": "t\(dice.roll(5))", "service": "s\(dice.roll(3))", "dataset": "d", "timeaccuracy": "PT0S"],
          data: #"{"side":"west","to":"north","percent":\#(dice.roll(101))}"#)
        lines.append((index, line))
      }
    }
    var playback = try applying(PlaybackFold(plan: nil, options: .init()), at: lines).finish()
    #expect(playback.count == 800)
    for _ in 0..<12 {
      let time = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(dice.roll(3_600)) * 1_000_000_000, fractionDigits: 0)
      let shown = playback.standing(after: playback.count(by: time, in: .so), in: .so, at: time).state
      let folded = try applying(StateFold(at: .at(time)), at: lines).finish()
      #expect(shown.tasks.sorted { $0.id < $1.id }.map { "\($0.id) \($0.state) \($0.attempts)" }
        == folded.tasks.sorted { $0.id < $1.id }.map { "\($0.id) \($0.state) \($0.attempts)" })
      #expect(shown.live.services == folded.live.services)
      #expect(shown.live.traffic == folded.live.traffic)
      #expect(shown.live.datasets == folded.live.datasets)
    }
  }

  @Test func `a line that is retracted or amended is played as corrected`() throws {
    let amended = event(
      "event.amended", at: "2026-11-22T23:00:00Z", id: "m",
      data: #"{"about":{"source":"/test","id":"service.up-2026-11-22T22:30:00Z"},"set":{"time":"2026-11-22T22:25:00Z"}}"#)
    let lines = Self.night + [amended]
    let corrections = try folding(CorrectionsFold(), over: lines)
    let output = try folding(
      CorrectedFold(PlaybackFold(plan: nil, options: .init()), corrections), over: lines).output
    let amendedTime = try Timestamp("2026-11-22T22:25:00Z")
    #expect(output.time(of: 4, in: .so) == amendedTime)
  }
}
