import CloudEvents
import SealedLog
import TestSupport
import Testing

@testable import Attestation

/// Each rule on signed acts, over values.
@Suite struct AttestationJudgeTests {
  private static let root = Digest(hashing: [1])
  private static let plan = Digest(hashing: [2]).hex
  private static let origin = "example.com/night"

  private func judge(signers: String? = nil) throws -> AttestationJudge {
    var list: AllowedSigners?
    if let signers {
      list = AllowedSigners()
      try list?.add(Array(signers.utf8))
    }
    var judge = AttestationJudge(signers: list)
    judge.origin = Self.origin
    judge.take(plan: Self.plan, at: 2)
    judge.take(seal: Checkpoint(origin: Self.origin, size: 4, root: Self.root))
    return judge
  }

  private func statement() throws -> Statement {
    Statement(
      origin: Self.origin, act: .approve, subject: ActSubject(gate: "go-live"), plan: Self.plan, size: 4,
      root: Self.root, principal: "alice", time: try Timestamp("2026-11-22T22:00:00.5Z"), comment: "")
  }

  private func event(_ statement: Statement, signature: String?, index: Int = 5) throws -> ActEvent {
    ActEvent(
      index: index, act: .approve, subject: ActSubject(gate: "go-live"), actor: "alice",
      time: try Timestamp("2026-11-22T22:00:00.5Z"), accepted: try Timestamp("2026-11-22T22:00:01.000000000Z"),
      statement: statement.text, signature: signature)
  }

  @Test func `an act that fits is signed, and valid where the list allows the key`() throws {
    let signer = try TestSigner(7)
    let act = try event(statement(), signature: signer.sign(statement().text))
    var judge = try judge()
    let judged = judge.judge(act)
    #expect(judged.outcome == .signed)
    #expect(judged.finding == nil)
    #expect(judged.fingerprint?.hasPrefix("SHA256:") == true)
    judge = try self.judge(signers: "alice \(signer.publicLine)")
    #expect(judge.judge(act).outcome == .valid)
  }

  @Test func `an unsigned act is listed as unsigned, and half a signature is told`() throws {
    var judge = try judge()
    var act = try event(statement(), signature: nil)
    act.statement = nil
    #expect(judge.judge(act).outcome == .unsigned)
    #expect(judge.judge(act).finding == nil)
    let unsigned = judge.judge(try event(statement(), signature: nil))
    #expect(unsigned.outcome == .unsigned)
    #expect(unsigned.finding?.rule == "signature.missing")
    act.signature = try TestSigner(7).sign("x")
    #expect(judge.judge(act).finding?.rule == "statement.missing")
  }

  /// Changes after which the signature is made anew: the person signed something else than is recorded.
  @Test func `a statement about something else is found`() throws {
    let changes: [(String, (inout Statement) -> Void)] = [
      ("statement.origin", { $0.origin = "example.com/other" }), ("statement.act", { $0.act = .reject }),
      ("statement.subject", { $0.subject = ActSubject(gate: "other") }),
      ("statement.plan", { $0.plan = Digest(hashing: [3]).hex }), ("statement.seen", { $0.size = 3 }),
      ("statement.seen", { $0.size = 5 }), ("statement.seen", { $0.root = Digest(hashing: [9]) }),
      ("statement.principal", { $0.principal = "mallory" }),
      ("statement.time", { $0.time = Timestamp(nanoseconds: 0, fractionDigits: 0) }),
    ]
    for (rule, change) in changes {
      var judge = try judge()
      var statement = try statement()
      change(&statement)
      let judged = judge.judge(try event(statement, signature: TestSigner(7).sign(statement.text)))
      #expect(judged.outcome == .invalid)
      #expect(judged.finding?.rule == rule)
      #expect(judged.finding?.severity == .error)
      #expect(judged.finding?.index == 5)
    }
  }

  @Test func `every edited line of a statement breaks the signature`() throws {
    let original = try statement().text
    let armor = try TestSigner(7).sign(original)
    for place in original.utf8.indices {
      var bytes = Array(original.utf8)
      let offset = original.utf8.distance(from: original.startIndex, to: place)
      bytes[offset] = bytes[offset] == UInt8(ascii: "a") ? UInt8(ascii: "b") : UInt8(ascii: "a")
      var act = try event(statement(), signature: armor)
      act.statement = String(decoding: bytes, as: UTF8.self)
      var judge = try judge()
      let judged = judge.judge(act)
      #expect(judged.outcome == .invalid)
      #expect(["signature.invalid", "statement.form"].contains(judged.finding?.rule))
    }
  }

  @Test func `a remark that is not the signed one is found`() throws {
    var judge = try judge()
    var statement = try statement()
    statement.comment = "fine"
    var act = try event(statement, signature: TestSigner(7).sign(statement.text))
    for remarks in [["not fine"], [nil], ["fine", "because I say so"]] as [[String?]] {
      act.remarks = remarks
      #expect(judge.judge(act).finding?.rule == "statement.comment")
    }
    act.remarks = ["fine"]
    #expect(judge.judge(act).outcome == .signed)
  }

  @Test func `a statement that a stranger signed first still counts for the person`() throws {
    var judge = try judge(signers: "alice \(TestSigner(7).publicLine)")
    let text = try statement().text
    #expect(judge.judge(try event(statement(), signature: TestSigner(8).sign(text))).outcome == .notAllowed)
    #expect(judge.judge(try event(statement(), signature: TestSigner(7).sign(text), index: 6)).outcome == .valid)
    let again = judge.judge(try event(statement(), signature: TestSigner(7).sign(text), index: 7))
    #expect(again.finding?.rule == "statement.replayed")
  }

  @Test func `an outdated act by a key that is not allowed is not allowed`() throws {
    var judge = try judge(signers: "alice \(TestSigner(7).publicLine)")
    judge.take(plan: Digest(hashing: [4]).hex, at: 5)
    let judged = judge.judge(try event(statement(), signature: TestSigner(8).sign(statement().text), index: 9))
    #expect(judged.outcome == .notAllowed)
  }

  @Test func `a comment, statement or signature that is no text is never taken for none`() throws {
    let line = #"{"specversion":"1.0","id":"a","source":"/s","type":"dev.cutlog.gate.approved","time":"2026-11-22T22:00:00Z","gate":"g","data":{"comment":["x"],"statement":5,"signature":{}}}"#
    let act = try #require(try folding(LastAct(), over: [line]))
    #expect(act.remarks == [nil])
    #expect(act.statement == "")
    #expect(act.signature == "")
    var judge = try judge()
    #expect(judge.judge(act).finding?.rule == "statement.form")
  }

  @Test func `the person behind a pipeline may be the one who signs`() throws {
    var judge = try judge()
    var act = try event(statement(), signature: TestSigner(7).sign(statement().text))
    act.actor = "pipeline/7"
    act.onBehalfOf = "alice"
    #expect(judge.judge(act).outcome == .signed)
  }

  @Test func `a statement counts once, and a broken one does not use it up`() throws {
    var judge = try judge()
    let armor = try TestSigner(7).sign(statement().text)
    var broken = try event(statement(), signature: armor)
    broken.subject = ActSubject(gate: "other")
    #expect(judge.judge(broken).outcome == .invalid)
    #expect(judge.judge(try event(statement(), signature: armor, index: 6)).outcome == .signed)
    let again = judge.judge(try event(statement(), signature: armor, index: 7))
    #expect(again.finding?.rule == "statement.replayed")
    #expect(again.finding?.expected == "line 6 only")
  }

  @Test func `a plan that was revised in between makes the act outdated`() throws {
    var judge = try judge()
    judge.take(plan: Digest(hashing: [4]).hex, at: 5)
    let judged = judge.judge(try event(statement(), signature: TestSigner(7).sign(statement().text), index: 9))
    #expect(judged.outcome == .outdated)
    #expect(judged.finding?.rule == "statement.outdated")
    #expect(judged.finding?.severity == .note)
    // A plan of before the seal that was seen is none that the person can have meant.
    judge.take(seal: Checkpoint(origin: Self.origin, size: 12, root: Self.root))
    var late = try statement()
    late.size = 12
    let wrong = judge.judge(try event(late, signature: TestSigner(7).sign(late.text), index: 15))
    #expect(wrong.finding?.rule == "statement.plan")
  }

  @Test func `a signature for another purpose, over another text or in another form is found`() throws {
    let signer = try TestSigner(7)
    for (armor, rule) in [
      (try signer.sign(statement().text, namespace: "git"), "signature.namespace"),
      (try signer.sign("x"), "signature.invalid"), ("x", "signature.form"),
    ] {
      var judge = try judge()
      let judged = judge.judge(try event(statement(), signature: armor))
      #expect(judged.outcome == .invalid)
      #expect(judged.finding?.rule == rule)
    }
  }

  @Test func `a key that is not allowed is told with what is missing`() throws {
    let (signer, other) = (try TestSigner(7), try TestSigner(8))
    for (list, rule) in [
      ("alice \(other.publicLine)", "signature.unknown-key"), ("bob \(signer.publicLine)", "signature.other-principal"),
      ("alice namespaces=\"git\" \(signer.publicLine)", "signature.other-namespace"),
      ("alice valid-before=\"20261122215959Z\" \(signer.publicLine)", "signature.not-then"),
      ("alice valid-after=\"20261123Z\" \(signer.publicLine)", "signature.not-then"),
      // Valid when it says to be signed, no more when it was recorded: the signer's word alone does not date it.
      ("alice valid-before=\"20261122220000Z\" \(signer.publicLine)", "signature.not-then"),
    ] {
      var judge = try judge(signers: list)
      let judged = judge.judge(try event(statement(), signature: signer.sign(statement().text)))
      #expect(judged.outcome == .notAllowed, "\(list)")
      #expect(judged.finding?.rule == rule, "\(list)")
      #expect(judged.finding?.severity == .note)
    }
  }

  private struct LastAct: EventFold {
    var act: ActEvent?
    mutating func apply(_ event: EventView) { act = ActEvent(event) ?? act }
    consuming func finish() -> ActEvent? { act }
  }
}
