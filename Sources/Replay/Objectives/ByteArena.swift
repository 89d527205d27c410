/// Many short byte strings, packed in chunks of 64 KiB so that growing never copies them.
struct ByteArena: Sendable {
  /// Where one of them lies.
  struct Slice: Sendable {
    fileprivate var position: UInt32
    fileprivate var length: Int32

    /// Stands for a string that isn't there; equal to none.
    static let absent = Slice(position: 0, length: -1)
    var isAbsent: Bool { length < 0 }
  }

  private static let chunkSize = 65_536
  private var chunks: [[UInt8]] = []

  /// Keeps a string; what exceeds 64 KiB is cut.
  mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Slice {
    let bytes = bytes.prefix(Self.chunkSize - 1)
    if chunks.last.map({ $0.count + bytes.count > Self.chunkSize }) ?? true {
      var chunk: [UInt8] = []
      chunk.reserveCapacity(Self.chunkSize)
      chunks.append(chunk)
    }
    let last = chunks.count - 1
    let start = chunks[last].count
    chunks[last].append(contentsOf: bytes)
    return Slice(
      position: UInt32(truncatingIfNeeded: last << 16 | start), length: Int32(bytes.count))
  }

  mutating func keep(_ bytes: [UInt8]) -> Slice { bytes.withUnsafeBufferPointer { keep($0) } }

  func text(_ slice: Slice) -> String { String(decoding: bytes(slice), as: UTF8.self) }

  /// Whether both are there and have the same bytes.
  func areEqual(_ left: Slice, _ right: Slice) -> Bool {
    if left.isAbsent || right.isAbsent { return false }
    return left.length == right.length && bytes(left).elementsEqual(bytes(right))
  }

  private func bytes(_ slice: Slice) -> ArraySlice<UInt8> {
    let chunk = Int(slice.position >> 16)
    let start = Int(slice.position & 0xFFFF)
    guard slice.length >= 0, chunk < chunks.count else { return [] }
    return chunks[chunk][start..<(start + Int(slice.length))]
  }
}
