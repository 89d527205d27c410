/// The names of objects: each must be there once.
extension ScannedText {
  /// The name whose text starts at `start`, behind its quote.
  @inline(__always)
  func scanName(_ start: Int) throws(JSONTextError) -> ScanMemory.Name {
    var name = ScanMemory.Name(prefix: 0, start: UInt32(truncatingIfNeeded: start), length: 0, isEscaped: false)
    guard start &+ 8 <= count else { return try scanLastName(name) }
    name.prefix = StringWord.load(base + start)
    // Most names end within their first word.
    let special = StringWord.specials(in: name.prefix)
    var length = special.trailingZeroBitCount &>> 3
    if special == 0 || base[start &+ length] != UInt8(ascii: "\"") {
      let string = try scanString(start &+ length)
      name.isEscaped = string.isEscaped
      length = string.end &- start
    }
    if length < 8 { name.prefix &= (1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1 }
    name.length = UInt32(truncatingIfNeeded: length)
    return name
  }

  /// The same within the last bytes of the text.
  @inline(never)
  private func scanLastName(_ found: ScanMemory.Name) throws(JSONTextError) -> ScanMemory.Name {
    var name = found
    let start = Int(name.start)
    let string = try scanString(start)
    name.isEscaped = string.isEscaped
    name.length = UInt32(truncatingIfNeeded: string.end &- start)
    for offset in 0..<min(8, string.end &- start) {
      name.prefix |= UInt64(base[start &+ offset]) &<< UInt64(offset &* 8)
    }
    return name
  }

  /// Refuses a name that an object has twice; its names are `count` from `first` on.
  @inline(__always)
  func checkNames(from first: Int, count: Int) throws(JSONTextError) {
    let names = UnsafeBufferPointer(start: memory.names + first, count: count)
    let (mayRepeat, anyEscaped) = memory.mark(names)
    if mayRepeat || anyEscaped { try compareNames(names, anyEscaped) }
  }

  @inline(never)
  private func compareNames(
    _ names: UnsafeBufferPointer<ScanMemory.Name>, _ anyEscaped: Bool
  ) throws(JSONTextError) {
    if anyEscaped || names.count > 16 { return try sortNames(names) }
    for index in names.indices {
      let name = names[index]
      for other in 0..<index {
        let earlier = names[other]
        if earlier.prefix == name.prefix, earlier.length == name.length,
          ByteEquality.holds(base + Int(earlier.start), base + Int(name.start), Int(name.length))
        {
          throw JSONTextError(.duplicateName, at: Int(name.start))
        }
      }
    }
  }

  /// Sorts the unescaped names, so that equal ones meet: an object of many names costs n log n.
  private func sortNames(_ names: UnsafeBufferPointer<ScanMemory.Name>) throws(JSONTextError) {
    var unescaped: [(bytes: [UInt8], start: Int)] = []
    unescaped.reserveCapacity(names.count)
    for name in names {
      let raw = UnsafeBufferPointer(start: base + Int(name.start), count: Int(name.length))
      unescaped.append((JSONString.unescape(raw, isEscaped: name.isEscaped), Int(name.start)))
    }
    unescaped.sort {
      $0.bytes.lexicographicallyPrecedes($1.bytes) || ($0.bytes == $1.bytes && $0.start < $1.start)
    }
    for index in 1..<unescaped.count where unescaped[index].bytes == unescaped[index - 1].bytes {
      throw JSONTextError(.duplicateName, at: unescaped[index].start)
    }
  }
}
