internal import Yams

/// Private-use characters that stand for others while Yams composes a document, one for one.
///
/// A stand-in takes the place of each asterisk, so that no alias exists, and of the first letter of a key that
/// appears again, so that keys differ. Columns count code points and so stay as they were; afterwards the texts are
/// restored. Only characters that the document doesn't use serve.
struct StandIns {
  private var free: [Unicode.Scalar] = []
  private var originals: [Unicode.Scalar: Unicode.Scalar] = [:]

  init(for text: [UInt8]) {
    // U+E000 to U+E0FF are EE 80 80 to EE 83 BF.
    var isUsed = [Bool](repeating: false, count: 256)
    for index in text.indices.dropLast(2) {
      if text[index] == 0xEE, text[index + 1] < 0x84 {
        isUsed[Int(text[index + 1] & 3) << 6 | Int(text[index + 2] & 0x3F)] = true
      } else if text[index] == UInt8(ascii: "\\"), text[index + 1] | 0x20 == UInt8(ascii: "u") {
        // Escapes `\uE0xx` and `\U0000E0xx`.
        let digits = text[(index + 2)...].prefix(text[index + 1] == UInt8(ascii: "u") ? 4 : 8)
        let value = Int(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
        if value >= 0xE000, value < 0xE100 { isUsed[value - 0xE000] = true }
      }
    }
    for value in 0..<256 where !isUsed[value] {
      if let scalar = Unicode.Scalar(UInt32(0xE000 + value)) { free.append(scalar) }
    }
  }

  private mutating func standIn(for original: Unicode.Scalar) -> Unicode.Scalar? {
    guard let scalar = free.popLast() else { return nil }
    originals[scalar] = original
    return scalar
  }

  /// The text with every asterisk replaced; nil where the document leaves no stand-in.
  mutating func hidingAsterisks(in text: [UInt8]) -> [UInt8]? {
    guard text.contains(UInt8(ascii: "*")) else { return text }
    guard let replacement = standIn(for: "*").map({ Array(String($0).utf8) }) else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count + 64)
    for byte in text {
      if byte == UInt8(ascii: "*") { out.append(contentsOf: replacement) } else { out.append(byte) }
    }
    return out
  }

  /// The text with the first letter of the key at that place replaced; nil where that isn't possible.
  mutating func renamingKey(at mark: Mark, in text: [UInt8]) -> [UInt8]? {
    var lines = LineIndex(text, breaks: .yaml)
    var offset = lines.offset(line: mark.line, codePoint: mark.column)
    guard offset < text.count else { return nil }
    if let quote = [UInt8(ascii: "\""), UInt8(ascii: "'")].first(where: { $0 == text[offset] }) {
      offset += 1
      guard offset < text.count, text[offset] != quote, text[offset] != UInt8(ascii: "\\") else {
        return nil
      }
    } else if Array("!&[{?|>%@`#:\n\r".utf8).contains(text[offset]) {
      return nil
    }
    var end = offset + 1
    while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
    guard let original = String(decoding: text[offset..<end], as: UTF8.self).unicodeScalars.first,
      let replacement = standIn(for: original)
    else { return nil }
    var out = text
    out.replaceSubrange(offset..<end, with: String(replacement).utf8)
    return out
  }

  /// A text of the composed document as it was written.
  func restored(_ text: String) -> String {
    guard !originals.isEmpty, text.utf8.contains(0xEE) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      var scalar = scalar
      // A letter that was hidden may itself be hidden behind another.
      while let original = originals[scalar] { scalar = original }
      out.append(scalar)
    }
    return String(out)
  }
}
