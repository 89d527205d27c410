/// Whether a small file's blocks are compressed as this recorder compresses them.
///
/// Deflate has many encodings of the same bytes, and single bits can change without changing what they inflate to. The
/// log is then intact, but the container is not as it was written; only compressing again tells. It costs ten times
/// the verification, so it is done for files of at most 256 KiB; of larger ones nothing is claimed. Blocks that another
/// version of a library wrote, or one that isn't here, are told from such changes by nobody: the container is then called
/// re-encoded too, which is a note, no finding, and hurts no verdict.
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

  /// False only where there is a block that nothing gives which blocks are written with.
  var isOurs: Bool {
    guard total <= Self.limit else { return true }
    // The blocks of a file are mostly of one kind: what gave the last one is tried first.
    var kinds = Compression.all
    var deflaters: [Compression: Recompressor] = [:]
    for (compressed, plain) in blocks {
      let found = kinds.firstIndex { kind in
        guard let deflater = deflaters[kind] ?? Recompressor(kind) else { return true }
        deflaters[kind] = deflater
        return deflater.gives(compressed, of: plain)
      }
      guard let found else { return false }
      kinds.insert(kinds.remove(at: found), at: 0)
    }
    return true
  }

  /// A compressor that is kept from one block to the next.
  private final class Recompressor {
    private var deflater: Deflater
    private var written: [UInt8] = []

    init?(_ kind: Compression) {
      guard let deflater = Deflater(kind) else { return nil }
      self.deflater = deflater
    }

    func gives(_ compressed: [UInt8], of plain: [UInt8]) -> Bool {
      written.removeAll(keepingCapacity: true)
      plain.withUnsafeBufferPointer { deflater.appendBlock($0, to: &written) }
      return written == compressed
    }
  }
}
