internal import Crypto

/// Version-5 UUIDs (RFC 9562, section 5.5) of the things in OSCAL documents: the same thing has the same UUID, wherever and
/// whenever the document is made.
enum OSCALUUID {
  /// The UUID of `https://cutlog.dev/ns/oscal` among URLs.
  private static let namespace: [UInt8] = [
    0xA6, 0xF5, 0x89, 0x8E, 0x50, 0x9E, 0x58, 0x1C,
    0xBC, 0xA7, 0x8A, 0xFC, 0x5F, 0x0C, 0x02, 0xDE,
  ]

  /// The UUID of what some texts name together, such as a kind, the head of a stream and a rule.
  ///
  /// Each text stands with its length before it, so that no two lists of texts are one name.
  static func of(_ texts: [String]) -> String {
    of(texts.flatMap { Array("\($0.utf8.count):\($0),".utf8) })
  }

  /// The UUID of a name in the namespace.
  static func of(_ name: [UInt8]) -> String {
    var function = Insecure.SHA1()
    (namespace + name).withUnsafeBytes { function.update(bufferPointer: $0) }
    var bytes = Array(Array(function.finalize()).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (number, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(number) { text += "-" }
      let digits = String(byte, radix: 16)
      text += digits.utf8.count == 1 ? "0" + digits : digits
    }
    return text
  }
}

/// Gives out UUIDs, each once: things that nothing tells apart are numbered in the order in which they come.
struct OSCALIdentifiers {
  private var given: [[String]: Int] = [:]

  /// A UUID that nothing else in the document has.
  mutating func make(_ kind: String, _ texts: [String]) -> String {
    let before = given[[kind] + texts, default: 0]
    given[[kind] + texts] = before + 1
    return OSCALUUID.of([before == 0 ? kind : "\(kind) \(before)"] + texts)
  }
}
