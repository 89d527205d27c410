/// Removal of JSON whitespace.
public enum JSONWhitespace {
  /// The text without whitespace outside strings; everything else stays as it was.
  ///
  /// The text must have passed `JSONScanner` with whitespace allowed, so that no two tokens can merge.
  public static func removed(from text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var isInString = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      if isInString {
        out.append(byte)
        if byte == UInt8(ascii: "\\"), index < text.count {
          out.append(text[index])
          index += 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte != 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 {
        isInString = byte == UInt8(ascii: "\"")
        out.append(byte)
      }
    }
    return out
  }
}
