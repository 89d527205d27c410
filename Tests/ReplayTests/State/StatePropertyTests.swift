import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

@testable import Replay

/// Random timelines against a plain evaluation, and what must not matter.
@Suite struct `Random states` {
  private static let plan = payPlan(freezeImpact: .degraded)

  /// Events at different seconds of one hour, in the order of time.
  private static func timeline(_ random: inout FixedRandom, count: Int) -> [String] {
    func pick(_ choices: [String]) -> String { choices.randomElement(using: &random) ?? "" }
    func side() -> String { pick(["west", "north"]) }
    let seconds = (0..<3600).shuffled(using: &random).prefix(count).sorted()
    return seconds.map { second in
      let clock = "22:\(second / 60 < 10 ? "0" : "")\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60)"
      let event =
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1:
          "service.\(pick(["down", "degraded", "up"])) service=\(pick(["pay", "shop"]))"
            + pick(["", " region=east", " region=south"])
        case 2: "dns.changed name=\(pick(["a", "b"])) answers=\(pick([#"["1"]"#, #"["1","2"]"#, "[]"]))"
        case 3: "endpoint.changed key=\(pick(["a", "b"])) value=\(pick(["x", "y"]))"
        case 4: "queue.observed queue=\(pick(["q", "r"])) side=\(side()) depth=\(pick(["0", "7"]))"
        case 5: "deployment.\(pick(["locked", "unlocked"])) scope=\(pick(["s", "t"]))"
        case 6: "phase.entered phase=\(pick(["freeze", "switch"]))\(pick(["", " wave=w1"]))"
        case 7: "consumer.\(pick(["bound", "unbound"])) topic=t group=g side=\(side())"
        case 8: "consumer.observed topic=t group=g side=\(side())\(pick([" members=0", " members=2", ""])) lag=\(pick(["3", "4"]))"
        case 9: "workload.\(pick(["suspended", "resumed"])) workload=w side=\(side())"
        case 10:
          pick(["workload.terminated workload=w side=\(side()) reason=\(pick(["OOMKilled", "Evicted"]))"])
        case 11:
          "workload.observed workload=w side=\(side())\(pick(["", " desired=0", " desired=6"]))\(pick(["", " ready=0", " ready=5", " ready=6"]))"
        case 12: "job.\(pick(["due", "started", "completed", "failed", "suspended", "resumed"])) job=j side=\(side())"
        case 13:
          pick([
            "listener.bound listener=l owner=\(pick(["x", "y"])) side=\(side())",
            "listener.released listener=l owner=\(pick(["x", "y"])) side=\(side())",
            "listener.observed listener=l side=\(side()) owners=\(pick([#"["x"]"#, #"["x","y"]"#, "[]"]))",
            "listener.observed listener=l owners=\(pick([#"["x"]"#, #"["z","y"]"#, "[]"]))",
          ])
        case 14:
          pick([
            "writes.frozen dataset=db side=\(side())", "writes.opened dataset=db side=\(side())",
            "writer.changed dataset=db from=west to=north", "writer.changed dataset=db from=north to=west",
          ])
        case 15: "traffic.shifted service=pay to=\(pick(["west", "north", "east"])) percent=\(pick(["0", "25", "50", "100"]))"
        case 16: "role.taken role=\(pick(["lead", "dba"])) actor=\(pick(["alice", "bob"]))"
        case 17: "check.\(pick(["passed", "failed"])) check=\(pick(["c", "d"]))"
        case 18: "gate.\(pick(["requested", "approved", "rejected", "rejected"])) gate=go actor=\(pick(["alice", "bob"]))"
        default:
          "task.\(pick(["started", "completed", "failed", "skipped", "paused", "resumed"])) task=\(pick(["one", "two"]))"
        }
      return "\(clock) \(event)"
    }
  }

  private func fold(_ lines: [String], at clock: String?) throws -> String {
    try state(lines.joined(separator: "\n"), at: clock, plan: Self.plan)
  }

  @Test(arguments: 0..<12) func `are what a plain replay of the sorted events gives, at every instant`(seed: UInt64) throws {
    var random = FixedRandom(seed)
    for _ in 0..<4 {
      let lines = Self.timeline(&random, count: 40)
      let shuffled = lines.shuffled(using: &random)
      let events = Marbles(lines.joined(separator: "\n")).events
      for line in lines {
        let clock = String(line.prefix(8))
        let instant = try Timestamp(Marbles.time(clock)).nanoseconds
        let expected = try NaiveState(events, until: instant).text
        #expect(try fold(shuffled, at: clock) == expected, "\(clock)\n\(lines.joined(separator: "\n"))")
      }
      #expect(try fold(shuffled, at: nil) == NaiveState(events, until: nil).text)
    }
  }

  @Test(arguments: 0..<10) func `don't depend on the order of recording nor on the stream`(seed: UInt64) throws {
    var random = FixedRandom(seed)
    let lines = Self.timeline(&random, count: 60)
    let clock = String(lines[Int.random(in: 20..<60, using: &random)].prefix(8))
    let inOrder = try fold(lines, at: clock)
    #expect(!inOrder.isEmpty)
    for _ in 0..<5 { #expect(try fold(lines.shuffled(using: &random), at: clock) == inOrder) }
    // Two streams, one after the other, in either order.
    let parts = [lines.filter { _ in Bool.random(using: &random) }]
    let rest = lines.filter { !parts[0].contains($0) }
    let instant = StateInstant.at(try Timestamp(Marbles.time(clock)))
    for order in [[parts[0], rest], [rest, parts[0]]] {
      var fold = StateFold(at: instant, plan: Self.plan)
      for stream in order { fold = try applying(fold, at: Marbles(stream.joined(separator: "\n")).lines.placed) }
      #expect(fold.finish().text == inOrder)
    }
  }

  @Test(arguments: 0..<10) func `of a prefix, continued, are the whole`(seed: UInt64) throws {
    var random = FixedRandom(seed)
    let lines = Marbles(Self.timeline(&random, count: 30).shuffled(using: &random).joined(separator: "\n")).lines
    let whole = try folding(StateFold(plan: Self.plan), over: lines)
    for length in 0...lines.count {
      var fold = StateFold(plan: Self.plan)
      fold = try applying(fold, at: Array(lines.prefix(length)).placed)
      let copy = fold
      #expect(copy.finish() == (try folding(StateFold(plan: Self.plan), over: Array(lines.prefix(length)))))
      fold = try applying(fold, at: Array(lines.dropFirst(length)).placed(from: length))
      #expect(fold.finish() == whole)
    }
  }

  @Test func `keep no more of a thing that is read a thousand times`() throws {
    func size(_ count: Int) throws -> Int {
      let lines = (0..<count).map { number in
        event(
          "queue.observed", at: "2026-11-22T22:10:00Z", id: "\(number)",
          data: #"{"queue":"q","side":"west","depth":7}"#)
      }
      var fold = StateFold()
      fold = try applying(fold, at: lines.placed)
      return leaves(of: fold)
    }
    #expect(try size(1_000) == size(100))
    #expect(try size(100) > 20)
  }

  /// How many values a value is made of.
  private func leaves(of value: Any) -> Int {
    let children = Mirror(reflecting: value).children
    return children.isEmpty ? 1 : children.reduce(0) { $0 + leaves(of: $1.value) }
  }

  @Test(arguments: 0..<20) func `are certain where no event in doubt could say otherwise`(seed: UInt64) throws {
    var random = FixedRandom(seed)
    for _ in 0..<30 {
      let events = (0..<Int.random(in: 1...5, using: &random)).map { number in
        (minute: number * 2, accuracy: [0, 1, 3, 9].randomElement(using: &random) ?? 0, depth: Int.random(in: 0...1, using: &random))
      }
      let instant = Int.random(in: 0...10, using: &random)
      let counted = events.filter { $0.minute <= instant }
      let open = counted.filter { $0.minute + $0.accuracy > instant }
      // Each of the events in doubt may be the last one, and so may none of them.
      let sure = counted.last { $0.minute + $0.accuracy <= instant }?.depth
      let possible = Set([sure] + open.map(\.depth))
      let lines = events.shuffled(using: &random).map {
        "22:\(10 + $0.minute) queue.observed queue=q side=west depth=\($0.depth) timeaccuracy=PT\($0.accuracy)M"
      }
      let item = try systemState(lines.joined(separator: "\n"), at: "22:\(10 + instant)").live[.queues].first
      #expect(item?.value("depth")?.integer == counted.last.map { Int64($0.depth) })
      if let item { #expect(item.basis.isCertain == (possible.count == 1), "\(events) at \(instant)") }
    }
  }
}
