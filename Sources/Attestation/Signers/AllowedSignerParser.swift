internal import CloudEvents
internal import SealedLog

/// Reads one line of an allowed-signers file: `PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]`.
struct AllowedSignerParser {
  private var rest: ArraySlice<UInt8>
  private let number: Int

  init(_ line: some Sequence<UInt8>, number: Int) {
    rest = Array(line)[...]
    self.number = number
  }

  /// The signer of the line; nil for an empty line and a comment.
  mutating func signer() throws(AllowedSignersError) -> AllowedSigner? {
    skipSpace()
    guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
    let principals = PatternList(try word())
    guard !principals.isEmpty else { throw error("names no principal") }
    var signer = AllowedSigner(principals: principals, key: [])
    skipSpace()
    // A key's type has a hyphen and no option is called so: options are told by what they are.
    let second = peek()
    guard !second.isEmpty else { throw error("names no key", hint: Self.form) }
    if !Self.isKeyType(second) {
      try readOptions(&signer)
      skipSpace()
    }
    let type = plainWord()
    skipSpace()
    let text = plainWord()
    guard Self.isKeyType(type) else {
      throw error("`\(type.prefix(64))` is no kind of key", hint: Self.form)
    }
    guard !text.isEmpty, let blob = Base64.decode(text) else { throw error("the key is no base64") }
    var reader = SSHWireReader(blob)
    guard let inner = reader.string(), inner.elementsEqual(type.utf8) else {
      throw error("the key is not of the kind \(type) that stands before it")
    }
    signer.key = blob
    return signer
  }

  private func error(_ message: String, hint: String? = nil) -> AllowedSignersError {
    AllowedSignersError(line: number, message, hint: hint)
  }

  private static let form = "expected PRINCIPALS [OPTIONS] KEYTYPE BASE64, as in ssh-keygen(1)"

  private static func isKeyType(_ word: String) -> Bool {
    ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "rsa-sha2-"].contains { word.hasPrefix($0) }
  }

  // MARK: - Options

  private mutating func readOptions(_ signer: inout AllowedSigner) throws(AllowedSignersError) {
    while true {
      let name = optionName().lowercased()
      switch name {
      case "cert-authority":
        throw error(
          "certificate authorities are not taken", hint: "list the persons' own keys, one line each")
      case "namespaces":
        guard signer.namespaces == nil else { throw error("has `namespaces` twice") }
        let list = PatternList(try value(of: name))
        guard !list.isEmpty else { throw error("`namespaces` names none") }
        signer.namespaces = list
      case "valid-after":
        guard signer.validAfter == nil else { throw error("has `valid-after` twice") }
        signer.validAfter = try time(name)
      case "valid-before":
        guard signer.validBefore == nil else { throw error("has `valid-before` twice") }
        signer.validBefore = try time(name)
      default:
        throw error(
          "`\(name.prefix(64))` is no option",
          hint: "expected namespaces=\"…\", valid-after=\"…\" or valid-before=\"…\"")
      }
      guard rest.first == UInt8(ascii: ",") else { break }
      rest = rest.dropFirst()
    }
    guard rest.first.map(Self.isSpace) ?? true else { throw error("has something behind an option's value") }
    if let after = signer.validAfter, let before = signer.validBefore, before <= after {
      throw error("is never valid: `valid-before` is not after `valid-after`")
    }
  }

  private mutating func optionName() -> String {
    let name = rest.prefix { !Self.isSpace($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") }
    rest = rest.dropFirst(name.count)
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func value(of name: String) throws(AllowedSignersError) -> String {
    guard rest.first == UInt8(ascii: "="), rest.dropFirst().first == UInt8(ascii: "\"") else {
      throw error("`\(name)` needs a value in quotation marks")
    }
    rest = rest.dropFirst(2)
    let value = rest.prefix { $0 != UInt8(ascii: "\"") }
    guard value.count < rest.count else { throw error("the quotation of `\(name)` does not end") }
    rest = rest.dropFirst(value.count + 1)
    return String(decoding: value, as: UTF8.self)
  }

  /// Whole seconds since 1970 of `YYYYMMDD[HHMM[SS]]Z`.
  private mutating func time(_ name: String) throws(AllowedSignersError) -> Int64 {
    let text = try value(of: name)
    let digits = text.utf8.prefix { $0 >= 0x30 && $0 <= 0x39 }
    let isKnownLength = [8, 12, 14].contains(digits.count)
    if isKnownLength, digits.count == text.utf8.count {
      throw error(
        "`\(name)` has no zone, and would mean another moment on another machine",
        hint: "write \(name)=\"\(text)Z\" if it means UTC")
    }
    let padded = Array(digits) + Array("000000".utf8)
    func part(_ start: Int, _ length: Int) -> String {
      String(decoding: padded[start..<(start + length)], as: UTF8.self)
    }
    guard isKnownLength, text.utf8.dropFirst(digits.count).elementsEqual("Z".utf8),
      let time = try? Timestamp(
        "\(part(0, 4))-\(part(4, 2))-\(part(6, 2))T\(part(8, 2)):\(part(10, 2)):\(part(12, 2))Z")
    else { throw error("`\(name)` is no time, expected YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ") }
    return time.nanoseconds / 1_000_000_000
  }

  // MARK: - Words

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private mutating func skipSpace() { rest = rest.drop(while: Self.isSpace) }

  private func peek() -> String { String(decoding: rest.prefix { !Self.isSpace($0) }, as: UTF8.self) }

  private mutating func plainWord() -> String {
    let word = rest.prefix { !Self.isSpace($0) }
    rest = rest.dropFirst(word.count)
    return String(decoding: word, as: UTF8.self)
  }

  /// A word, or what stands in quotation marks.
  private mutating func word() throws(AllowedSignersError) -> String {
    guard rest.first == UInt8(ascii: "\"") else {
      let word = plainWord()
      // OpenSSH would read the rest as a quotation and drop the marks.
      guard !word.utf8.contains(UInt8(ascii: "\"")) else { throw error("has a quotation mark inside a principal") }
      return word
    }
    let inside = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
    guard inside.count + 1 < rest.count else { throw error("a quotation does not end") }
    rest = rest.dropFirst(inside.count + 2)
    guard rest.first.map(Self.isSpace) ?? true else { throw error("has something behind a quotation") }
    return String(decoding: inside, as: UTF8.self)
  }
}
