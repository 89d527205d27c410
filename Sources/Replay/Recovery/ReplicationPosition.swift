/// A position of a replication in eight bytes, equal exactly where the texts are.
///
/// A number of up to eighteen digits without leading zeros is kept as itself, a text of up to twelve characters of
/// `0`…`9`, `a`…`f`, `A`…`F`, `/`, `:`, `-` and `.` with five bits each, a name with a number behind it as two numbers
/// (as `mysql-bin.000123:4567`), all else in an arena.
struct ReplicationPosition: Sendable, BitwiseCopyable {
  fileprivate enum Form: UInt64 { case absent, number, short, other }

  private var packed: UInt64

  /// Of the form `other`: set where it is a prefix's number with a number of up to fourteen digits.
  fileprivate static let splitFlag: UInt64 = 1 << 61

  static let absent = ReplicationPosition(.absent, 0)
  var isAbsent: Bool { packed == 0 }

  fileprivate init(_ form: Form, _ value: UInt64) { packed = form.rawValue << 62 | value }

  /// Nil where the text must be kept in an arena.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    if let number = Self.number(text) {
      self.init(.number, number)
    } else if let short = Self.short(text) {
      self.init(.short, short)
    } else {
      return nil
    }
  }

  fileprivate var kept: ByteArena.Slice? {
    guard packed >> 62 == Form.other.rawValue, packed & Self.splitFlag == 0 else { return nil }
    return ByteArena.Slice(position: UInt32(truncatingIfNeeded: packed))
  }

  /// Whether both are the same in eight bytes; of two that are kept in an arena it says nothing.
  func isIdentical(to other: ReplicationPosition) -> Bool { packed == other.packed }

  /// How far it is from another one, to be kept instead of itself.
  func difference(from other: ReplicationPosition) -> Int64 { Int64(bitPattern: packed &- other.packed) }

  /// The position that differs so from this one.
  func advanced(by difference: Int64) -> ReplicationPosition {
    var position = self
    position.packed &+= UInt64(bitPattern: difference)
    return position
  }

  fileprivate static func number(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard (1...18).contains(text.count), text.count == 1 || text[0] != UInt8(ascii: "0") else {
      return nil
    }
    var value: UInt64 = 0
    for byte in text {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + UInt64(byte - 0x30)
    }
    return value
  }

  private static func short(_ text: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard (1...12).contains(text.count) else { return nil }
    var value: UInt64 = 0
    for byte in text {
      let code: UInt8
      switch byte {
      case 0x30...0x39: code = byte - 0x30 + 1
      case UInt8(ascii: "a")...UInt8(ascii: "f"): code = byte - UInt8(ascii: "a") + 11
      case UInt8(ascii: "A")...UInt8(ascii: "F"): code = byte - UInt8(ascii: "A") + 17
      case UInt8(ascii: "/"): code = 23
      case UInt8(ascii: ":"): code = 24
      case UInt8(ascii: "-"): code = 25
      case UInt8(ascii: "."): code = 26
      default: return nil
      }
      value = value << 5 | UInt64(code)
    }
    return value
  }
}

/// The positions that don't fit into eight bytes, and the prefixes of those that do with a prefix.
struct PositionArena: Sendable {
  private static let prefixLimit: UInt64 = 4_096
  private var arena = ByteArena()
  private var prefixes: [[UInt8]: UInt64] = [:]

  mutating func keep(_ text: [UInt8]) -> ReplicationPosition { text.withUnsafeBufferPointer { keep($0) } }

  /// Keeps a position; absent where it is longer than an arena can hold, so that no two are mistaken for one.
  mutating func keep(_ text: UnsafeBufferPointer<UInt8>) -> ReplicationPosition {
    if let short = ReplicationPosition(text) ?? split(text) { return short }
    guard text.count <= ByteArena.longest else { return .absent }
    return ReplicationPosition(.other, UInt64(arena.keep(text).position))
  }

  /// The position as a prefix and the number behind it; nil where there is none, or there are too many prefixes.
  ///
  /// The number takes as many digits as it can, so that equal texts are split alike.
  private mutating func split(_ text: UnsafeBufferPointer<UInt8>) -> ReplicationPosition? {
    let digits = text.reversed().prefix { (0x30...0x39).contains($0) }.prefix(14).count
    guard let first = text.suffix(digits).firstIndex(where: { $0 != 0x30 }),
      case let prefix = Array(text[..<first]), prefix.count <= 256,
      let number = ReplicationPosition.number(UnsafeBufferPointer(rebasing: text[first...]))
    else { return nil }
    if prefixes[prefix] == nil {
      guard UInt64(prefixes.count) < Self.prefixLimit else { return nil }
      prefixes[prefix] = UInt64(prefixes.count)
    }
    return prefixes[prefix].map {
      ReplicationPosition(.other, ReplicationPosition.splitFlag | $0 << 48 | number)
    }
  }

  /// Whether both are there and are the same.
  func areEqual(_ left: ReplicationPosition, _ right: ReplicationPosition) -> Bool {
    if left.isAbsent || right.isAbsent { return false }
    if let left = left.kept, let right = right.kept { return arena.areEqual(left, right) }
    return left.isIdentical(to: right)
  }
}
