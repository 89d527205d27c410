/// Base64 with the standard alphabet and padding (RFC 4648 section 4), decoded strictly.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    let source = Array(bytes)
    var out: [UInt8] = []
    out.reserveCapacity((source.count + 2) / 3 * 4)
    var index = 0
    while index < source.count {
      let first = UInt32(source[index])
      let second = index + 1 < source.count ? UInt32(source[index + 1]) : 0
      let third = index + 2 < source.count ? UInt32(source[index + 2]) : 0
      let group = first << 16 | second << 8 | third
      out.append(alphabet[Int(group >> 18)])
      out.append(alphabet[Int(group >> 12 & 63)])
      out.append(index + 1 < source.count ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
      out.append(index + 2 < source.count ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
      index += 3
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of canonical base64; nil for other alphabets, missing padding and non-zero unused bits, so that one
  /// value has one text.
  package static func decode(_ text: some StringProtocol) -> [UInt8]? {
    let source = Array(text.utf8)
    guard source.count % 4 == 0 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(source.count / 4 * 3)
    for start in stride(from: 0, to: source.count, by: 4) {
      let isLast = start + 4 == source.count
      var padding = 0
      var group: UInt32 = 0
      for index in start..<(start + 4) {
        let byte = source[index]
        if byte == UInt8(ascii: "=") {
          guard isLast, index >= start + 2 else { return nil }
          padding += 1
          group <<= 6
          continue
        }
        guard padding == 0, let value = value(byte) else { return nil }
        group = group << 6 | value
      }
      if padding == 1, group & 0xFF != 0 { return nil }
      if padding == 2, group & 0xFFFF != 0 { return nil }
      out.append(UInt8(group >> 16 & 0xFF))
      if padding < 2 { out.append(UInt8(group >> 8 & 0xFF)) }
      if padding < 1 { out.append(UInt8(group & 0xFF)) }
    }
    return out
  }

  private static func value(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
