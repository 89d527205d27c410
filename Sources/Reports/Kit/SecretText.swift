/// Secret keys, which are never shown: neither in an error nor in a remark.
///
/// Known are cutlog's own form (`PRIVATE+KEY+…`, Go's note keys) and private keys in PEM, as OpenSSH writes them.
package enum SecretText {
  /// What is said where somebody gave a secret key for a public one.
  package static let advice = "this is a secret key, expected its public half, the .pub file"

  private static let mark = Array("PRIVATE+KEY+".utf8)
  private static let pemStart = Array("-----BEGIN ".utf8)
  private static let pemMark = Array("PRIVATE KEY-----".utf8)
  private static let standIn = Array("(secret key)".utf8)

  /// The text with every secret key in it, or beginning of one, replaced.
  package static func hidden(in text: String) -> String {
    let bytes = Array(text.utf8)
    guard isIn(bytes) else { return text }
    var out: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let rest = bytes[place...]
      if rest.starts(with: mark) {
        out += standIn
        place += rest.prefix(while: isKeyByte).count
      } else if rest.starts(with: pemStart), let end = endOfPEM(rest) {
        out += standIn
        place = end
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether there is a secret key, or the beginning of one, anywhere in the bytes.
  package static func isIn(_ bytes: some Collection<UInt8>) -> Bool {
    contains(bytes[...], mark) || contains(bytes[...], pemMark)
  }

  /// Whether one of the lines begins with a secret key: the bytes are a file of keys, and no text that speaks of them.
  package static func isFile(_ bytes: some Collection<UInt8>) -> Bool {
    bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).contains { line in
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      return text.starts(with: mark) || (text.starts(with: pemStart) && contains(text, pemMark))
    }
  }

  private static func contains<Bytes: Collection<UInt8>>(_ bytes: Bytes, _ wanted: [UInt8]) -> Bool {
    var rest = bytes[...]
    while let start = rest.firstIndex(of: wanted[0]) {
      if rest[start...].starts(with: wanted) { return true }
      rest = rest[rest.index(after: start)...]
    }
    return false
  }

  /// What the name, the id and the Base64 of a key are made of.
  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "+/=._~-".utf8.contains(byte)
    }
  }

  /// The end of a private key in PEM that begins here, at the latest the end of the text; nil if it is something else.
  private static func endOfPEM(_ text: ArraySlice<UInt8>) -> Int? {
    let line = text.prefix { $0 != 0x0A }
    guard contains(line, pemMark) else { return nil }
    var place = line.endIndex
    while place < text.endIndex {
      let line = text[place...].dropFirst().prefix { $0 != 0x0A }
      place = line.endIndex
      if line.starts(with: "-----END ".utf8) { return place }
    }
    return place
  }
}
