import JSONText

/// The grammar a third time, byte by byte, with the reasons and places that `JSONScanner` must give.
///
/// It takes nothing from the scanner but the type of its errors, keeps nothing between two texts, and is slow.
struct PlainGrammar {
  private let text: [UInt8]
  private let allowsWhitespace: Bool
  private var at = 0

  /// The error of a text, or nil if it is taken.
  static func error(_ text: [UInt8], root: JSONScanner.Root, whitespace: JSONScanner.Whitespace) -> JSONTextError? {
    var reader = PlainGrammar(text: text, allowsWhitespace: whitespace == .allowed)
    do throws(JSONTextError) {
      try reader.whole(root)
      return nil
    } catch {
      return error
    }
  }

  private init(text: [UInt8], allowsWhitespace: Bool) {
    self.text = text
    self.allowsWhitespace = allowsWhitespace
  }

  private var byte: UInt8? { at < text.count ? text[at] : nil }
  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }
  private mutating func skipSpace() { while allowsWhitespace, let byte, isSpace(byte) { at += 1 } }

  private func misplaced(_ code: JSONTextError.Code = .unexpectedByte) -> JSONTextError {
    guard let byte else { return JSONTextError(.unexpectedEnd, at: at) }
    return JSONTextError(isSpace(byte) ? .whitespace : code, at: at)
  }

  private mutating func whole(_ root: JSONScanner.Root) throws(JSONTextError) {
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { throw JSONTextError(.byteOrderMark, at: 0) }
    skipSpace()
    guard byte != nil else { throw JSONTextError(.empty, at: at) }
    if root == .object, byte != UInt8(ascii: "{") { throw misplaced(.notAnObject) }
    try value(depth: 0)
    skipSpace()
    if byte != nil { throw misplaced(.trailingBytes) }
  }

  private mutating func value(depth: Int) throws(JSONTextError) {
    guard let byte else { throw misplaced() }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if depth == 64 { throw JSONTextError(.tooDeep, at: at) }
      if byte == UInt8(ascii: "{") { try object(depth: depth + 1) } else { try array(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
    default: throw misplaced()
    }
  }

  /// Moves past the end of a container, or past a comma.
  private mutating func isEnded(by end: UInt8) throws(JSONTextError) -> Bool {
    skipSpace()
    guard byte == end || byte == UInt8(ascii: ",") else { throw misplaced() }
    at += 1
    return text[at - 1] == end
  }

  private mutating func isEmpty(_ end: UInt8) throws(JSONTextError) -> Bool {
    at += 1
    skipSpace()
    guard let byte else { throw misplaced() }
    if byte == end { at += 1 }
    return byte == end
  }

  private mutating func array(depth: Int) throws(JSONTextError) {
    if try isEmpty(UInt8(ascii: "]")) { return }
    repeat {
      skipSpace()
      try value(depth: depth)
    } while try !isEnded(by: UInt8(ascii: "]"))
  }

  private mutating func object(depth: Int) throws(JSONTextError) {
    if try isEmpty(UInt8(ascii: "}")) { return }
    var names: [(bytes: [UInt8], start: Int)] = []
    var anyEscaped = false
    repeat {
      skipSpace()
      guard byte == UInt8(ascii: "\"") else { throw misplaced() }
      let start = at + 1
      anyEscaped = try string() || anyEscaped
      let raw = Array(text[start..<(at - 1)])
      names.append((raw.withUnsafeBufferPointer { JSONString.unescape($0) }, start))
      skipSpace()
      guard byte == UInt8(ascii: ":") else { throw misplaced() }
      at += 1
      skipSpace()
      try value(depth: depth)
    } while try !isEnded(by: UInt8(ascii: "}"))
    // Of several names that are repeated the first in the text is told, or the least where there are many or escapes.
    if anyEscaped || names.count > 16 { names.sort { ($0.bytes, $0.start) < ($1.bytes, $1.start) } }
    var met: Set<[UInt8]> = []
    for name in names where !met.insert(name.bytes).inserted { throw JSONTextError(.duplicateName, at: name.start) }
  }

  private mutating func word(_ word: String) throws(JSONTextError) {
    for letter in word.utf8 {
      guard let byte else { throw JSONTextError(.unexpectedEnd, at: at) }
      guard byte == letter else { throw JSONTextError(.unexpectedByte, at: at) }
      at += 1
    }
  }

  private mutating func digits() throws(JSONTextError) -> String {
    let start = at
    while let byte, (0x30...0x39).contains(byte) { at += 1 }
    guard at > start else { throw JSONTextError(.invalidNumber, at: at) }
    return String(decoding: text[start..<at], as: UTF8.self)
  }

  private mutating func number() throws(JSONTextError) {
    let start = at
    if byte == UInt8(ascii: "-") { at += 1 }
    if byte == nil { throw JSONTextError(.unexpectedEnd, at: at) }
    let first = at
    let whole = try digits()
    if whole.count > 1, whole.hasPrefix("0") { throw JSONTextError(.invalidNumber, at: first) }
    var isInteger = true
    if byte == UInt8(ascii: ".") {
      at += 1
      _ = try digits()
      isInteger = false
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      at += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
      _ = try digits()
      isInteger = false
    }
    if isInteger, Int64(whole).map({ $0 > 9_007_199_254_740_991 }) ?? true {
      throw JSONTextError(.integerOutOfRange, at: start)
    }
  }

  /// Moves past a string and tells whether it holds an escape.
  private mutating func string() throws(JSONTextError) -> Bool {
    at += 1
    var isEscaped = false
    while let byte {
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        return isEscaped
      case UInt8(ascii: "\\"):
        isEscaped = true
        try escape()
      case 0..<0x20: throw JSONTextError(.controlCharacter, at: at)
      default: try scalar()
      }
    }
    throw JSONTextError(.unexpectedEnd, at: text.count)
  }

  private mutating func scalar() throws(JSONTextError) {
    // The shortest run of bytes that is one scalar of valid UTF-8.
    for length in 1...4 where at + length <= text.count {
      guard let decoded = String(validating: text[at..<(at + length)], as: UTF8.self) else { continue }
      let scalars = decoded.unicodeScalars
      guard scalars.count == 1, let scalar = scalars.first else { continue }
      if isNoncharacter(scalar.value) { throw JSONTextError(.noncharacter, at: at) }
      at += length
      return
    }
    throw JSONTextError(.invalidUTF8, at: at)
  }

  private func isNoncharacter(_ code: UInt32) -> Bool { code & 0xFFFF >= 0xFFFE || (0xFDD0...0xFDEF).contains(code) }

  private mutating func escape() throws(JSONTextError) {
    let start = at
    guard at + 1 < text.count else { throw JSONTextError(.unexpectedEnd, at: text.count) }
    guard text[at + 1] == UInt8(ascii: "u") else {
      guard #""\/bfnrt"#.utf8.contains(text[at + 1]) else { throw JSONTextError(.invalidEscape, at: at) }
      at += 2
      return
    }
    var code = try unit()
    if (0xDC00..<0xE000).contains(code) { throw JSONTextError(.loneSurrogate, at: start) }
    if (0xD800..<0xDC00).contains(code) {
      guard text[at...].starts(with: Array(#"\u"#.utf8)) else { throw JSONTextError(.loneSurrogate, at: start) }
      let low = try unit()
      guard (0xDC00..<0xE000).contains(low) else { throw JSONTextError(.loneSurrogate, at: start) }
      code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
    }
    if isNoncharacter(code) { throw JSONTextError(.noncharacter, at: start) }
  }

  private mutating func unit() throws(JSONTextError) -> UInt32 {
    var code: UInt32 = 0
    for place in (at + 2)..<(at + 6) {
      guard place < text.count else { throw JSONTextError(.unexpectedEnd, at: text.count) }
      guard let digit = Character(Unicode.Scalar(text[place])).hexDigitValue, text[place] < 0x80 else {
        throw JSONTextError(.invalidEscape, at: at)
      }
      code = code * 16 + UInt32(digit)
    }
    at += 6
    return code
  }
}

private func < (left: ([UInt8], Int), right: ([UInt8], Int)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
