internal import JSONText

/// Where the lines of a text begin, so that a place is found without reading the text again.
struct LineIndex {
  /// What ends a line beside LF, CR and CR LF.
  enum Breaks {
    case json
    /// Also NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR, as YAML 1.1 has it.
    case yaml
  }

  private let text: [UInt8]
  private var starts: [Int] = [0]
  private var isASCII: [Bool] = []
  /// The last column found in a line that isn't ASCII, so that one long line is walked only once.
  private var cursor: (line: Int, column: Int, offset: Int)?

  /// Linear in the text.
  init(_ text: [UInt8], breaks: Breaks) {
    self.text = text
    var lineIsASCII = true
    var index = 0
    while index < text.count {
      let byte = text[index]
      let length: Int
      switch byte {
      case 0x0A: length = 1
      case 0x0D: length = index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 1
      case 0xC2 where breaks == .yaml && index + 1 < text.count && text[index + 1] == 0x85:
        length = 2
      case 0xE2
      where breaks == .yaml && index + 2 < text.count && text[index + 1] == 0x80
        && text[index + 2] & 0xFE == 0xA8:
        length = 3
      default:
        if byte >= 0x80 { lineIsASCII = false }
        index += 1
        continue
      }
      index += length
      starts.append(index)
      isASCII.append(lineIsASCII)
      lineIsASCII = true
    }
    isASCII.append(lineIsASCII)
  }

  /// The place of a byte offset, in logarithmic time.
  func location(ofOffset offset: Int) -> TextLocation {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return TextLocation(line: low + 1, column: offset - starts[low] + 1)
  }

  /// The byte offset of a line and a column that counts code points, both from 1; at most the end of the text.
  mutating func offset(line: Int, codePoint column: Int) -> Int {
    guard line >= 1, line <= starts.count else { return text.count }
    let start = starts[line - 1]
    if isASCII[line - 1] { return min(start + column - 1, text.count) }
    var (at, offset) = (1, start)
    if let cursor, cursor.line == line, cursor.column <= column {
      (at, offset) = (cursor.column, cursor.offset)
    }
    while at < column, offset < text.count {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
      at += 1
    }
    cursor = (line, at, offset)
    return offset
  }
}
