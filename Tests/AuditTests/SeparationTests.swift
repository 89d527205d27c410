import Audit
import CloudEvents
import CutoverModel
import Replay
import TestSupport
import Testing

/// Who may not be the same person, told by signatures or else by actors.
@Suite struct SeparationTests {
  private let fourEyes = Rule(
    id: "four-eyes", title: "t", why: "w",
    requirement: .separation(
      Separation(activation: .of("gate.approved"), correlation: [.attribute("gate")], people: 2)))
  private let apart = Rule(
    id: "apart", title: "t", why: "w",
    requirement: .separation(Separation(activation: .of("gate.approved"), target: .of("task.started"))))

  private func approval(_ actor: String?, _ minute: Int, gate: String? = "go") -> String {
    var attributes: [String: String] = [:]
    attributes["gate"] = gate
    attributes["actor"] = actor
    return event("gate.approved", at: clock(minute), id: "a\(minute)", attributes)
  }

  private func start(_ actor: String, _ minute: Int) -> String {
    event("task.started", at: clock(minute), id: "s\(minute)", ["actor": actor])
  }

  private func result(_ rule: Rule, _ lines: [String]) throws -> RuleFinding {
    try #require(judge([rule], lines).findings.first)
  }

  @Test func `a gate needs as many different people as the rule says, each gate by itself`() throws {
    let two = try result(fourEyes, [approval("alice", 1), approval("bob", 2)])
    #expect(two.result == .satisfied && two.activations == 1)
    #expect(
      two.reasons == ["2 of 2 acts are told apart only by the actor that the event names, for no signature holds"])
    let twice = try result(fourEyes, [approval("alice", 1), approval("alice", 2)])
    #expect(twice.result == .violated && twice.events.map(\.id) == ["a1"])
    #expect(try result(fourEyes, [approval("alice", 1), approval("bob", 2, gate: "back")]).result == .violated)
    #expect(try result(fourEyes, [start("alice", 1)]).result == .vacuous)
  }

  @Test func `an act that names nobody, or no gate, leaves open what it could decide`() throws {
    #expect(try result(fourEyes, [approval("alice", 1), approval(nil, 2)]).result == .undecidable)
    let unkeyed = try result(fourEyes, [approval("alice", 1), approval("bob", 2, gate: nil)])
    #expect(unkeyed.result == .undecidable && unkeyed.asSeen == .violated)
  }

  @Test func `an act that names nobody decides nothing of another gate`() throws {
    let alone = approval("alice", 1)
    let doubtful = [approval("bob", 2, gate: "back"), approval(nil, 3, gate: "back")]
    #expect(try result(fourEyes, doubtful).result == .undecidable)
    let both = try result(fourEyes, [alone] + doubtful)
    #expect(both.result == .violated && both.violated == 1)
  }

  @Test func `a withheld line is one person at most`() throws {
    let two = [approval("alice", 1), approval("bob", 2, gate: "back")]
    #expect(try result(fourEyes, [stub(1)] + two.prefix(1)).result == .undecidable)
    #expect(try result(fourEyes, [stub(1)] + two).result == .violated)
    #expect(try result(fourEyes, [stub(1), stub(2)] + two).result == .undecidable)
    #expect(try result(fourEyes, [stub(1), approval("carol", 3, gate: nil)] + two).result == .undecidable)
  }

  @Test func `all acts that name nobody count, not only those that are cited`() throws {
    let many = Rule(
      id: "many", title: "t", why: "w",
      requirement: .separation(Separation(activation: .of("gate.approved"), people: 150)))
    #expect(try result(many, (0..<150).map { approval(nil, $0) }).result == .undecidable)
    #expect(try result(many, (0..<149).map { approval(nil, $0) }).result == .violated)
  }

  @Test func `who approved may not have done it too, and no withheld line undoes that`() throws {
    #expect(try result(apart, [approval("alice", 1), start("bob", 2)]).result == .satisfied)
    let same = try result(apart, [start("bob", 0), approval("alice", 1), start("alice", 2)])
    #expect(same.result == .violated && same.events.map(\.id) == ["a1", "s2"])
    #expect(try result(apart, [stub(1), approval("alice", 1), start("alice", 2)]).result == .violated)
    #expect(try result(apart, [stub(1), approval("alice", 1), start("bob", 2)]).result == .undecidable)
    #expect(try result(apart, [approval("alice", 1)]).result == .vacuous)
  }

  @Test func `a signature that holds says more than the actor, and one that doesn't says nothing`() throws {
    func outcome(_ first: ActSignature?, _ second: ActSignature?) -> RuleResult? {
      let events = [(approval("shared", 1), first), (approval("shared", 2), second)]
      let example = PolicyExample(
        conforms: true, events: events.map { ExampleEvent(line: Array($0.0.utf8), signature: $0.1) })
      return example.outcome(of: fourEyes)
    }
    #expect(outcome(ActSignature(.valid, principal: "alice"), ActSignature(.valid, principal: "bob")) == .satisfied)
    #expect(outcome(ActSignature(.notAllowed, principal: "alice"), ActSignature(.invalid, principal: "bob")) == .violated)
    #expect(outcome(nil, nil) == .violated)
  }

  @Test func `a condition can ask how an act is signed`() throws {
    let unsigned = Rule(
      id: "signed", title: "t", why: "w",
      requirement: .constraint(
        Constraint(
          .absence(1), activation: .of("gate.approved", where: FieldCondition(.signature, .isNoneOf(["valid"]))))))
    func outcome(_ signature: ActSignature?) -> RuleResult? {
      let event = ExampleEvent(line: Array(approval("alice", 1).utf8), signature: signature)
      return PolicyExample(conforms: true, events: [event]).outcome(of: unsigned)
    }
    #expect(outcome(ActSignature(.valid, principal: "alice")) == .satisfied)
    #expect(outcome(ActSignature(.unsigned)) == .violated && outcome(nil) == .violated)
  }
}
