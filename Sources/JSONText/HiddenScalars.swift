extension Unicode.Scalar {
  /// Whether a terminal or a reader may be misled: what steers, overrides the direction of writing, or takes no room.
  ///
  /// Controls, format characters, line and paragraph separators, and what is ignorable by default. Variation selectors 1
  /// to 16 are none: they choose between glyphs of what stands before them.
  public var steersOrHides: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: break
    }
    if (0xFE00...0xFE0F).contains(value) { return false }
    return properties.isDefaultIgnorableCodePoint
  }
}

extension JSONString {
  /// JSON text in which what steers or hides is an escape; the values are the same.
  ///
  /// The text must have no whitespace outside its strings but spaces and line ends, which stay.
  public static func escapingHidden(_ json: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(json)
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A }) { return bytes }
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + bytes.count / 8)
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      if scalar == "\n" || !scalar.steersOrHides {
        out.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
      } else {
        for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
          let digits = String(unit, radix: 16)
          out.append(contentsOf: "\\u".utf8)
          out.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
          out.append(contentsOf: digits.utf8)
        }
      }
    }
    return out
  }
}
