#if canImport(CDeflate)
  internal import CDeflate
#endif
internal import CZlib

/// Decompresses raw deflate data, reusing one zlib state.
///
/// libdeflate would take half of the time, but also takes some data that zlib and with it every other reader refuses: length
/// symbols 286 and 287, distance symbols 30 and 31, code lengths repeated beyond their number. What can be read must not
/// depend on who reads it. It has the checksum alone.
final class Inflater {
  /// How an inflation ended.
  enum Ending {
    /// The deflate stream ended; so many input bytes were taken.
    case complete(consumed: Int)
    /// The output is full and the stream goes on.
    case outputFull(consumed: Int)
    /// The input ran out before the stream ended.
    case inputExhausted
    case corrupt
  }

  private let state: UnsafeMutablePointer<z_stream>

  /// Nil if zlib has no memory.
  init?() {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    guard
      inflateInit2_(state, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      state.deallocate()
      return nil
    }
  }

  deinit {
    inflateEnd(state)
    state.deallocate()
  }

  /// Begins a new deflate stream.
  func reset() { inflateReset(state) }

  /// Inflates from `input` into `output`; `produced` bytes were written whatever the ending.
  func inflate(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>, produced: inout Int
  ) -> Ending {
    state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
    state.pointee.avail_in = UInt32(input.count)
    state.pointee.next_out = output.baseAddress
    state.pointee.avail_out = UInt32(output.count)
    let code = CZlib.inflate(state, Z_NO_FLUSH)
    produced = output.count - Int(state.pointee.avail_out)
    let consumed = input.count - Int(state.pointee.avail_in)
    switch code {
    case Z_STREAM_END: return .complete(consumed: consumed)
    case Z_OK, Z_BUF_ERROR:
      return state.pointee.avail_out == 0 ? .outputFull(consumed: consumed) : .inputExhausted
    default: return .corrupt
    }
  }

  /// The CRC-32 of bytes, continued from `seed`.
  static func checksum(_ bytes: UnsafeBufferPointer<UInt8>, from seed: UInt32 = 0) -> UInt32 {
    #if canImport(CDeflate)
      libdeflate_crc32(seed, bytes.baseAddress, bytes.count)
    #else
      UInt32(truncatingIfNeeded: crc32(UInt(seed), bytes.baseAddress, UInt32(bytes.count)))
    #endif
  }
}
