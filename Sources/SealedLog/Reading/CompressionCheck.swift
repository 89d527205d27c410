/// Whether a small file's blocks are compressed as this recorder compresses them.
///
/// Deflate has many encodings of the same bytes, and single bits can change without changing what they inflate to. The
/// log is then intact, but the container is not as it was written; only compressing again tells. It costs ten times
/// the verification, so it is done for files of at most 256 KiB; of larger ones nothing is claimed.
struct CompressionCheck {
  static let limit = 1 << 18

  private var blocks: [(compressed: [UInt8], plain: [UInt8])] = []
  private var total = 0

  mutating func take(_ compressed: UnsafeBufferPointer<UInt8>, _ block: LineBlock) {
    guard total <= Self.limit else { return }
    total += compressed.count
    guard total <= Self.limit else {
      blocks.removeAll()
      return
    }
    guard block.count > 0 else { return }
    var plain: [UInt8] = []
    plain.reserveCapacity(block.count)
    for number in block.lines.indices {
      plain.append(contentsOf: block.bytes(number))
      plain.append(0x0A)
    }
    blocks.append((Array(compressed), plain))
  }

  /// False only where a block is neither what level 6 nor what level 9 gives.
  var isOurs: Bool {
    guard total <= Self.limit, var recording = Deflater(level: 6), var closing = Deflater(level: 9) else {
      return true
    }
    for (compressed, plain) in blocks {
      var written: [UInt8] = []
      plain.withUnsafeBufferPointer { closing.appendBlock($0, to: &written) }
      if written == compressed { continue }
      written.removeAll(keepingCapacity: true)
      plain.withUnsafeBufferPointer { recording.appendBlock($0, to: &written) }
      if written != compressed { return false }
    }
    return true
  }
}
