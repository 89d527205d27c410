/// Some of the types of a block of lines, by their numbers.
public struct TypeSelection: Sendable, BitwiseCopyable {
  @usableFromInline var bits: (UInt64, UInt64, UInt64, UInt64)

  /// None but those that have no number.
  public init() { bits = (0, 0, 0, 1 << 63) }

  /// All of them.
  public static let all: TypeSelection = {
    var all = TypeSelection()
    all.bits = (.max, .max, .max, .max)
    return all
  }()

  /// Takes in the type of a number below 255.
  @inlinable
  public mutating func insert(_ number: Int) {
    let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: number & 63)
    switch number >> 6 {
    case 0: bits.0 |= bit
    case 1: bits.1 |= bit
    case 2: bits.2 |= bit
    default: bits.3 |= bit
    }
  }

  /// Whether a line with the type of that number is meant.
  @inlinable @inline(__always)
  public func contains(_ number: UInt8) -> Bool {
    let word =
      switch number >> 6 {
      case 0: bits.0
      case 1: bits.1
      case 2: bits.2
      default: bits.3
      }
    return word &>> UInt64(number & 63) & 1 != 0
  }
}
