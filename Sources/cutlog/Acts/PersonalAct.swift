import Attestation
import CloudEvents
import JSONText
import Reports
import SealedLog

/// The recording of one personal act, signed or not.
struct PersonalAct {
  var stream: String
  var act: Act
  var subject: ActSubject
  var options: PersonalActOptions
  var state: StateOption
  var form: JSONOption
  var surroundings: Surroundings

  func perform() throws -> ExitStatus {
    guard options.isSigned else {
      let status = try append(event(signed: nil))
      surroundings.console.note("recorded unsigned: nothing shows who did this; --sign SSHKEY signs it")
      return status
    }
    let context = try ActContext(stream, surroundings)
    if let stranger = context.stranger(subject) {
      surroundings.console.warn(
        stream, stranger.message,
        hint: stranger.known.isEmpty ? nil : "it has \(stranger.known.joined(separator: ", "))")
    }
    let signed: SignedStatement
    if let request = options.request {
      return try write(statement(context), to: request)
    } else if let statement = options.statement, let signature = options.signature {
      signed = try read(statement, signature)
    } else if let key = options.sign {
      let statement = statement(context)
      let armor = try SSHKeygen.sign(
        statement.text, namespace: SSHSignature.statementNamespace, key: key, surroundings.environment)
      signed = SignedStatement(statement: statement, signature: try parse(armor, from: key))
    } else {
      return .usage
    }
    try check(signed, context)
    let status = try append(event(signed: signed))
    if !form.json {
      try surroundings.console.write(
        "signed as \(TerminalText.escaped(signed.statement.principal)) with \(signed.signature.publicKey.fingerprint)\n")
    }
    return status
  }

  // MARK: - Statements

  /// What the person signs, with the stream as it stands.
  private func statement(_ context: ActContext) -> Statement {
    Statement(
      origin: context.checkpoint.origin, act: act, subject: subject, plan: context.plan,
      size: context.checkpoint.size, root: context.checkpoint.root, principal: options.signer ?? "",
      time: time, comment: options.comment ?? "")
  }

  private var time: Timestamp {
    if let at = options.at { return at.time }
    // A person acts: digits below the millisecond would claim what nobody knows.
    let now = surroundings.services.now().nanoseconds
    return Timestamp(nanoseconds: now - now % 1_000_000, fractionDigits: 3)
  }

  private func read(_ statementPath: String, _ signaturePath: String) throws -> SignedStatement {
    let text = String(decoding: try ReadWhole.fileOrInput(statementPath), as: UTF8.self)
    let armor = String(decoding: try ReadWhole.fileOrInput(signaturePath), as: UTF8.self)
    let statement: Statement
    do throws(StatementError) { statement = try Statement(text) } catch {
      throw Failure(
        "\(statementPath):\(error.line)", error.message, hint: "expected the file that --request wrote, unchanged")
    }
    return SignedStatement(statement: statement, signature: try parse(armor, from: signaturePath))
  }

  private func parse(_ armor: String, from path: String) throws -> SSHSignature {
    do throws(SSHSignatureError) { return try SSHSignature(armor: armor) } catch {
      throw Failure(
        path, error.message,
        hint: error.code == .form
          ? "expected what `ssh-keygen -Y sign -n \(SSHSignature.statementNamespace)` writes"
          : "expected an Ed25519 or ECDSA P-256 key, or RSA of 2048 to 8192 bits")
    }
  }

  /// Judges the act as every verifier will, so that nothing broken is recorded.
  private func check(_ signed: SignedStatement, _ context: ActContext) throws {
    let (statement, principal) = (signed.statement, signed.statement.principal)
    var judge = context.judge
    let judged = judge.judge(
      ActEvent(
        index: context.checkpoint.size + 1, act: act, subject: subject, actor: options.actor ?? principal,
        onBehalfOf: principal, time: statement.time, statement: statement.text, signature: signed.signature.armor))
    guard let finding = judged.finding else { return }
    guard judged.outcome != .notAllowed else {
      // That is each reader's own opinion, and so no reason to refuse.
      surroundings.console.warn(
        principal, "\(finding.message): \(finding.observed ?? "")",
        hint: "`cutlog verify` will leave the act open to everybody whose list says the same")
      return
    }
    let detail = [("expected", finding.expected), ("found", finding.observed)].compactMap { word, value in
      value.map { "\(word) \($0)" }
    }
    throw Failure(
      options.statement ?? options.sign ?? stream, ([finding.message] + detail).joined(separator: ", "),
      hint: finding.rule == "statement.replayed"
        ? "the act is in the stream already" : "make a new request with --request FILE and have that one signed")
  }

  private func write(_ statement: Statement, to path: String) throws -> ExitStatus {
    try OutputFile.write(Array(statement.text.utf8), to: path, keeping: [stream], surroundings.console)
    guard path != "-" else { return .done }
    if form.json {
      var document = ReportDocument(verb: "request", verdict: "requested")
      document.streams = [surroundings.summary(of: stream)].compactMap(\.self)
      document.body = [JSONMember("statement", .string(statement.text)), JSONMember("file", .string(path))]
      try surroundings.console.write(document)
    } else {
      var page = Page()
      page.paragraph("nothing is recorded yet; to be signed as \(code: statement.principal) is \(code: path):")
      page.preformatted(statement.text)
      page.paragraph("Sign it with `ssh-keygen -Y sign -n cutlog -f SSHKEY \(path)`, then repeat the command with")
      page.preformatted("--statement \(path) --signature \(path).sig")
      try surroundings.console.write(page)
    }
    return .done
  }

  // MARK: - The event

  private func event(signed: SignedStatement?) -> EventBuilder {
    let services = surroundings.services
    var event = EventBuilder(
      id: options.id ?? Hexadecimal.encode(services.random(16)),
      source: options.source ?? "cutlog/\(SystemEnvironment.userAtHost(surroundings.environment))", type: act.type,
      time: signed?.statement.time ?? time)
    let principal = signed?.statement.principal ?? options.principal
    let actor = options.actor ?? principal
    for (name, value) in [
      ("gate", subject.gate), ("service", subject.service), ("actor", actor),
      ("onbehalfof", principal == actor ? nil : principal),
    ] {
      if let value { event.attributes.append((name, value)) }
    }
    var data: [JSONMember] = []
    for (name, value) in [("decision", subject.decision), ("check", subject.check)] {
      if let value { data.append(JSONMember(name, .string(value))) }
    }
    if let signed {
      data.append(JSONMember("statement", .string(signed.statement.text)))
      data.append(JSONMember("signature", .string(signed.signature.armor)))
    }
    if let remark = signed?.statement.comment ?? options.comment, !remark.isEmpty {
      data.append(JSONMember(act == .decide || act == .waive ? "reason" : "comment", .string(remark)))
    }
    if !data.isEmpty { event.data = .object(data) }
    return event
  }

  private func append(_ event: EventBuilder) throws -> ExitStatus {
    var appending = EventAppending(
      stream: stream, stateDirectory: state.directory, json: form.json, surroundings: surroundings)
    let text = event.data?["signature"]?.string
    let fingerprint = text.flatMap { try? SSHSignature(armor: $0) }?.publicKey.fingerprint
    appending.further = [
      JSONMember(
        "act",
        [
          "act": .string(act.rawValue),
          "principal": .text(attribute("onbehalfof", of: event) ?? attribute("actor", of: event)),
          "key": .text(fingerprint),
        ])
    ]
    return try appending.append(event)
  }

  private func attribute(_ name: String, of event: EventBuilder) -> String? {
    event.attributes.first { $0.name == name }?.value
  }
}
