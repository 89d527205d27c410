import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Clocks that may be wrong can take a verdict away, and give none.
@Suite struct `Widened intervals` {
  private static let clocks: [RecoveryClock] = [
    .business, .downtime, .firstRelief, .businessCleared, .sinceDetection, .writes, .writeGap, .timeToDetect,
  ]

  private static func time(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "2026-11-22T22:\(two(seconds / 60)):\(two(seconds % 60))Z"
  }

  /// One event of two sources; what they say of times is true, but the clock of `/b` may be ahead of the recorder.
  private static func line(_ number: Int, ahead: Int, _ random: inout FixedRandom) -> String {
    let second = Int.random(in: 60..<1_200, using: &random)
    let isOther = Bool.random(using: &random)
    let types = [
      "service.down", "service.degraded", "service.up", "service.up", "incident.detected", "backlog.reported",
      "backlog.cleared", "writes.frozen", "writes.opened", "writes.observed", "data.recoverable", "replication.observed",
      "data.reconciled", "writer.changed",
    ]
    let type = types.randomElement(using: &random) ?? "note.added"
    let side = Bool.random(using: &random) ? "west" : "north"
    let said = time(max(0, second - Int.random(in: 0...20, using: &random)))
    let position = Int.random(in: 0...1, using: &random)
    let data = """
      {"side":"\(side)","queue":"q","from":"west","to":"north","last":"\(said)","first":"\(said)","upTo":"\(said)",\
      "sourcePosition":\(position),"targetPosition":\(position),"matches":true}
      """
    return event(
      type, at: time(second), id: "e\(number)", source: isOther ? "/b" : "/a",
      [
        "service": "pay", "dataset": "db", "timeaccuracy": Bool.random(using: &random) ? "PT0S" : "PT1S",
        "acceptedtime": time(second + (isOther ? -ahead : 30)),
      ], data: data)
  }

  @Test(arguments: 0..<300)
  func `leave a verdict as it is or make it unknown, and no value other`(seed: Int) throws {
    var random = FixedRandom(UInt64(seed))
    let ahead = Int.random(in: 1...40, using: &random)
    let lines = (0..<Int.random(in: 2...10, using: &random)).map { Self.line($0, ahead: ahead, &random) }
    let limits = ["0s", "10s", "1m", "5m"]
    let objectives = Self.clocks.flatMap { clock in
      limits.map { limit in
        rto(limit, clock) {
          $0.id = "\(clock.name)-\(limit)"
          $0.settle = .zero
        }
      }
    }
    let losses = limits.map { limit in
      var objective = rpo(limit)
      objective.id = "rpo-\(limit)"
      return objective
    }
    let plan = payPlan(objectives + losses, freezeImpact: .degraded)
    let raw = try folding(ObjectivesFold(plan: plan), at: lines.placed)
    let (widened, summary) = try correcting(ObjectivesFold(plan: plan), over: lines.placed)
    #expect(summary.stated.isEmpty && summary.shifted == 0)
    for (before, after) in zip(raw.objectives, widened.objectives) {
      #expect(after.verdict == before.verdict || after.verdict == .unknown, "\(before.id)")
      // Of several episodes another one may decide now.
      guard let old = before.value, let new = after.value, before.from == after.from, before.to == after.to else { continue }
      if let stated = new.stated, let known = old.stated { #expect(stated == known, "\(before.id)") }
      #expect(new.lower <= old.lower, "\(before.id)")
      if let upper = new.upper { #expect(upper >= old.upper ?? .zero, "\(before.id)") }
    }
  }
}
