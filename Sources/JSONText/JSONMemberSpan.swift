/// Where one member of a scanned object lies, as byte offsets into the text.
///
/// A name, and the value if it is a string, is given without its quotes and still with its escapes.
public struct JSONMemberSpan: Hashable, Sendable, BitwiseCopyable {
  /// The kind of a JSON value, told by its first byte.
  public enum Kind: UInt8, Sendable, BitwiseCopyable {
    case string, number, object, array, bool, null
  }

  public var nameStart: UInt32
  public var nameEnd: UInt32
  public var valueStart: UInt32
  public var valueEnd: UInt32
  public var kind: Kind
  /// Whether the name contains an escape, so that it can't be compared as bytes.
  public var nameIsEscaped: Bool
  /// Whether the value is a string that contains an escape.
  public var valueIsEscaped: Bool

  public var nameRange: Range<Int> { Int(nameStart)..<Int(nameEnd) }
  public var valueRange: Range<Int> { Int(valueStart)..<Int(valueEnd) }
}
