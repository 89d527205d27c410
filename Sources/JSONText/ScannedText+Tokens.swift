/// The tokens of the grammar: strings, numbers, literals.
///
/// Each function gives where its token ends, and has no other effect.
extension ScannedText {
  /// The closing quote of a string whose text starts at `start`, and whether it holds an escape.
  @inline(__always)
  func scanString(
    _ start: Int
  ) throws(JSONTextError) -> (end: Int, isEscaped: Bool) {
    let at = StringWord.nextSpecial(base, count, from: start)
    if at < count, base[at] == UInt8(ascii: "\"") { return (at, false) }
    return try scanUnusualString(at)
  }

  /// The same from a byte on that is no closing quote, but may be the end of the text.
  @inline(never)
  private func scanUnusualString(
    _ start: Int
  ) throws(JSONTextError) -> (end: Int, isEscaped: Bool) {
    var isEscaped = false
    var at = start
    while true {
      guard at < count else { throw JSONTextError(.unexpectedEnd, at: count) }
      let byte = base[at]
      if byte == UInt8(ascii: "\"") { return (at, isEscaped) }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try skipEscape(&at)
      } else if byte < 0x20 {
        throw JSONTextError(.controlCharacter, at: at)
      } else if byte < 0x80 {
        at = StringWord.nextSpecial(base, count, from: at)
      } else {
        try skipMultibyte(&at)
      }
    }
  }

  func scanLiteral(
    _ literal: StaticString, _ start: Int
  ) throws(JSONTextError) -> Int {
    let length = literal.utf8CodeUnitCount
    for offset in 0..<length {
      guard start + offset < count else { throw JSONTextError(.unexpectedEnd, at: count) }
      guard base[start + offset] == literal.utf8Start[offset] else {
        throw JSONTextError(.unexpectedByte, at: start + offset)
      }
    }
    return start + length
  }

  /// The end of a number that starts at `start`, with a digit or a minus.
  func scanNumber(
    _ start: Int
  ) throws(JSONTextError) -> Int {
    var index = start
    if base[index] == UInt8(ascii: "-") { index &+= 1 }
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    let digits = index
    index = endOfDigits(index)
    let integerDigits = index &- digits
    guard integerDigits > 0 else { throw JSONTextError(.invalidNumber, at: index) }
    guard integerDigits == 1 || base[digits] != UInt8(ascii: "0") else {
      throw JSONTextError(.invalidNumber, at: digits)
    }
    if index < count, base[index] == UInt8(ascii: ".") || base[index] | 0x20 == UInt8(ascii: "e") {
      return try scanFraction(index)
    }
    // No fifteen digits go beyond 2^53.
    if integerDigits > 15, isOutOfRange(base + digits, integerDigits) {
      throw JSONTextError(.integerOutOfRange, at: start)
    }
    return index
  }

  /// The end of a number whose point or exponent is at `start`.
  private func scanFraction(
    _ start: Int
  ) throws(JSONTextError) -> Int {
    var index = start
    if base[index] == UInt8(ascii: ".") {
      index += 1
      let fraction = index
      index = endOfDigits(index)
      guard index > fraction else { throw JSONTextError(.invalidNumber, at: index) }
    }
    if index < count, base[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < count, base[index] == UInt8(ascii: "+") || base[index] == UInt8(ascii: "-") { index += 1 }
      let exponent = index
      index = endOfDigits(index)
      guard index > exponent else { throw JSONTextError(.invalidNumber, at: index) }
    }
    return index
  }

  @inline(__always)
  private func endOfDigits(_ start: Int) -> Int {
    var index = start
    while index < count, base[index] &- 0x30 <= 9 { index &+= 1 }
    return index
  }

  /// Whether the digits, the first of which is not zero, say more than 2^53−1.
  private func isOutOfRange(_ digits: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    if count > 16 { return true }
    var value: UInt64 = 0
    for offset in 0..<count { value = value &* 10 &+ UInt64(digits[offset] &- 0x30) }
    return value > 9_007_199_254_740_991
  }

  private func skipEscape(
    _ at: inout Int
  ) throws(JSONTextError) {
    guard at + 1 < count else { throw JSONTextError(.unexpectedEnd, at: count) }
    switch base[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit(at)
      if unit & 0xFC00 == 0xD800 {
        guard at + 7 < count, base[at + 6] == UInt8(ascii: "\\"), base[at + 7] == UInt8(ascii: "u")
        else { throw JSONTextError(.loneSurrogate, at: at) }
        let low = try hexUnit(at + 6)
        guard low & 0xFC00 == 0xDC00 else { throw JSONTextError(.loneSurrogate, at: at) }
        let scalar = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(low & 0x3FF)
        guard scalar & 0xFFFE != 0xFFFE else { throw JSONTextError(.noncharacter, at: at) }
        at += 12
      } else {
        guard unit & 0xFC00 != 0xDC00 else { throw JSONTextError(.loneSurrogate, at: at) }
        guard !isNoncharacter(UInt32(unit)) else { throw JSONTextError(.noncharacter, at: at) }
        at += 6
      }
    default:
      throw JSONTextError(.invalidEscape, at: at)
    }
  }

  private func hexUnit(
    _ at: Int
  ) throws(JSONTextError) -> UInt16 {
    var unit: UInt16 = 0
    for offset in 2..<6 {
      guard at + offset < count else { throw JSONTextError(.unexpectedEnd, at: count) }
      guard let digit = JSONString.hexDigit(base[at + offset]) else {
        throw JSONTextError(.invalidEscape, at: at)
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  @inline(__always)
  private func isNoncharacter(_ scalar: UInt32) -> Bool {
    scalar & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar)
  }

  /// Moves past one well-formed UTF-8 sequence of two to four bytes (Unicode table 3-7).
  private func skipMultibyte(
    _ at: inout Int
  ) throws(JSONTextError) {
    let lead = base[at]
    let length: Int
    var scalar: UInt32
    let minimum: UInt32
    switch lead {
    case 0xC2...0xDF: (length, scalar, minimum) = (2, UInt32(lead & 0x1F), 0x80)
    case 0xE0...0xEF: (length, scalar, minimum) = (3, UInt32(lead & 0x0F), 0x800)
    case 0xF0...0xF4: (length, scalar, minimum) = (4, UInt32(lead & 0x07), 0x10000)
    default: throw JSONTextError(.invalidUTF8, at: at)
    }
    for offset in 1..<length {
      guard at + offset < count else { throw JSONTextError(.invalidUTF8, at: at) }
      let byte = base[at + offset]
      guard byte & 0xC0 == 0x80 else { throw JSONTextError(.invalidUTF8, at: at) }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    guard scalar >= minimum, scalar <= 0x10FFFF, scalar & 0xFFFF_F800 != 0xD800 else {
      throw JSONTextError(.invalidUTF8, at: at)
    }
    guard !isNoncharacter(scalar) else { throw JSONTextError(.noncharacter, at: at) }
    at += length
  }
}
