#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import JSONText

/// The bytes of an input file that are still needed: finds the inputs in them, and knows at which line each stands.
struct InputText {
  /// What was read and not yet forgotten; offsets are into these.
  var bytes: [UInt8] = []
  private var splitter = InputSplitter()
  /// Where the next input is looked for.
  private var position = 0
  /// The line, counted from 1, of the input that was found last.
  private(set) var lineNumber = 1
  /// The offset at which that line begins; negative if that is gone.
  private var lineStart = 0
  private var countedUpTo = 0

  /// The next input; nil if it isn't there to its end.
  mutating func next(atEnd: Bool) -> InputSplitter.Piece? {
    var next = position
    let step = bytes.withUnsafeBufferPointer { splitter.next($0, &next, atEnd: atEnd) }
    position = min(next, bytes.count)
    guard case .piece(let piece) = step else { return nil }
    locate(piece.range.lowerBound)
    return piece
  }

  /// The next line, if it looks as if it were one event: the usual case, tried first. It is still to be passed.
  func wholeLine() -> Range<Int>? {
    guard splitter.isInLines else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var start = position
      while start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D { start += 1 }
      guard start < bytes.count, bytes[start] == UInt8(ascii: "{"), let base = bytes.baseAddress,
        let found = memchr(base + start, 0x0A, bytes.count - start)
      else { return nil }
      let newline = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      guard bytes[newline - 1] == UInt8(ascii: "}") || bytes[newline - 1] == 0x0D else { return nil }
      return start..<newline
    }
  }

  /// Goes on behind a whole line.
  mutating func pass(_ line: Range<Int>) {
    locate(line.lowerBound)
    position = line.upperBound
    countedUpTo = line.upperBound  // The range holds no line end.
  }

  /// The column, counted in bytes from 1, of an offset in the line of the input that was found last.
  func column(_ offset: Int) -> Int { offset - lineStart + 1 }

  /// The line and column of a byte of the input that was found last.
  func place(ofOffset offset: Int, in range: Range<Int>) -> (line: Int, column: Int) {
    let place = bytes.withUnsafeBufferPointer { bytes in
      TextLocation(ofOffset: offset, in: UnsafeBufferPointer(rebasing: bytes[range]))
    }
    let column = place.line == 1 ? range.lowerBound - lineStart + place.column : place.column
    return (lineNumber + place.line - 1, column)
  }

  /// Forgets what lies before the next input, and before an offset if one is given.
  ///
  /// - Parameter onlyMany: whether it is worth it only for a mebibyte.
  /// - Returns: how many bytes are gone: by so much all offsets are less now.
  mutating func forget(before offset: Int?, onlyMany: Bool) -> Int {
    let unused = min(offset ?? position, position)
    guard unused > (onlyMany ? 1 << 20 : 0) else { return 0 }
    locate(position)
    bytes.removeSubrange(..<unused)
    lineStart -= unused
    countedUpTo -= unused
    position -= unused
    return unused
  }

  /// Counts lines up to an offset.
  private mutating func locate(_ offset: Int) {
    guard offset > countedUpTo else { return }
    for index in countedUpTo..<offset where bytes[index] == 0x0A {
      lineNumber += 1
      lineStart = index + 1
    }
    countedUpTo = offset
  }
}
