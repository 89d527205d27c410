/// Escaping and unescaping of JSON strings (RFC 8259 section 7).
public enum JSONString {
  /// Resolves the escapes of a string that `JSONScanner` has accepted.
  ///
  /// Escapes that the scanner would have refused are left as they stand.
  public static func unescape(
    _ raw: UnsafeBufferPointer<UInt8>, isEscaped: Bool = true
  ) -> [UInt8] {
    guard isEscaped else { return Array(raw) }
    var out: [UInt8] = []
    out.reserveCapacity(raw.count)
    var index = 0
    while index < raw.count {
      let byte = raw[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < raw.count else {
        out.append(byte)
        index += 1
        continue
      }
      index += 2
      switch raw[index - 1] {
      case UInt8(ascii: "n"): out.append(0x0A)
      case UInt8(ascii: "r"): out.append(0x0D)
      case UInt8(ascii: "t"): out.append(0x09)
      case UInt8(ascii: "b"): out.append(0x08)
      case UInt8(ascii: "f"): out.append(0x0C)
      case UInt8(ascii: "u"):
        var scalar = unit(raw, index)
        index += 4
        if scalar & 0xFC00 == 0xD800 {
          scalar = 0x10000 + ((scalar & 0x3FF) << 10) + (unit(raw, index + 2) & 0x3FF)
          index += 6
        }
        if let value = Unicode.Scalar(scalar) {
          out.append(contentsOf: String(Character(value)).utf8)
        }
      case let other: out.append(other)
      }
    }
    return out
  }

  /// Appends `text` as a JSON string with its quotes, escaping only what JSON demands.
  ///
  /// That is `\"`, `\\`, `\n`, `\r`, `\t`, `\b`, `\f` and other controls as `\u00xx` in lower case; all else is
  /// raw UTF-8.
  public static func append(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0x0A: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case 0x0D: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
      case 0x09: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
      case 0x08: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "b")])
      case 0x0C: out.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "f")])
      case 0..<0x20:
        out.append(contentsOf: Array("\\u00".utf8))
        out.append(lowerHex[Int(byte >> 4)])
        out.append(lowerHex[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }

  private static let lowerHex = Array("0123456789abcdef".utf8)

  @inline(__always)
  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  private static func unit(_ raw: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in start..<(start + 4) where index < raw.count {
      value = value << 4 | UInt32(hexDigit(raw[index]) ?? 0)
    }
    return value
  }
}
