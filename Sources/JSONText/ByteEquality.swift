/// Comparison of bytes where they lie, eight at a time.
///
/// Attributes and names are compared for every event, and most of them are short: a call into a library or through a
/// generic sequence costs more than the comparison itself.
public enum ByteEquality {
  /// Whether both are as long and have the same bytes.
  @inlinable
  public static func holds(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    guard let left = left.baseAddress, let start = right.baseAddress else { return true }
    return holds(left, start, right.count)
  }

  /// Whether the first `count` bytes at both places are the same.
  @inlinable
  public static func holds(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    // The last word may overlap the one before it, so that no length is compared byte by byte.
    if count >= 8 {
      var offset = 0
      while offset &+ 8 <= count {
        if word(left + offset) != word(right + offset) { return false }
        offset &+= 8
      }
      return word(left + (count &- 8)) == word(right + (count &- 8))
    }
    if count >= 4 {
      return halfWord(left) == halfWord(right) && halfWord(left + (count &- 4)) == halfWord(right + (count &- 4))
    }
    return count <= 0
      || (left[0] == right[0] && left[count >> 1] == right[count >> 1] && left[count &- 1] == right[count &- 1])
  }

  /// The eight bytes at a place.
  @inlinable @inline(__always)
  public static func word(_ start: UnsafePointer<UInt8>) -> UInt64 { UnsafeRawPointer(start).loadUnaligned(as: UInt64.self) }

  @inlinable @inline(__always)
  static func halfWord(_ start: UnsafePointer<UInt8>) -> UInt32 { UnsafeRawPointer(start).loadUnaligned(as: UInt32.self) }
}
