/// The blocked gzip container (hts-specs SAMv1 section 4.1) as cutlog writes it.
package enum BGZF {
  /// The sixteen bytes before the block's size: FLG 4, MTIME 0, XFL 0, OS 255, XLEN 6, subfield `BC` of two bytes.
  package static let headerPrefix: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x04, 0, 0, 0, 0, 0, 0xFF, 0x06, 0, 0x42, 0x43, 0x02, 0,
  ]
  package static let headerLength = 18
  package static let trailerLength = 8
  /// The most uncompressed bytes in a block, and the longest line with its LF.
  package static let maximumPayload = 65_280
  /// The most bytes of a whole block.
  static let maximumBlock = 65_536
  /// The empty block that ends a closed stream.
  package static let endOfFile: [UInt8] =
    headerPrefix + [0x1B, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0]

  /// The size of the block that begins here, if its header is exactly the pinned one; needs 18 bytes.
  static func blockSize(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count >= headerLength else { return nil }
    for index in 0..<16 where bytes[index] != headerPrefix[index] { return nil }
    return (Int(bytes[16]) | Int(bytes[17]) << 8) + 1
  }
}
