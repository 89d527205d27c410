/// The one grammar for JSON, used for recording, verifying and reading alike.
///
/// It is RFC 8259 narrowed to I-JSON (RFC 7493): valid UTF-8, no byte order mark, no lone surrogate and no
/// noncharacter, no duplicate names at any depth (compared unescaped), integers without fraction and exponent
/// within ±(2^53−1), depth at most 64, no raw byte below 0x20 in a string. A scanner keeps its scratch memory,
/// so that scanning a line allocates nothing once it is warm. Linear time, but for the names of one object: where two
/// of them fall on one mark, they are compared in pairs up to sixteen and sorted beyond.
///
/// `ScannedText` has the grammar itself.
public struct JSONScanner: Sendable {
  /// What may stand at the outermost level.
  public enum Root: Sendable { case object, any }
  /// Whether JSON whitespace outside strings is let through.
  public enum Whitespace: Sendable { case refused, allowed }

  /// The greatest nesting depth; the outermost value has depth 1 if it is an object or an array.
  public static let maximumDepth = 64

  private var memory = ScanMemory()

  public init() {}

  /// A number for the names of the members of the text that was scanned last, if it was accepted.
  ///
  /// As long as the number stays the same, the names are the same in the same order, written in the same way; 0 says
  /// nothing. So a reader need not look at the names of each of many texts that are alike.
  public var shape: Int { memory.shape }

  /// Checks one whole text and appends the spans of the outermost object's members.
  ///
  /// Refuses anything after the value, and a text longer than 4 GiB.
  /// - Throws: `JSONTextError` with the offset of the first byte that doesn't fit; the members appended by then are
  ///   meaningless.
  public mutating func scan(
    _ text: UnsafeBufferPointer<UInt8>, root: Root = .object, whitespace: Whitespace = .refused,
    members: inout ContiguousArray<JSONMemberSpan>
  ) throws(JSONTextError) {
    let count = text.count
    guard count > 0, let base = text.baseAddress else { throw JSONTextError(.empty, at: 0) }
    guard count <= Int(UInt32.max) else { throw JSONTextError(.unexpectedEnd, at: Int(UInt32.max)) }
    if count >= 3, base[0] == 0xEF, base[1] == 0xBB, base[2] == 0xBF {
      throw JSONTextError(.byteOrderMark, at: 0)
    }
    // A copy of a scanner takes memory of its own; between two scans nothing is in it.
    if !isKnownUniquelyReferenced(&memory) { memory = ScanMemory(insteadOf: memory) }
    switch whitespace {
    case .refused:
      try ScannedText<WithoutWhitespace>(base: base, count: count, memory: memory).scan(root, &members)
    case .allowed:
      try ScannedText<WithWhitespace>(base: base, count: count, memory: memory).scan(root, &members)
    }
  }
}
