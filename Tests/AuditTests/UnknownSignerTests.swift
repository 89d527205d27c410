import Audit
import CloudEvents
import CutoverModel
import JSONText
import TestSupport
import Testing

/// Acts that are signed, judged by a reader who has no list that says whose signatures they are.
@Suite struct UnknownSignerTests {
  private func judge(_ rule: Rule, _ acts: [ActSignature], by actors: [String] = []) throws -> RuleFinding {
    var fold = AuditFold([rule], isWhole: true)
    var scanner = EnvelopeScanner()
    for (number, signature) in acts.enumerated() {
      var attributes = ["gate": "go"]
      if actors.indices.contains(number) { attributes["actor"] = actors[number] }
      let line = Array(event("gate.approved", at: clock(number), id: "a\(number)", attributes).utf8)
      try line.withUnsafeBufferPointer { buffer in
        var members: ContiguousArray<JSONMemberSpan> = []
        let layout = try scanner.scan(buffer, members: &members)
        members.withUnsafeBufferPointer { spans in
          fold.apply(EventView(line: buffer, members: spans, layout: layout, index: number + 1), signature: signature)
        }
      }
    }
    return try #require(fold.finish().report.findings.first)
  }

  private func pattern(_ test: FieldCondition.Test) -> EventPattern {
    .of("gate.approved", where: FieldCondition(.signature, test))
  }

  private let signed = ActSignature(.signed, principal: "alice")

  @Test func `that all acts are signed by people who may is open, whichever way the rule asks`() throws {
    let none = Rule(Constraint(.absence(1), activation: pattern(.isNoneOf(["valid"]))))
    let some = Rule(Constraint(.existence(1), activation: pattern(.isAnyOf(["valid"]))))
    let each = Rule(
      Constraint(
        .respondedExistence, activation: .of("gate.approved"), target: pattern(.isAnyOf(["valid"])),
        correlation: [.attribute("source"), .attribute("id")]))
    let by = Rule(
      Constraint(
        .existence(1), activation: .of("gate.approved", where: FieldCondition(.signer, .isAnyOf(["alice"])))))
    for rule in [none, some, each, by] {
      let finding = try judge(rule, [signed])
      #expect(finding.result == .undecidable)
      #expect(
        finding.reasons == [
          "acts are signed, and without a list of allowed signers it isn't known whose signatures they are"
        ])
      #expect(try judge(rule, [ActSignature(.valid, principal: "alice")]).result == .satisfied)
    }
    #expect(try judge(none, [ActSignature(.notAllowed, principal: "alice")]).result == .violated)
  }

  @Test func `what is decided either way is decided`() throws {
    let none = Rule(Constraint(.absence(1), activation: pattern(.isNoneOf(["valid"]))))
    let finding = try judge(none, [signed, ActSignature(.unsigned)])
    #expect(finding.result == .violated)
    let either = Rule(Constraint(.absence(1), activation: pattern(.isNoneOf(["valid", "signed"]))))
    #expect(try judge(either, [signed]).result == .satisfied, "the rule takes signed for enough")
    let unsigned = Rule(Constraint(.absence(1), activation: pattern(.isAnyOf(["unsigned"]))))
    #expect(try judge(unsigned, [signed]).result == .satisfied)
  }

  @Test func `a rule that holds either way, if only for want of acts, is vacuous`() throws {
    let rule = Rule(
      Constraint(.response, activation: pattern(.isAnyOf(["valid"])), target: .of("gate.approved")))
    #expect(try judge(rule, [signed]).result == .vacuous)
    #expect(try judge(rule, [ActSignature(.valid, principal: "alice")]).result == .satisfied)
  }

  @Test func `acts whose signers aren't known are told apart by their actors, also within a correlation`() throws {
    let rule = Rule(
      id: "s", title: "t", why: "w",
      requirement: .separation(
        Separation(activation: pattern(.isAnyOf(["signed", "valid"])), correlation: [.attribute("gate")], people: 2)))
    #expect(try judge(rule, [signed, signed], by: ["alice", "bob"]).result == .satisfied)
    #expect(try judge(rule, [signed, signed], by: ["alice", "alice"]).result == .violated)
    #expect(try judge(rule, [signed, signed]).result == .undecidable, "the events name nobody")
  }
}
