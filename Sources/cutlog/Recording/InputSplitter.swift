import JSONText

/// Finds where one input ends and the next begins, whatever the layout: one object a line, objects over several lines,
/// or the elements of an array.
///
/// It only tells inputs apart; whether one is an event is judged elsewhere. After an input that is broken it finds its
/// feet at the next line that begins with `{`, and after one that is too long at the next line.
struct InputSplitter {
  /// One input, as offsets into the bytes that were given.
  struct Piece {
    var range: Range<Int>
    /// What is wrong with the text around the inputs; then the range is what doesn't belong there.
    var problem: String?
  }

  enum Step {
    case piece(Piece)
    /// The bytes end before the input does.
    case needsMore
    case end
  }

  private enum Place { case lines, elementOrEnd, element, commaOrEnd }

  private var place = Place.lines
  /// Whether the rest of a line is skipped, because an input in it was too long.
  private var isSkipping = false
  /// The most bytes of one input; a longer one can't be an event.
  static let maximumLength = 1 << 20

  /// Whether inputs are lines now, so that a whole line can be tried before anything is searched.
  var isInLines: Bool { place == .lines && !isSkipping }

  /// Finds the next input from `position` on, and moves `position` behind it.
  mutating func next(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, atEnd: Bool) -> Step {
    if isSkipping {
      guard let end = bytes[position...].firstIndex(of: 0x0A) else {
        position = bytes.count
        // The end of an array may have been in what was skipped.
        if atEnd { (isSkipping, place) = (false, .lines) }
        return atEnd ? .end : .needsMore
      }
      position = end + 1
      isSkipping = false
    }
    while true {
      while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
      guard position < bytes.count else {
        if atEnd, place != .lines {
          place = .lines
          return .piece(Piece(range: position..<position, problem: "the array ends without `]`"))
        }
        return atEnd ? .end : .needsMore
      }
      let byte = bytes[position]
      switch (place, byte) {
      case (.lines, UInt8(ascii: "[")):
        place = .elementOrEnd
        position += 1
      case (.elementOrEnd, UInt8(ascii: "]")), (.commaOrEnd, UInt8(ascii: "]")):
        place = .lines
        position += 1
      case (.commaOrEnd, UInt8(ascii: ",")):
        place = .element
        position += 1
      case (.commaOrEnd, _):
        return piece(
          bytes, &position, end: Self.lineEnd(bytes, position, atEnd),
          problem: "expected `,` or `]` after an element of the array")
      case (.lines, _):
        return piece(bytes, &position, end: Self.end(ofLineInput: bytes, position, atEnd))
      case (.element, UInt8(ascii: ",")), (.elementOrEnd, UInt8(ascii: ",")):
        place = .element
        defer { position += 1 }
        return .piece(Piece(range: position..<(position + 1), problem: "expected an element of the array before `,`"))
      case (.element, _), (.elementOrEnd, _):
        let step = piece(bytes, &position, end: Self.end(ofElement: bytes, position, atEnd))
        if case .piece = step { place = isSkipping ? .elementOrEnd : .commaOrEnd }
        return step
      }
    }
  }

  /// The input up to its end, if that is known; of one that is too long the front, in any case the same.
  private mutating func piece(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, end: Int?, problem: String? = nil
  ) -> Step {
    let start = position
    if (end ?? bytes.count) - start > Self.maximumLength {
      isSkipping = true
      position = start + Self.maximumLength
      let problem = "longer than \(Self.maximumLength) bytes; the rest of its line is skipped"
      return .piece(Piece(range: start..<position, problem: problem))
    }
    guard let end else { return .needsMore }
    position = end
    return .piece(Piece(range: start..<end, problem: problem))
  }

  // MARK: - Ends

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ atEnd: Bool) -> Int? {
    bytes[start...].firstIndex(of: 0x0A) ?? (atEnd ? bytes.count : nil)
  }

  /// An object and nothing else up to the end of its last line; else the whole line, so that it is refused as one.
  private static func end(
    ofLineInput bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ atEnd: Bool
  ) -> Int? {
    guard bytes[start] == UInt8(ascii: "{") else { return lineEnd(bytes, start, atEnd) }
    guard let end = end(ofValue: bytes, start, atEnd) else { return nil }
    var rest = end
    while rest < bytes.count, bytes[rest] != 0x0A, isSpace(bytes[rest]) { rest += 1 }
    if rest == bytes.count { return atEnd ? end : nil }
    if bytes[rest] == 0x0A || bytes[end - 1] == 0x0A { return end }
    return lineEnd(bytes, rest, atEnd)
  }

  private static func end(
    ofElement bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ atEnd: Bool
  ) -> Int? {
    switch bytes[start] {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): return end(ofValue: bytes, start, atEnd)
    default:
      let end = bytes[start...].firstIndex { byte in
        isSpace(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
      }
      // A bracket where an element must stand is an input of its own, or nothing would move.
      return end.map { max($0, start + 1) } ?? (atEnd ? bytes.count : nil)
    }
  }

  /// Behind the bracket that closes the first one; or behind the line at which the value is seen to be broken.
  private static func end(ofValue bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ atEnd: Bool) -> Int? {
    var depth = 0
    var isInString = false
    var index = start
    var lastToken: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if isInString {
        if byte == UInt8(ascii: "\\"), index < bytes.count, bytes[index] != 0x0A {
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
          if depth == 0 { return index }
        } else if byte == 0x0A {
          return index  // No string has a raw line end.
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return index }
      case 0x0A:
        // A line that begins with `{` where no value may stand: the one before was never closed.
        guard index < bytes.count else { break }
        let mayFollow =
          lastToken == UInt8(ascii: ",") || lastToken == UInt8(ascii: "[") || lastToken == UInt8(ascii: ":")
        if bytes[index] == UInt8(ascii: "{"), !mayFollow { return index - 1 }
      default: break
      }
      if !isSpace(byte) { lastToken = byte }
    }
    return atEnd ? bytes.count : nil
  }
}
