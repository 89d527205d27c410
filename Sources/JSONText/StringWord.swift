/// Eight bytes of a text at a time, for looking through strings.
enum StringWord {
  /// Eight bytes, the first one lowest.
  @inline(__always)
  static func load(_ start: UnsafePointer<UInt8>) -> UInt64 {
    UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian
  }

  /// The highest bit of each byte that is a quote, a backslash, a control or no ASCII; bits above the lowest one that
  /// is set may be wrong, for a subtraction that goes below zero borrows from the byte above.
  @inline(__always)
  static func specials(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = (word ^ 0x2222_2222_2222_2222) &- ones
    let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- ones
    return (quote | backslash | (word &- 0x2020_2020_2020_2020) | word) & 0x8080_8080_8080_8080
  }

  /// The first place from `start` on with a quote, a backslash, a control or no ASCII; `count` if there is none.
  @inline(__always)
  static func nextSpecial(_ base: UnsafePointer<UInt8>, _ count: Int, from start: Int) -> Int {
    var at = start
    while at &+ 8 <= count {
      let special = specials(in: load(base + at))
      if special != 0 { return at &+ special.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < count, isPlain(base[at]) { at &+= 1 }
    return at
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
