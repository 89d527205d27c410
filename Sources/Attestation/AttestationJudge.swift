internal import CloudEvents
package import SealedLog

/// Judges personal acts against the stream that they stand in and the reader's list of signers.
///
/// Everything is told to it in the order of the stream: plans, seals, acts. It reads no clock, no file.
package struct AttestationJudge: Sendable {
  private let signers: AllowedSigners?
  /// The stream's origin; nil before line 0 was told.
  package var origin: String?
  /// Plans by the index from which on they are in force.
  private var plans: [(index: Int, digest: String)] = []
  private var seals: [Int: Digest] = [:]
  /// Statements that counted, by the digest of their text, with the index at which they did.
  private var counted: [Digest: Int] = [:]

  /// - Parameter signers: Whom the reader allows; nil if the reader has no list.
  package init(signers: AllowedSigners?) { self.signers = signers }

  /// Takes notice of a plan's adoption or revision.
  package mutating func take(plan digest: String, at index: Int) { plans.append((index, digest)) }

  /// Takes notice of a seal.
  package mutating func take(seal checkpoint: Checkpoint) { seals[checkpoint.size] = checkpoint.root }

  /// The plan in force for a line, by the digest of its document.
  package func plan(before index: Int) -> String? { plans.last { $0.index < index }?.digest }

  /// Judges an act. A statement that holds counts once: the next one with the same text is a replay.
  package mutating func judge(_ event: ActEvent) -> JudgedAct {
    var judged = JudgedAct(
      index: event.index, act: event.act, subject: event.subject, principal: event.actor, outcome: .unsigned)
    func end(_ outcome: JudgedAct.Outcome, _ violation: Violation?) -> JudgedAct {
      judged.outcome = outcome
      judged.finding = violation?.finding(at: event.index, isError: outcome == .invalid)
      return judged
    }
    guard let text = event.statement else {
      guard event.signature != nil else { return judged }
      return end(.invalid, Violation("statement.missing", "a signature without the statement that it is over"))
    }
    guard let armor = event.signature else {
      return end(.unsigned, Violation("signature.missing", "a statement that nobody has signed"))
    }

    let statement: Statement
    do throws(StatementError) { statement = try Statement(text) } catch {
      return end(
        .invalid, Violation("statement.form", "the statement is not in its form: line \(error.line) \(error.message)"))
    }
    judged.principal = statement.principal
    let signature: SSHSignature
    do throws(SSHSignatureError) { signature = try SSHSignature(armor: armor) } catch {
      return end(.invalid, Violation(error.code.rawValue, error.message))
    }
    let fingerprint = signature.publicKey.fingerprint
    judged.fingerprint = fingerprint
    if let violation = Self.broken(signature, over: text) ?? mismatch(statement, event) {
      return end(.invalid, violation)
    }
    // Whoever is not allowed can't use up somebody else's statement.
    if let signers {
      let times = [statement.time, event.accepted].compactMap(\.self)
      let standing = signers.standing(of: signature.publicKey, as: statement.principal, at: times)
      guard standing == .allowed else {
        return end(.notAllowed, Violation(standing.rawValue, standing.message, statement.principal, fingerprint))
      }
    }
    let digest = Digest(hashing: Array(text.utf8))
    if let first = counted[digest] {
      return end(
        .invalid,
        Violation("statement.replayed", "the statement was recorded before, and counts once", "line \(first) only"))
    }
    counted[digest] = event.index
    if let plan = plan(before: event.index), plan != statement.plan {
      return end(
        .outdated,
        Violation("statement.outdated", "the plan was revised after the person signed", plan, statement.plan))
    }
    return end(signers == nil ? .signed : .valid, nil)
  }

  /// What is wrong with the signature as such.
  package static func broken(_ signature: SSHSignature, over text: String) -> Violation? {
    guard signature.namespace == SSHSignature.statementNamespace else {
      return Violation(
        "signature.namespace", "the signature was made for another purpose", SSHSignature.statementNamespace,
        signature.namespace)
    }
    guard signature.isValid(over: Array(text.utf8)) else {
      return Violation("signature.invalid", "the signature is not over this statement: one of the two was changed")
    }
    return nil
  }

  /// What a statement says that the stream or the event says otherwise.
  package func mismatch(_ statement: Statement, _ event: ActEvent) -> Violation? {
    func differs(_ field: String, _ message: String, _ expected: String?, _ observed: String?) -> Violation {
      Violation("statement.\(field)", message, expected ?? "nothing", observed ?? "nothing")
    }
    guard let origin, origin.utf8.elementsEqual(statement.origin.utf8) else {
      return differs("origin", "the statement is about another stream", origin, statement.origin)
    }
    guard statement.act == event.act else {
      return differs("act", "another act was signed than is recorded", event.act.rawValue, statement.act.rawValue)
    }
    guard statement.subject == event.subject else {
      return differs("subject", "the act was signed for another subject", event.subject.text, statement.subject.text)
    }
    let names = [event.actor, event.onBehalfOf].compactMap(\.self)
    guard names.contains(where: { $0.utf8.elementsEqual(statement.principal.utf8) }) else {
      return differs(
        "principal", "the act is recorded for another person than the one who signed", names.first,
        statement.principal)
    }
    guard statement.time.nanoseconds == event.time.nanoseconds else {
      return differs(
        "time", "the act was signed for another time", event.time.description, statement.time.description)
    }
    for remark in event.remarks where !(remark?.utf8.elementsEqual(statement.comment.utf8) ?? false) {
      return differs(
        "comment", "another comment was signed than is recorded", remark ?? "a value that is no text", statement.comment)
    }
    guard statement.size < event.index, let root = seals[statement.size], root == statement.root else {
      let known = seals[statement.size].map { "\(statement.size), \($0.base64)" } ?? "a seal of this stream"
      return differs(
        "seen", "what the person saw is no seal of this stream before the act", known,
        "\(statement.size), \(statement.root.base64)")
    }
    // The plan is the one in force at the seal that was seen, or one adopted up to the act.
    let first = plans.lastIndex { $0.index < statement.size } ?? plans.startIndex
    guard plans[first...].contains(where: { $0.index < event.index && $0.digest == statement.plan }) else {
      return differs("plan", "the act was signed for another plan", plan(before: event.index), statement.plan)
    }
    return nil
  }
}

extension AllowedSigners.Standing {
  fileprivate var message: String {
    switch self {
    case .allowed: "the key is allowed"
    case .unknownKey: "the key is not in the reader's list of signers"
    case .otherPrincipal: "the reader's list has the key under another name"
    case .otherNamespace: "the reader's list does not allow the key for cutlog"
    case .notThen: "the reader's list does not allow the key for that time"
    }
  }
}
