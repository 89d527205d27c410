/// The one grammar for JSON, used for recording, verifying and reading alike.
///
/// It is RFC 8259 narrowed to I-JSON (RFC 7493): valid UTF-8, no byte order mark, no lone surrogate and no
/// noncharacter, no duplicate names at any depth (compared unescaped), integers without fraction and exponent
/// within ±(2^53−1), depth at most 64, no raw byte below 0x20 in a string. A scanner keeps its scratch memory,
/// so that scanning a line allocates nothing once it is warm. Linear time, but for the names of one object: where two
/// of them fall on one mark, they are compared in pairs up to sixteen and sorted beyond.
///
/// Every byte that is recorded or verified passes here, so it reads eight bytes at a time where it can.
public struct JSONScanner: Sendable {
  /// What may stand at the outermost level.
  public enum Root: Sendable { case object, any }
  /// Whether JSON whitespace outside strings is let through.
  public enum Whitespace: Sendable { case refused, allowed }

  /// The greatest nesting depth; the outermost value has depth 1 if it is an object or an array.
  public static let maximumDepth = 64

  private struct Name: BitwiseCopyable {
    var prefix: UInt64
    var start: UInt32
    var length: UInt32
    var isEscaped: Bool
  }

  private var names: ContiguousArray<Name> = []
  private var nameBases: ContiguousArray<Int> = []

  /// One mark for each hash of a name, set to the number of the last object that had such a name. Equal names meet on
  /// one mark; names that do not meet need not be compared.
  private var marks: ContiguousArray<UInt32>
  private var objectNumber: UInt32 = 0
  private static let markBits = 10

  public init() {
    names.reserveCapacity(256)
    nameBases = ContiguousArray(repeating: 0, count: Self.maximumDepth + 1)
    marks = ContiguousArray(repeating: 0, count: 1 << Self.markBits)
  }

  /// Checks one whole text and appends the spans of the outermost object's members.
  ///
  /// Refuses anything after the value, and a text longer than 4 GiB.
  /// - Throws: `JSONTextError` with the offset of the first byte that doesn't fit.
  public mutating func scan(
    _ text: UnsafeBufferPointer<UInt8>, root: Root = .object, whitespace: Whitespace = .refused,
    members: inout ContiguousArray<JSONMemberSpan>
  ) throws(JSONTextError) {
    let count = text.count
    guard count > 0, let base = text.baseAddress else { throw JSONTextError(.empty, at: 0) }
    guard count <= Int(UInt32.max) else { throw JSONTextError(.unexpectedEnd, at: Int(UInt32.max)) }
    if count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
      throw JSONTextError(.byteOrderMark, at: 0)
    }
    names.removeAll(keepingCapacity: true)

    var index = 0
    var depth = 0
    var objects: UInt64 = 0  // bit depth−1 is set where that container is an object
    var member = JSONMemberSpan(
      nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, kind: .null, nameIsEscaped: false,
      valueIsEscaped: false)

    if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
    guard index < count else { throw JSONTextError(.empty, at: index) }
    if root == .object, base[index] != UInt8(ascii: "{") {
      throw JSONTextError(
        Self.isWhitespace(base[index]) ? .whitespace : .notAnObject, at: index)
    }

    scanning: while true {
      // A value starts here.
      guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
      let start = index
      var isContainerOpen = false
      var kind = JSONMemberSpan.Kind.null
      var isEscaped = false
      switch base[index] {
      case UInt8(ascii: "\""):
        kind = .string
        isEscaped = try Self.skipString(base, count, &index)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < Self.maximumDepth else { throw JSONTextError(.tooDeep, at: index) }
        let isObject = base[index] == UInt8(ascii: "{")
        kind = isObject ? .object : .array
        if isObject { objects |= 1 << UInt64(depth) } else { objects &= ~(1 << UInt64(depth)) }
        depth += 1
        nameBases[depth] = names.count
        index += 1
        if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
        guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
        isContainerOpen = base[index] != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
        if !isContainerOpen {
          index += 1
          depth -= 1
        }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        kind = .number
        try Self.skipNumber(base, count, &index)
      case UInt8(ascii: "t"):
        kind = .bool
        try Self.skipLiteral("true", base, count, &index)
      case UInt8(ascii: "f"):
        kind = .bool
        try Self.skipLiteral("false", base, count, &index)
      case UInt8(ascii: "n"):
        kind = .null
        try Self.skipLiteral("null", base, count, &index)
      default:
        throw JSONTextError(
          Self.isWhitespace(base[index]) ? .whitespace : .unexpectedByte, at: index)
      }

      if isContainerOpen {
        if depth == 2, objects & 1 == 1 {
          member.kind = kind
          member.valueStart = UInt32(truncatingIfNeeded: start)
        }
        if objects & (1 << UInt64(depth - 1)) == 0 { continue scanning }
        try scanName(base, count, &index, whitespace, depth == 1, &member)
        continue scanning
      }
      if depth == 1, objects & 1 == 1 {
        let quote = kind == .string ? 1 : 0
        member.kind = kind
        member.valueIsEscaped = isEscaped
        member.valueStart = UInt32(truncatingIfNeeded: start + quote)
        member.valueEnd = UInt32(truncatingIfNeeded: index - quote)
        members.append(member)
      }

      // A value has ended here; close what closes with it.
      closing: while true {
        if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
        if depth == 0 { break scanning }
        guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
        let isObject = objects & (1 << UInt64(depth - 1)) != 0
        let byte = base[index]
        if byte == UInt8(ascii: ",") {
          index += 1
          if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
          if isObject { try scanName(base, count, &index, whitespace, depth == 1, &member) }
          continue scanning
        }
        guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
          throw JSONTextError(
            Self.isWhitespace(byte) ? .whitespace : .unexpectedByte, at: index)
        }
        index += 1
        if isObject { try checkNames(base, from: nameBases[depth]) }
        depth -= 1
        if depth == 1, objects & 1 == 1 {
          member.valueIsEscaped = false
          member.valueEnd = UInt32(truncatingIfNeeded: index)
          members.append(member)
        }
      }
    }
    guard index == count else {
      throw JSONTextError(
        Self.isWhitespace(base[index]) ? .whitespace : .trailingBytes, at: index)
    }
  }

  // MARK: - Names

  private mutating func scanName(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int, _ whitespace: Whitespace,
    _ isOutermost: Bool, _ member: inout JSONMemberSpan
  ) throws(JSONTextError) {
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    guard base[index] == UInt8(ascii: "\"") else {
      throw JSONTextError(
        Self.isWhitespace(base[index]) ? .whitespace : .unexpectedByte, at: index)
    }
    let start = index + 1
    var isEscaped = false
    var length = 0
    var prefix: UInt64 = 0
    if start &+ 8 <= count {
      prefix = StringWord.load(base + start)
      // Most names end within their first word.
      let special = StringWord.specials(in: prefix)
      length = special.trailingZeroBitCount >> 3
      if special != 0, base[start &+ length] == UInt8(ascii: "\"") {
        prefix &= (1 &<< UInt64(length &* 8)) &- 1
        index = start &+ length &+ 1
      } else {
        isEscaped = try Self.skipString(base, count, &index)
        length = index &- 1 &- start
        if length < 8 { prefix &= (1 &<< UInt64(length &* 8)) &- 1 }
      }
    } else {
      isEscaped = try Self.skipString(base, count, &index)
      length = index &- 1 &- start
      prefix = Self.prefix(base + start, length)
    }
    names.append(
      Name(
        prefix: prefix, start: UInt32(truncatingIfNeeded: start),
        length: UInt32(truncatingIfNeeded: length), isEscaped: isEscaped))
    if isOutermost {
      member.nameStart = UInt32(truncatingIfNeeded: start)
      member.nameEnd = UInt32(truncatingIfNeeded: start + length)
      member.nameIsEscaped = isEscaped
    }
    if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    guard base[index] == UInt8(ascii: ":") else {
      throw JSONTextError(
        Self.isWhitespace(base[index]) ? .whitespace : .unexpectedByte, at: index)
    }
    index += 1
    if whitespace == .allowed { Self.skipWhitespace(base, count, &index) }
  }

  /// The first eight bytes of a name, zero-padded: equal names have equal prefixes.
  @inline(__always)
  private static func prefix(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    if length >= 8 { return StringWord.load(start) }
    var word: UInt64 = 0
    var shift: UInt64 = 0
    for offset in 0..<length {
      word |= UInt64(start[offset]) << shift
      shift += 8
    }
    return word
  }

  private mutating func checkNames(
    _ base: UnsafePointer<UInt8>, from first: Int
  ) throws(JSONTextError) {
    let count = names.count - first
    defer { names.removeLast(count) }
    if count < 2 { return }
    var anyEscaped = false
    if !mayRepeat(from: first, &anyEscaped), !anyEscaped { return }
    if anyEscaped || count > 16 { return try checkManyNames(base, from: first) }
    for index in (first + 1)..<names.count {
      let name = names[index]
      for other in first..<index {
        let earlier = names[other]
        if earlier.prefix == name.prefix, earlier.length == name.length,
          Self.areEqual(base + Int(earlier.start), base + Int(name.start), Int(name.length))
        {
          throw JSONTextError(.duplicateName, at: Int(name.start))
        }
      }
    }
  }

  /// Whether two of the names fall on one mark, as those do that have the same bytes; tells too whether any has an escape.
  private mutating func mayRepeat(from first: Int, _ anyEscaped: inout Bool) -> Bool {
    if objectNumber == .max {
      marks = ContiguousArray(repeating: 0, count: marks.count)
      objectNumber = 0
    }
    objectNumber += 1
    let number = objectNumber
    let names = names
    return marks.withUnsafeMutableBufferPointer { marks in
      var isMet = false
      for index in first..<names.count {
        let name = names[index]
        if name.isEscaped { anyEscaped = true }
        let hash = (name.prefix ^ UInt64(name.length) << 56) &* 0x9E37_79B9_7F4A_7C15
        let mark = Int(hash >> UInt64(64 - Self.markBits))
        if marks[mark] == number { isMet = true }
        marks[mark] = number
      }
      return isMet
    }
  }

  private static func areEqual(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    for offset in 0..<count where left[offset] != right[offset] { return false }
    return true
  }

  /// Sorts the unescaped names, so that equal ones meet: an object of many names costs n log n.
  private func checkManyNames(
    _ base: UnsafePointer<UInt8>, from first: Int
  ) throws(JSONTextError) {
    var unescaped: [(bytes: [UInt8], start: Int)] = []
    unescaped.reserveCapacity(names.count - first)
    for name in names[first...] {
      let raw = UnsafeBufferPointer(start: base + Int(name.start), count: Int(name.length))
      unescaped.append((JSONString.unescape(raw, isEscaped: name.isEscaped), Int(name.start)))
    }
    unescaped.sort {
      $0.bytes.lexicographicallyPrecedes($1.bytes) || ($0.bytes == $1.bytes && $0.start < $1.start)
    }
    for index in 1..<unescaped.count where unescaped[index].bytes == unescaped[index - 1].bytes {
      throw JSONTextError(.duplicateName, at: unescaped[index].start)
    }
  }

  // MARK: - Tokens

  @inline(__always)
  private static func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  @inline(__always)
  private static func skipWhitespace(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
  ) {
    while index < count, isWhitespace(base[index]) { index += 1 }
  }

  private static func skipLiteral(
    _ literal: StaticString, _ base: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
  ) throws(JSONTextError) {
    let length = literal.utf8CodeUnitCount
    for offset in 0..<length {
      guard index + offset < count else { throw JSONTextError(.unexpectedEnd, at: count) }
      guard base[index + offset] == literal.utf8Start[offset] else {
        throw JSONTextError(.unexpectedByte, at: index + offset)
      }
    }
    index += length
  }

  private static func skipNumber(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
  ) throws(JSONTextError) {
    let start = index
    if base[index] == UInt8(ascii: "-") { index += 1 }
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    let digits = index
    var value: UInt64 = 0
    while index < count, base[index] &- 0x30 <= 9 {
      if index - digits < 18 { value = value &* 10 &+ UInt64(base[index] &- 0x30) }
      index += 1
    }
    guard index > digits else { throw JSONTextError(.invalidNumber, at: index) }
    guard index == digits + 1 || base[digits] != UInt8(ascii: "0") else {
      throw JSONTextError(.invalidNumber, at: digits)
    }
    let integerDigits = index - digits
    var isInteger = true
    if index < count, base[index] == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      let fraction = index
      while index < count, base[index] &- 0x30 <= 9 { index += 1 }
      guard index > fraction else { throw JSONTextError(.invalidNumber, at: index) }
    }
    if index < count, base[index] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if index < count, base[index] == UInt8(ascii: "+") || base[index] == UInt8(ascii: "-") {
        index += 1
      }
      let exponent = index
      while index < count, base[index] &- 0x30 <= 9 { index += 1 }
      guard index > exponent else { throw JSONTextError(.invalidNumber, at: index) }
    }
    if isInteger, integerDigits > 16 || value > 9_007_199_254_740_991 {
      throw JSONTextError(.integerOutOfRange, at: start)
    }
  }

  /// Moves past a string that starts at `index` and tells whether it holds an escape.
  @inline(__always)
  private static func skipString(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ index: inout Int
  ) throws(JSONTextError) -> Bool {
    var isEscaped = false
    var at = index + 1
    while true {
      // Eight bytes at a time, as long as none of them is a quote, a backslash, a control or non-ASCII.
      while at &+ 8 <= count {
        let special = StringWord.specials(in: StringWord.load(base + at))
        if special == 0 {
          at &+= 8
        } else {
          at &+= special.trailingZeroBitCount >> 3
          break
        }
      }
      guard at < count else { throw JSONTextError(.unexpectedEnd, at: count) }
      let byte = base[at]
      if byte == UInt8(ascii: "\"") {
        index = at + 1
        return isEscaped
      }
      if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try skipEscape(base, count, &at)
      } else if byte < 0x20 {
        throw JSONTextError(.controlCharacter, at: at)
      } else if byte < 0x80 {
        at &+= 1
      } else {
        try skipMultibyte(base, count, &at)
      }
    }
  }

  private static func skipEscape(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int
  ) throws(JSONTextError) {
    guard at + 1 < count else { throw JSONTextError(.unexpectedEnd, at: count) }
    switch base[at + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      at += 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit(base, count, at)
      if unit & 0xFC00 == 0xD800 {
        guard at + 7 < count, base[at + 6] == UInt8(ascii: "\\"), base[at + 7] == UInt8(ascii: "u")
        else { throw JSONTextError(.loneSurrogate, at: at) }
        let low = try hexUnit(base, count, at + 6)
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

  private static func hexUnit(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ at: Int
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
  private static func isNoncharacter(_ scalar: UInt32) -> Bool {
    scalar & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar)
  }

  /// Moves past one well-formed UTF-8 sequence of two to four bytes (Unicode table 3-7).
  private static func skipMultibyte(
    _ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int
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
