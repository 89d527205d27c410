/// A reading position in JSON text that `JSONScanner` has already accepted.
///
/// It trusts the grammar and only tells tokens apart; on text that was not accepted it reads nonsense but stays
/// within bounds. The text must outlive the cursor.
public struct JSONCursor {
  private let text: UnsafeBufferPointer<UInt8>
  /// The offset of the next token, once `peek` has been called.
  public private(set) var offset: Int = 0

  public init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// The first byte of the next token, after whitespace; nil at the end.
  public mutating func peek() -> UInt8? {
    while offset < text.count {
      let byte = text[offset]
      if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 } else { return byte }
    }
    return nil
  }

  /// Moves past one structural byte (`{ } [ ] , :`), if it is the next.
  public mutating func skip(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    offset += 1
    return true
  }

  public mutating func readString() -> String {
    guard skip(UInt8(ascii: "\"")) else { return "" }
    let start = offset
    var isEscaped = false
    while offset < text.count, text[offset] != UInt8(ascii: "\"") {
      if text[offset] == UInt8(ascii: "\\") {
        isEscaped = true
        offset += 1
      }
      offset += 1
    }
    let end = min(offset, text.count)
    offset = min(end + 1, text.count)
    let raw = UnsafeBufferPointer(rebasing: text[start..<end])
    if !isEscaped { return String(decoding: raw, as: UTF8.self) }
    return String(decoding: JSONString.unescape(raw), as: UTF8.self)
  }

  /// The text of a number or a literal.
  public mutating func readScalar() -> String {
    _ = peek()
    let start = offset
    while offset < text.count {
      switch text[offset] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x0A, 0x0D, 0x09:
        return String(decoding: text[start..<offset], as: UTF8.self)
      default: offset += 1
      }
    }
    return String(decoding: text[start..<offset], as: UTF8.self)
  }

  public mutating func readValue() -> JSONValue {
    switch peek() {
    case UInt8(ascii: "\""): return .string(readString())
    case UInt8(ascii: "{"):
      offset += 1
      var members: [JSONMember] = []
      while let next = peek(), next != UInt8(ascii: "}") {
        let name = readString()
        _ = skip(UInt8(ascii: ":"))
        members.append(JSONMember(name, readValue()))
        if !skip(UInt8(ascii: ",")) { break }
      }
      _ = skip(UInt8(ascii: "}"))
      return .object(members)
    case UInt8(ascii: "["):
      offset += 1
      var elements: [JSONValue] = []
      while let next = peek(), next != UInt8(ascii: "]") {
        elements.append(readValue())
        if !skip(UInt8(ascii: ",")) { break }
      }
      _ = skip(UInt8(ascii: "]"))
      return .array(elements)
    case nil: return .null
    default:
      switch readScalar() {
      case "true": return .bool(true)
      case "false": return .bool(false)
      case "null": return .null
      case let number: return .number(number)
      }
    }
  }
}
