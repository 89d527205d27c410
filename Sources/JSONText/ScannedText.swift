/// Whether whitespace outside strings is let through, known when the grammar is compiled.
protocol WhitespaceRule { static var isAllowed: Bool { get } }
enum WithoutWhitespace: WhitespaceRule { static var isAllowed: Bool { false } }
enum WithWhitespace: WhitespaceRule { static var isAllowed: Bool { true } }

/// A text in the course of a scan: the grammar of `JSONScanner`, one function for each of its rules.
///
/// Every byte that is recorded or verified passes here, and most tokens are short. So strings are read eight or sixteen
/// bytes at a time; the place in the text goes from one function to the next by value and never by its address, so that
/// it stays in a register; and what is rare has functions of its own, so that what is frequent finds registers enough.
struct ScannedText<Whitespace: WhitespaceRule> {
  let base: UnsafePointer<UInt8>
  let count: Int
  let memory: ScanMemory

  func scan(_ root: JSONScanner.Root, _ members: inout ContiguousArray<JSONMemberSpan>) throws(JSONTextError) {
    let start = skipWhitespace(0)
    guard start < count else { throw JSONTextError(.empty, at: start) }
    var end = start
    if base[start] == UInt8(ascii: "{") {
      end = try scanObject(start, depth: 0, firstName: 0, isOutermost: true, &members)
    } else {
      guard root == .any else {
        throw JSONTextError(isWhitespace(base[start]) ? .whitespace : .notAnObject, at: start)
      }
      memory.forgetShape()
      end = try scanValue(start, depth: 0, nameCount: 0)
    }
    end = skipWhitespace(end)
    guard end == count else { throw JSONTextError(isWhitespace(base[end]) ? .whitespace : .trailingBytes, at: end) }
  }

  // MARK: - Values. Each function is given where its value starts, and gives where it ends.

  /// Any value; `depth` containers are open around it, and `nameCount` names.
  @inline(__always)
  private func scanValue(_ start: Int, depth: Int, nameCount: Int) throws(JSONTextError) -> Int {
    guard start < count, base[start] == UInt8(ascii: "\"") else {
      return try scanOtherValue(start, depth, nameCount)
    }
    return try scanString(start &+ 1).end &+ 1
  }

  /// A value that is no string.
  @inline(never)
  private func scanOtherValue(_ start: Int, _ depth: Int, _ nameCount: Int) throws(JSONTextError) -> Int {
    guard start < count else { throw JSONTextError(.unexpectedEnd, at: start) }
    switch base[start] {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanNumber(start)
    case UInt8(ascii: "{"): return try scanInnerObject(start, depth, nameCount)
    case UInt8(ascii: "["): return try scanArray(start, depth, nameCount)
    case UInt8(ascii: "t"): return try scanLiteral("true", start)
    case UInt8(ascii: "f"): return try scanLiteral("false", start)
    case UInt8(ascii: "n"): return try scanLiteral("null", start)
    default: throw misplaced(start)
    }
  }

  private func scanArray(_ start: Int, _ depth: Int, _ nameCount: Int) throws(JSONTextError) -> Int {
    guard depth < JSONScanner.maximumDepth else { throw JSONTextError(.tooDeep, at: start) }
    var index = skipWhitespace(start &+ 1)
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    if base[index] == UInt8(ascii: "]") { return index &+ 1 }
    while true {
      index = skipWhitespace(try scanValue(index, depth: depth &+ 1, nameCount: nameCount))
      if index < count, base[index] == UInt8(ascii: ",") {
        index = skipWhitespace(index &+ 1)
        continue
      }
      guard index < count, base[index] == UInt8(ascii: "]") else { throw misplaced(index) }
      return index &+ 1
    }
  }

  @inline(never)
  private func scanInnerObject(_ start: Int, _ depth: Int, _ nameCount: Int) throws(JSONTextError) -> Int {
    var none: ContiguousArray<JSONMemberSpan> = []
    return try scanObject(start, depth: depth, firstName: nameCount, isOutermost: false, &none)
  }

  /// An object; appends its members if it is the outermost one.
  @inline(__always)
  private func scanObject(
    _ start: Int, depth: Int, firstName: Int, isOutermost: Bool, _ members: inout ContiguousArray<JSONMemberSpan>
  ) throws(JSONTextError) -> Int {
    guard depth < JSONScanner.maximumDepth else { throw JSONTextError(.tooDeep, at: start) }
    var index = skipWhitespace(start &+ 1)
    guard index < count else { throw JSONTextError(.unexpectedEnd, at: index) }
    if base[index] == UInt8(ascii: "}") {
      if isOutermost { memory.forgetShape() }
      return index &+ 1
    }
    var nameCount = firstName
    var spanCount = 0
    while true {
      let name: ScanMemory.Name
      if isOutermost, index &+ 16 <= count, let known = memory.knownName(nameCount, at: base + index, index) {
        name = known
        index = name.end &+ 2
      } else {
        guard index < count, base[index] == UInt8(ascii: "\"") else { throw misplaced(index) }
        name = try scanName(index &+ 1)
        if isOutermost { memory.learn(name, nameCount, base, isRoomy: index &+ 16 <= count) }
        index = skipWhitespace(name.end &+ 1)
        guard index < count, base[index] == UInt8(ascii: ":") else { throw misplaced(index) }
        index &+= 1
      }
      index = skipWhitespace(index)
      if nameCount == memory.nameRoom { memory.growNames() }
      memory.names[nameCount] = name
      nameCount &+= 1

      if isOutermost {
        var span = JSONMemberSpan(
          nameStart: name.start, nameEnd: UInt32(truncatingIfNeeded: name.end), valueStart: 0, valueEnd: 0,
          kind: .string, nameIsEscaped: name.isEscaped, valueIsEscaped: false)
        if index < count, base[index] == UInt8(ascii: "\"") {
          let string = try scanString(index &+ 1)
          span.valueStart = UInt32(truncatingIfNeeded: index &+ 1)
          span.valueEnd = UInt32(truncatingIfNeeded: string.end)
          span.valueIsEscaped = string.isEscaped
          index = string.end &+ 1
        } else {
          let end = try scanOtherValue(index, depth &+ 1, nameCount)
          span.kind = kind(of: base[index])
          span.valueStart = UInt32(truncatingIfNeeded: index)
          span.valueEnd = UInt32(truncatingIfNeeded: end)
          index = end
        }
        if spanCount == ScanMemory.spanRoom {
          members.append(contentsOf: UnsafeBufferPointer(start: memory.spans, count: spanCount))
          spanCount = 0
        }
        memory.spans[spanCount] = span
        spanCount &+= 1
      } else {
        index = try scanValue(index, depth: depth &+ 1, nameCount: nameCount)
      }

      index = skipWhitespace(index)
      if index < count, base[index] == UInt8(ascii: ",") {
        index = skipWhitespace(index &+ 1)
        continue
      }
      guard index < count, base[index] == UInt8(ascii: "}") else { throw misplaced(index) }
      if isOutermost {
        if !memory.isKnownShape(nameCount) {
          memory.forgetShape()
          try checkNames(from: 0, count: nameCount)
          memory.keepShape(nameCount)
        }
        members.append(contentsOf: UnsafeBufferPointer(start: memory.spans, count: spanCount))
      } else if nameCount &- firstName > 1 {
        try checkNames(from: firstName, count: nameCount &- firstName)
      }
      return index &+ 1
    }
  }

  private func kind(of byte: UInt8) -> JSONMemberSpan.Kind {
    switch byte {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    default: .number
    }
  }

  // MARK: - Between tokens

  @inline(__always)
  private func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  @inline(__always)
  private func skipWhitespace(_ start: Int) -> Int {
    var index = start
    if Whitespace.isAllowed { while index < count, isWhitespace(base[index]) { index &+= 1 } }
    return index
  }

  /// The error of a place where another byte must stand.
  @inline(never)
  private func misplaced(_ index: Int) -> JSONTextError {
    guard index < count else { return JSONTextError(.unexpectedEnd, at: index) }
    return JSONTextError(isWhitespace(base[index]) ? .whitespace : .unexpectedByte, at: index)
  }
}
