import JSONText

/// The grammar a second time, slow and obvious: RFC 8259 over code points, narrowed to I-JSON.
///
/// It knows nothing of bytes, offsets or reasons: it gives the value or nothing.
struct ReferenceJSON {
  private var rest: ArraySlice<Unicode.Scalar>
  private let allowsWhitespace: Bool

  static func value(of bytes: [UInt8], whitespace: Bool, onlyObject: Bool) -> JSONValue? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var reader = ReferenceJSON(rest: Array(text.unicodeScalars)[...], allowsWhitespace: whitespace)
    reader.skipWhitespace()
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipWhitespace()
    guard reader.rest.isEmpty else { return nil }
    if onlyObject, value.members == nil { return nil }
    return value
  }

  private mutating func skipWhitespace() {
    guard allowsWhitespace else { return }
    while let first = rest.first, [" ", "\t", "\n", "\r"].contains(first) { rest.removeFirst() }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard rest.starts(with: word.unicodeScalars) else { return false }
    rest.removeFirst(word.unicodeScalars.count)
    return true
  }

  private mutating func value(depth: Int) -> JSONValue? {
    switch rest.first {
    case "{"?: return depth < 64 ? object(depth: depth + 1) : nil
    case "["?: return depth < 64 ? array(depth: depth + 1) : nil
    case "\""?: return string().map { .string($0) }
    case "t"?: return take(word: "true") ? .bool(true) : nil
    case "f"?: return take(word: "false") ? .bool(false) : nil
    case "n"?: return take(word: "null") ? .null : nil
    default: return number().map { .number($0) }
    }
  }

  private mutating func array(depth: Int) -> JSONValue? {
    guard take("[") else { return nil }
    var elements: [JSONValue] = []
    skipWhitespace()
    if take("]") { return .array([]) }
    while true {
      skipWhitespace()
      guard let element = value(depth: depth) else { return nil }
      elements.append(element)
      skipWhitespace()
      if take("]") { return .array(elements) }
      guard take(",") else { return nil }
    }
  }

  private mutating func object(depth: Int) -> JSONValue? {
    guard take("{") else { return nil }
    var members: [JSONMember] = []
    var names: Set<[Unicode.Scalar]> = []
    skipWhitespace()
    if take("}") { return .object([]) }
    while true {
      skipWhitespace()
      guard let name = string(), names.insert(Array(name.unicodeScalars)).inserted else {
        return nil
      }
      skipWhitespace()
      guard take(":") else { return nil }
      skipWhitespace()
      guard let value = value(depth: depth) else { return nil }
      members.append(JSONMember(name, value))
      skipWhitespace()
      if take("}") { return .object(members) }
      guard take(",") else { return nil }
    }
  }

  private mutating func string() -> String? {
    guard take("\"") else { return nil }
    var out = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return String(out)
      case "\\":
        guard let escaped = escape() else { return nil }
        out.append(escaped)
      case "\u{0}"..<" ": return nil
      default:
        if Self.isNoncharacter(scalar) { return nil }
        out.append(scalar)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    let simple: [Unicode.Scalar: Unicode.Scalar] = [
      "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r", "t": "\t",
    ]
    guard let letter = rest.popFirst() else { return nil }
    if let scalar = simple[letter] { return scalar }
    guard letter == "u", let unit = hexUnit() else { return nil }
    var code = unit
    if (0xD800..<0xDC00).contains(unit) {
      guard take("\\"), take("u"), let low = hexUnit(), (0xDC00..<0xE000).contains(low) else {
        return nil
      }
      code = 0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code), !Self.isNoncharacter(scalar) else { return nil }
    return scalar
  }

  private mutating func hexUnit() -> UInt32? {
    let digits = rest.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.isASCII && Character($0).isHexDigit }) else {
      return nil
    }
    rest.removeFirst(4)
    return UInt32(String(String.UnicodeScalarView(digits)), radix: 16)
  }

  private mutating func number() -> String? {
    var text = ""
    func digits(_ rest: inout ArraySlice<Unicode.Scalar>) -> String {
      var out = ""
      while let first = rest.first, ("0"..."9").contains(first) {
        out.unicodeScalars.append(first)
        rest.removeFirst()
      }
      return out
    }
    if take("-") { text += "-" }
    let whole = digits(&rest)
    guard !whole.isEmpty, whole == "0" || !whole.hasPrefix("0") else { return nil }
    text += whole
    var isInteger = true
    if take(".") {
      let fraction = digits(&rest)
      guard !fraction.isEmpty else { return nil }
      text += "." + fraction
      isInteger = false
    }
    for letter in ["e", "E"] as [Unicode.Scalar] where take(letter) {
      text.unicodeScalars.append(letter)
      if take("+") { text += "+" } else if take("-") { text += "-" }
      let exponent = digits(&rest)
      guard !exponent.isEmpty else { return nil }
      text += exponent
      isInteger = false
    }
    if isInteger {
      guard let value = Int64(text), value.magnitude <= 9_007_199_254_740_991 else { return nil }
    }
    return text
  }

  private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value & 0xFFFF >= 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
  }
}
