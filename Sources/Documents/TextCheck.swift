internal import JSONText

/// Checks that bytes are text that YAML may hold.
enum TextCheck {
  /// Reports the first byte that isn't valid UTF-8 and the first control character other than TAB, LF and CR.
  static func passes(_ bytes: [UInt8], problems: ProblemCollector) -> Bool {
    if let offset = invalidOffset(bytes) {
      report(.invalidUTF8, "is not valid UTF-8", offset, bytes, problems)
      return false
    }
    if let offset = controlOffset(bytes) {
      report(.controlCharacter, "is a control character", offset, bytes, problems)
      return false
    }
    return true
  }

  private static func report(
    _ rule: DocumentRule, _ what: String, _ offset: Int, _ bytes: [UInt8],
    _ problems: ProblemCollector
  ) {
    let location = LineIndex(bytes, breaks: .json).location(ofOffset: offset)
    let digits = String(bytes[offset], radix: 16, uppercase: true)
    problems.error(
      rule, "the byte 0x\(digits.count < 2 ? "0" : "")\(digits) \(what), expected UTF-8 text",
      at: location)
  }

  private static func invalidOffset(_ bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
    return min(offset, bytes.count - 1)
  }

  /// Controls of ASCII and of Latin-1 (but NEL), U+FFFE and U+FFFF, and a byte order mark: YAML's unprintables.
  private static func controlOffset(_ bytes: [UInt8]) -> Int? {
    for index in bytes.indices {
      switch bytes[index] {
      case 0x09, 0x0A, 0x0D: continue
      case ..<0x20, 0x7F: return index
      case 0xC2 where (0x80..<0xA0).contains(bytes[index + 1]) && bytes[index + 1] != 0x85:
        return index
      case 0xEF where bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE: return index
      case 0xEF where bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF: return index
      default: continue
      }
    }
    return nil
  }
}
