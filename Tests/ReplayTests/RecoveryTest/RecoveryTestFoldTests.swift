import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

@Suite struct `The facts of a recovery test` {
  private static let plan: Plan = {
    var plan = Plan(plan: "p", version: 1)
    plan.sites = .init(source: "west", target: "north")
    return plan
  }()

  /// An event at a minute after 22:00; `late` ones stand last.
  private func at(
    _ minute: Int, _ type: String, _ attributes: [String: String] = [:], _ data: String? = nil
  ) -> String {
    let time = "2026-11-22T22:\(minute < 10 ? "0" : "")\(minute):00Z"
    return event(type, at: time, id: "\(type)-\(minute)", attributes, data: data)
  }

  private func shift(_ minute: Int, _ to: String, _ percent: String, service: String? = "pay", mode: String? = nil) -> String {
    var attributes: [String: String] = [:]
    if let service { attributes["service"] = service }
    if let mode { attributes["mode"] = mode }
    return at(minute, "traffic.shifted", attributes, "{\"to\":\"\(to)\",\"percent\":\(percent)}")
  }

  private func facts(_ lines: [String], kind: String? = nil) throws -> RecoveryTestFacts {
    try folding(RecoveryTestFold(plan: Self.plan, streamKind: kind), over: lines)
  }

  /// `pay at north 5–9`, with `…` before what was only seen.
  private func marble(_ facts: RecoveryTestFacts) -> [String] {
    facts.holdings.map { holding in
      func minute(_ at: EventMoment?) -> String { at.map { String($0.time.description.dropFirst(14).prefix(2)) } ?? "?" }
      let end = holding.to.map { "–\(minute($0))" } ?? "…\(minute(holding.seen))"
      return "\(holding.service ?? "*") at \(holding.site) \(minute(holding.from))\(end)"
    }
  }

  @Test func `tell where all traffic ran, from the shift that brought it to the one that took some away`() throws {
    let facts = try facts([
      shift(1, "north", "10"), shift(5, "north", "100"), shift(6, "north", "100"), shift(7, "west", "0"),
      shift(20, "west", "5"), shift(30, "target", "100"), at(40, "run.ended"),
    ])
    #expect(marble(facts) == ["pay at north 05–20", "pay at north 30…40"])
    #expect(facts.holdings[0].length?.stated == TimeSpan(seconds: 900))
    #expect(facts.holdings[1].length?.lower == TimeSpan(seconds: 599))
    #expect(facts.holdings[1].length?.upper == nil)
  }

  @Test func `take a share below the whole at the same site for the end of it`() throws {
    #expect(try marble(facts([shift(5, "north", "100"), shift(9, "north", "99.5")])) == ["pay at north 05–09"])
  }

  @Test func `say nothing of how long where no sign follows, or only one of another service`() throws {
    let lines = [shift(5, "north", "100"), at(9, "service.up", ["service": "shop"]), at(1, "run.ended")]
    let facts = try facts(lines)
    #expect(marble(facts) == ["pay at north 05…?"])
    #expect(facts.holdings[0].length == nil)
    let seen = lines + [at(8, "service.observed", ["service": "pay"])]
    #expect(try marble(self.facts(seen)) == ["pay at north 05…08"])
  }

  @Test func `take a shift of every service for one of each`() throws {
    let lines = [
      shift(5, "north", "100"), shift(6, "north", "100", service: "shop"), shift(9, "west", "100", service: "*"),
      at(12, "run.ended"),
    ]
    #expect(
      try marble(facts(lines)) == [
        "pay at north 05–09", "pay at west 09…12", "shop at north 06–09", "shop at west 09…12",
      ])
    #expect(try marble(facts([shift(5, "north", "100", service: nil), at(7, "run.ended")])) == ["* at north 05…07"])
  }

  @Test func `are the same whichever way the lines stand, and count only what is live`() throws {
    let lines = [
      shift(5, "north", "100"), shift(20, "west", "100"), shift(25, "north", "100", mode: "dry-run"), at(40, "run.ended"),
      at(7, "check.failed", [:], #"{"check":"c"}"#), at(8, "check.passed", [:], #"{"check":"c"}"#),
    ]
    let expected = try facts(lines)
    #expect(marble(expected) == ["pay at north 05–20", "pay at west 20…40"])
    let back = try facts(lines.reversed())
    #expect(marble(back) == marble(expected))
    #expect(back.checks.map(\.last) == [.passed])
    #expect(back.ended?.time == expected.ended?.time)
  }

  @Test func `name the sites as a failback swaps them`() throws {
    #expect(try marble(facts([shift(5, "target", "100"), at(7, "run.ended")], kind: "failback")) == ["pay at west 05…07"])
  }

  @Test func `keep what each check came to and how often it failed`() throws {
    func check(_ minute: Int, _ outcome: String, _ name: String) -> String {
      at(minute, "check.\(outcome)", [:], "{\"check\":\"\(name)\"}")
    }
    let facts = try facts([
      check(1, "passed", "b"), check(2, "failed", "a"), check(3, "failed", "a"), check(4, "waived", "a"),
      check(5, "inconclusive", "b"), at(6, "check.passed", [:], "{}"), at(7, "check.passed", [:], #"{"check":7}"#),
    ])
    #expect(facts.checks.map(\.check) == ["b", "a"])
    #expect(facts.checks.map(\.last) == [.inconclusive, .waived])
    #expect(facts.checks.map(\.failed) == [0, 2])
    #expect(facts.checks[1].failures.map(\.event.index) == [1, 2])
  }

  @Test func `take odd shares and sites for no shift at all`() throws {
    let odd = ["{}", #"{"to":"north"}"#, #"{"percent":100}"#, #"{"to":7,"percent":"100"}"#, "[]", #"{"to":"n","percent":1e999}"#]
    for data in odd.dropLast() { #expect(try facts([at(5, "traffic.shifted", ["service": "pay"], data)]).holdings == []) }
    #expect(try facts([at(5, "traffic.shifted", ["service": "pay"], odd.last)]).holdings.count <= 1)
  }

  @Test func `keep few of very many faults, failures and shifts of the same kind`() throws {
    let lines = (0..<1_000).map { number in
      event(
        number % 2 == 0 ? "fault.occurred" : "check.failed", at: "2026-11-22T22:00:00Z", id: "e\(number)",
        ["service": "pay"], data: #"{"check":"c","cause":"x"}"#)
    }
    let facts = try facts(lines)
    #expect(facts.faults.count == 100)
    #expect(facts.checks.first?.failed == 500)
    #expect(facts.checks.first?.failures.count == 100)
  }
}
