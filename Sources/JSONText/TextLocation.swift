/// A line and a column in a text, both counted from 1; the column counts bytes.
public struct TextLocation: Hashable, Sendable {
  public var line: Int
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a byte offset. Linear in the offset.
  public init(ofOffset offset: Int, in text: UnsafeBufferPointer<UInt8>) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, text.count) where text[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    self.init(line: line, column: offset - lineStart + 1)
  }
}

extension TextLocation: CustomStringConvertible {
  public var description: String { "\(line):\(column)" }
}
