/// Finds the members of an object that `JSONScanner` has accepted as a part of a line.
///
/// It tells tokens apart and checks nothing again, which costs a third of a scan. On text that was not accepted it finds
/// nonsense but stays within bounds.
public enum JSONMemberFinder {
  /// Appends the spans that a scan of the text would give; the text is one object without whitespace outside strings.
  public static func find(_ text: UnsafeBufferPointer<UInt8>, members: inout ContiguousArray<JSONMemberSpan>) {
    guard let base = text.baseAddress, text.count >= 2, base[0] == UInt8(ascii: "{") else { return }
    let count = text.count
    var at = 1
    while at < count, base[at] == UInt8(ascii: "\"") {
      var member = JSONMemberSpan(
        nameStart: UInt32(truncatingIfNeeded: at + 1), nameEnd: 0, valueStart: 0, valueEnd: 0, kind: .null,
        nameIsEscaped: false, valueIsEscaped: false)
      member.nameIsEscaped = skipString(base, count, &at)
      member.nameEnd = UInt32(truncatingIfNeeded: max(Int(member.nameStart), at - 1))
      at += 1
      guard at < count else { return }
      let start = at
      var quote = 0
      switch base[at] {
      case UInt8(ascii: "\""):
        member.kind = .string
        quote = 1
        member.valueIsEscaped = skipString(base, count, &at)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        member.kind = base[at] == UInt8(ascii: "{") ? .object : .array
        skipContainer(base, count, &at)
      default:
        switch base[at] {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): member.kind = .bool
        case UInt8(ascii: "n"): member.kind = .null
        default: member.kind = .number
        }
        while at < count, base[at] != UInt8(ascii: ","), base[at] != UInt8(ascii: "}") { at += 1 }
      }
      member.valueStart = UInt32(truncatingIfNeeded: start + quote)
      member.valueEnd = UInt32(truncatingIfNeeded: max(start + quote, at - quote))
      members.append(member)
      guard at < count, base[at] == UInt8(ascii: ",") else { return }
      at += 1
    }
  }

  /// The first of the members of a scanned object that has a name, which may be written with escapes; nil where none has.
  ///
  /// `text` is what the spans lie in.
  @inlinable
  public static func member(
    _ name: UnsafeBufferPointer<UInt8>, of text: UnsafePointer<UInt8>, among members: UnsafeBufferPointer<JSONMemberSpan>
  ) -> JSONMemberSpan? {
    guard let wanted = name.baseAddress, var member = members.baseAddress else { return nil }
    let count = UInt32(truncatingIfNeeded: name.count)
    let end = member + members.count
    while member < end {
      let span = member.pointee
      if span.nameEnd &- span.nameStart == count,
        ByteEquality.holds(text + Int(span.nameStart), wanted, name.count), !span.nameIsEscaped
      {
        return span
      }
      if span.nameIsEscaped, isEscaped(span, name, text) { return span }
      member += 1
    }
    return nil
  }

  /// Whether a name that is written with escapes is the one that is sought.
  @usableFromInline @inline(never)
  static func isEscaped(
    _ span: JSONMemberSpan, _ name: UnsafeBufferPointer<UInt8>, _ text: UnsafePointer<UInt8>
  ) -> Bool {
    JSONString.unescape(UnsafeBufferPointer(start: text + Int(span.nameStart), count: span.nameRange.count))
      .elementsEqual(name)
  }

  /// Moves past a string and tells whether it holds an escape.
  @inline(__always)
  private static func skipString(_ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int) -> Bool {
    var isEscaped = false
    at += 1
    while at < count {
      if at &+ 8 <= count {
        let special = StringWord.specials(in: StringWord.load(base + at))
        if special == 0 {
          at &+= 8
          continue
        }
        at &+= special.trailingZeroBitCount >> 3
      }
      switch base[at] {
      case UInt8(ascii: "\""):
        at += 1
        return isEscaped
      case UInt8(ascii: "\\"):
        isEscaped = true
        at = min(at + 2, count)
      default: at += 1
      }
    }
    return isEscaped
  }

  private static func skipContainer(_ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int) {
    var depth = 0
    while at < count {
      switch base[at] {
      case UInt8(ascii: "\""):
        _ = skipString(base, count, &at)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      at += 1
      if depth == 0 { return }
    }
  }
}
