internal import CloudEvents
internal import JSONText
internal import SealedLog

extension Statement {
  /// Reads a statement as it was written.
  ///
  /// - Throws: `StatementError` unless writing it again gives the same bytes.
  package init(_ text: String) throws(StatementError) {
    var fields = Fields(text)
    try fields.header()
    origin = try fields.value("origin")
    guard KeyName.isValid(origin) else { throw fields.error("is no origin") }
    let word = try fields.value("act")
    guard let act = Act(rawValue: word) else {
      throw fields.error("is no act, expected \(Act.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.act = act
    subject = ActSubject(
      gate: try fields.optional("gate"), decision: try fields.optional("decision"),
      check: try fields.optional("check"), service: try fields.optional("service"))
    guard subject.fits(act) else { throw fields.error("the act \(act.rawValue) is not about these") }
    plan = try fields.value("plan")
    guard plan.utf8.count == 64, Hexadecimal.decode(plan) != nil else {
      throw fields.error("is no SHA-256 in lower-case hexadecimal")
    }
    let digits = try fields.value("size")
    guard let size = Int(digits), size > 0, String(size) == digits else { throw fields.error("is no size") }
    self.size = size
    guard let root = Base64.decode(try fields.value("root")).flatMap({ Digest($0) }) else {
      throw fields.error("is no root of 32 bytes in base64")
    }
    self.root = root
    principal = try fields.value("principal")
    let written = try fields.value("time")
    guard let time = try? Timestamp(written), time.description == written else {
      throw fields.error("is no RFC 3339 time that ends in Z")
    }
    self.time = time
    let quoted = try fields.value("comment")
    guard case .string(let comment)? = try? JSONValue(parsing: Array(quoted.utf8)) else {
      throw fields.error("is no JSON string")
    }
    self.comment = comment
    try fields.end()
    guard self.text.utf8.elementsEqual(text.utf8) else { throw fields.error("is not written in its one form") }
  }
}

/// The lines of a statement, read one by one.
private struct Fields {
  private var lines: ArraySlice<String>
  private var line = 0

  init(_ text: String) {
    // By bytes: CR LF is one Character, but no line end here.
    lines = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }[...]
  }

  func error(_ message: String) -> StatementError { StatementError(line: max(1, line), message) }

  mutating func header() throws(StatementError) {
    line = 1
    guard let first = lines.popFirst(), first == Statement.header else {
      throw error("expected `\(Statement.header)`")
    }
  }

  mutating func value(_ name: String) throws(StatementError) -> String {
    guard let value = try optional(name) else {
      line += 1
      throw error("expected `\(name) …`")
    }
    return value
  }

  mutating func optional(_ name: String) throws(StatementError) -> String? {
    guard let first = lines.first, first.utf8.starts(with: "\(name) ".utf8) else { return nil }
    lines = lines.dropFirst()
    line += 1
    let value = String(decoding: first.utf8.dropFirst(name.utf8.count + 1), as: UTF8.self)
    // The comment has its own form and may be long.
    guard name == "comment" || Statement.isValue(value) else {
      throw error("`\(name)` has no value, or one with control characters or spaces around it")
    }
    return value
  }

  mutating func end() throws(StatementError) {
    guard lines.count == 1, lines.first?.isEmpty == true else {
      line += 1
      throw error("expected the end after one line end")
    }
  }
}
