import JSONText

/// The name that was met last, with its number: most events of a kind name the same.
struct RecentName: Sendable {
  private var bytes: [UInt8] = []
  private var number = NameTable.absent

  /// The number of a name, if it is that one.
  func number(of name: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard number >= 0, bytes.withUnsafeBufferPointer({ ByteEquality.holds($0, name) }) else { return nil }
    return number
  }

  mutating func remember(_ name: UnsafeBufferPointer<UInt8>, as number: Int32) {
    bytes = Array(name)
    self.number = number
  }
}
