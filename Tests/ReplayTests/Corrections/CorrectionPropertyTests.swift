import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Over random runs: reading with corrections is reading a stream that was written right.
@Suite struct `Random corrections` {
  /// An event that can still be changed.
  private struct Draft {
    var type: String
    var id: String
    var time: String
    var attributes: [String: String]
    var data: [String: String]

    var line: String {
      let members = data.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
      return event(type, at: time, id: id, attributes, data: "{\(members.joined(separator: ","))}")
    }
  }

  private enum Asked {
    case set(target: Int, [String: String])
    case retract(target: Int)
    /// Of another remark, by its number.
    case retractRemark(Int)
  }

  private static let types = [
    "service.down", "service.degraded", "service.up", "task.started", "task.completed", "incident.detected",
    "decision.made", "writes.frozen", "writes.opened", "run.began", "run.ended", "note.added",
  ]

  private static func time(_ generator: inout some RandomNumberGenerator) -> String {
    let minute = Int.random(in: 0..<60, using: &generator)
    return "2026-11-22T22:\(minute < 10 ? "0" : "")\(minute):00Z"
  }

  private static func draft(_ number: Int, _ generator: inout some RandomNumberGenerator) -> Draft {
    var data = ["decision": "invoke", "side": Bool.random(using: &generator) ? "west" : "north"]
    if Bool.random(using: &generator) { data["reason"] = "as recorded" }
    return Draft(
      type: types.randomElement(using: &generator) ?? "note.added", id: "e\(number)", time: time(&generator),
      attributes: [
        "service": "pay", "dataset": "db", "task": Bool.random(using: &generator) ? "a" : "b", "timeaccuracy": "PT0S",
        "mode": "live",
      ], data: data)
  }

  private static func setting(_ generator: inout some RandomNumberGenerator) -> [String: String] {
    var set: [String: String] = [:]
    if Bool.random(using: &generator) { set["time"] = time(&generator) }
    if Bool.random(using: &generator) { set["task"] = "c" }
    if Bool.random(using: &generator) { set["mode"] = "dry-run" }
    if Bool.random(using: &generator) { set["region"] = "r" }
    if Bool.random(using: &generator) { set["data.reason"] = "as amended" }
    if set.isEmpty { set["data.side"] = "north" }
    return set
  }

  /// Whether a remark counts: none that does retracts it.
  private static func counts(_ number: Int, _ asked: [Asked]) -> Bool {
    !asked.indices.contains { later in
      guard later > number, case .retractRemark(number) = asked[later] else { return false }
      return counts(later, asked)
    }
  }

  private static func remark(_ number: Int, _ asked: Asked) -> String {
    let about: String
    var type = "event.retracted"
    var set = ""
    switch asked {
    case .set(let target, let settings):
      about = "e\(target)"
      type = "event.amended"
      let members = settings.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
      set = "\"set\":{\(members.joined(separator: ","))},"
    case .retract(let target): about = "e\(target)"
    case .retractRemark(let target): about = "x\(target)"
    }
    return event(
      type, at: "2026-11-22T23:30:00Z", id: "x\(number)",
      data: "{\"about\":{\"source\":\"/test\",\"id\":\"\(about)\"},\(set)\"reason\":\"r\"}")
  }

  @Test(arguments: 0..<200)
  func `give what a stream that was written so gives`(seed: Int) throws {
    var generator = FixedRandom(UInt64(seed))
    var drafts = (0..<Int.random(in: 1...10, using: &generator)).map { Self.draft($0, &generator) }
    let asked: [Asked] = (0..<Int.random(in: 0...8, using: &generator)).map { number in
      let target = Int.random(in: 0..<drafts.count, using: &generator)
      return switch Int.random(in: 0..<5, using: &generator) {
      case 0: .retract(target: target)
      case 1 where number > 0: .retractRemark(Int.random(in: 0..<number, using: &generator))
      default: .set(target: target, Self.setting(&generator))
      }
    }
    let remarks = asked.enumerated().map { Self.remark($0.offset, $0.element) }
    let recorded = (drafts.map(\.line) + remarks).placed

    var retracted: Set<Int> = []
    for (number, remark) in asked.enumerated() where Self.counts(number, asked) {
      switch remark {
      case .set(let target, let settings):
        for (name, value) in settings {
          if name == "time" {
            drafts[target].time = value
          } else if name.hasPrefix("data.") {
            drafts[target].data[String(name.dropFirst(5))] = value
          } else {
            drafts[target].attributes[name] = value
          }
        }
      case .retract(let target): retracted.insert(target)
      case .retractRemark: break
      }
    }
    var right = (drafts.map(\.line) + remarks).placed
    right.removeAll { place in
      place.index < drafts.count
        ? retracted.contains(place.index) : !Self.counts(place.index - drafts.count, asked)
    }

    var plan = payPlan([rto("20m"), rpo("1m")], freezeImpact: .degraded)
    plan.tasks = [PlannedTask(id: "a"), PlannedTask(id: "b")]
    let objectives = ObjectivesFold(plan: plan)
    if seed == 0 {
      let raw = try folding(TimelineFold(plan: plan), at: recorded)
      #expect(try correcting(TimelineFold(plan: plan), over: recorded).output != raw)
    }
    #expect(try correcting(objectives, over: recorded).output == folding(objectives, at: right))
    #expect(try correcting(TimelineFold(plan: plan), over: recorded).output == folding(TimelineFold(plan: plan), at: right))
    let variance = try VarianceFold(plan: plan, schedule: Schedule(of: plan))
    #expect(try correcting(variance, over: recorded).output == folding(variance, at: right))
  }

  @Test(arguments: 0..<60)
  func `a fold of a prefix, continued, equals the whole fold`(seed: Int) throws {
    var generator = FixedRandom(UInt64(seed) + 10_000)
    let drafts = (0..<8).map { Self.draft($0, &generator) }
    let remarks = (0..<4).map { number in
      Self.remark(
        number,
        number == 2
          ? .retract(target: number) : .set(target: Int.random(in: 0..<8, using: &generator), Self.setting(&generator)))
    }
    let clock = event(
      "source.clock", at: "2026-11-22T23:40:00Z", id: "c", data: #"{"source":"/test","offset":"PT3S","reason":"r"}"#)
    let lines = (drafts.map(\.line) + remarks + [clock]).placed
    var plan = payPlan([rto("20m"), rpo("1m")], freezeImpact: .degraded)
    plan.tasks = [PlannedTask(id: "a"), PlannedTask(id: "b")]
    let corrections = try gatheredCorrections(lines)
    for count in 0...lines.count {
      func check<Fold: EventFold>(_ fold: Fold, _ areEqual: (Fold.Output, Fold.Output) -> Bool) throws {
        let prefix = try applying(fold, at: Array(lines[..<count]))
        let ended = prefix
        let early = ended.finish()
        let continued = try folding(prefix, at: Array(lines[count...]))
        #expect(try areEqual(early, folding(fold, at: Array(lines[..<count]))), "\(count) \(Fold.self)")
        #expect(try areEqual(continued, folding(fold, at: lines)), "\(count) \(Fold.self)")
      }
      try check(ObjectivesFold(plan: plan), ==)
      try check(TimelineFold(plan: plan), ==)
      try check(try VarianceFold(plan: plan, schedule: Schedule(of: plan)), ==)
      try check(CorrectedFold(ObjectivesFold(plan: plan), corrections)) { $0.output == $1.output && $0.summary == $1.summary }
      try check(CorrectionsFold()) { $0.remarks.map(\.line) == $1.remarks.map(\.line) && $0.notes == $1.notes }
      try check(ClockEvidenceFold()) { $0.estimates == $1.estimates && $0.findings == $1.findings }
    }
  }
}
