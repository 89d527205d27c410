/// Many short byte strings, packed in chunks of 64 KiB so that growing never copies them.
///
/// A string costs its bytes and two more.
struct ByteArena: Sendable {
  /// Where one of them lies.
  struct Slice: Sendable, BitwiseCopyable {
    fileprivate(set) var position: UInt32

    init(position: UInt32) { self.position = position }
  }

  private static let chunkSize = 65_536
  /// The longest string that is kept whole.
  static let longest = chunkSize - 2
  private var chunks: [[UInt8]] = []

  /// Keeps a string; what exceeds `longest` is cut.
  mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Slice {
    let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(Self.longest))
    if chunks.last.map({ $0.count + 2 + bytes.count > Self.chunkSize }) ?? true {
      var chunk: [UInt8] = []
      chunk.reserveCapacity(Self.chunkSize)
      chunks.append(chunk)
    }
    let last = chunks.count - 1
    let start = chunks[last].count
    chunks[last].append(UInt8(truncatingIfNeeded: bytes.count >> 8))
    chunks[last].append(UInt8(truncatingIfNeeded: bytes.count))
    chunks[last].append(contentsOf: bytes)
    return Slice(position: UInt32(truncatingIfNeeded: last << 16 | start))
  }

  mutating func keep(_ bytes: [UInt8]) -> Slice { bytes.withUnsafeBufferPointer { keep($0) } }

  func text(_ slice: Slice) -> String { String(decoding: bytes(slice), as: UTF8.self) }

  /// Whether both have the same bytes.
  func areEqual(_ left: Slice, _ right: Slice) -> Bool {
    left.position == right.position || bytes(left).elementsEqual(bytes(right))
  }

  private func bytes(_ slice: Slice) -> ArraySlice<UInt8> {
    let chunk = Int(slice.position >> 16)
    let start = Int(slice.position & 0xFFFF)
    guard chunk < chunks.count, start + 2 <= chunks[chunk].count else { return [] }
    let length = Int(chunks[chunk][start]) << 8 | Int(chunks[chunk][start + 1])
    return chunks[chunk][(start + 2)..<(start + 2 + length)]
  }
}
