/// Bytes that only grow, in chunks of their own so that growing never copies what is there.
///
/// Numbers are written seven bits a byte, small ones in one byte.
struct PackedBytes: Sendable {
  /// Those that are full, in order.
  private(set) var chunks: [[UInt8]] = []
  private var current: [UInt8] = []
  private var used = 0
  private let chunkSize: Int

  /// - Parameter chunkSize: How many bytes a chunk has; what is written in one call stays in one chunk.
  init(chunkSize: Int) { self.chunkSize = chunkSize }

  /// How many chunks hold anything.
  var count: Int { chunks.count + (used > 0 ? 1 : 0) }

  /// How many bytes were written.
  var size: Int { chunks.reduce(used) { $0 + $1.count } }

  /// Makes room for that many bytes in one chunk; true if a new one begins with them.
  @inline(__always)
  mutating func reserve(_ bytes: Int) -> Bool {
    if current.count - used >= bytes { return used == 0 }
    extend(bytes)
    return used == 0
  }

  private mutating func extend(_ bytes: Int) {
    // The first chunk begins small: where there are many lists, most are short.
    if used == 0 || current.count < chunkSize, used + bytes <= chunkSize {
      current += [UInt8](repeating: 0, count: min(chunkSize, max(256, used + bytes, current.count * 4)) - current.count)
      return
    }
    if used > 0 { chunks.append(Array(current[..<used])) }
    used = 0
    let size = max(chunkSize, bytes)
    if current.count != size { current = [UInt8](repeating: 0, count: size) }
  }

  /// Appends bytes for which `reserve` made room.
  @inline(__always)
  mutating func append(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) {
    let used = used
    current.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, used + count <= buffer.count else { return }
      (base + used).update(from: bytes, count: count)
    }
    self.used = used + count
  }

  /// Calls `body` with the bytes of a chunk.
  @inline(__always)
  func withChunk<Output>(_ number: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Output) -> Output {
    if number < chunks.count { return chunks[number].withUnsafeBufferPointer(body) }
    return current.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<used])) }
  }

  // MARK: Numbers

  /// The most bytes of a number.
  static let longestNumber = 10

  @inline(__always)
  static func put(_ number: UInt64, _ place: inout UnsafeMutablePointer<UInt8>) {
    var rest = number
    while rest >= 0x80 {
      place.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      place += 1
      rest >>= 7
    }
    place.pointee = UInt8(truncatingIfNeeded: rest)
    place += 1
  }

  /// A number of either sign.
  @inline(__always)
  static func put(signed number: Int64, _ place: inout UnsafeMutablePointer<UInt8>) {
    put(UInt64(bitPattern: (number << 1) ^ (number >> 63)), &place)
  }

  @inline(__always)
  static func take(_ place: inout UnsafePointer<UInt8>) -> UInt64 {
    var number = UInt64(place.pointee)
    place += 1
    if number < 0x80 { return number }
    number &= 0x7F
    var shift: UInt64 = 7
    while true {
      let byte = UInt64(place.pointee)
      place += 1
      number |= (byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  @inline(__always)
  static func takeSigned(_ place: inout UnsafePointer<UInt8>) -> Int64 {
    let number = take(&place)
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }
}
