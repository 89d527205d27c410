#if canImport(CDeflate)
  internal import CDeflate
#endif
internal import CZlib

/// Decompresses raw deflate data, reusing one zlib state, and libdeflate's where it is there.
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
  #if canImport(CDeflate)
    private let decompressor = libdeflate_alloc_decompressor()
  #endif

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
    #if canImport(CDeflate)
      libdeflate_free_decompressor(decompressor)
    #endif
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

  /// Inflates a stream that ends exactly where `input` does, in half of zlib's time; gives how many bytes came out.
  ///
  /// Nil says only that zlib has to decide: libdeflate isn't there, or doesn't take the input. It does take some that zlib
  /// refuses: code lengths repeated beyond their number, length symbols 286 and 287, distance symbols 30 and 31, the other
  /// half of a code of one symbol. A flipped bit in 100,000 makes such data, and then other bytes come out of it, so that
  /// their checksum doesn't fit. Data of that kind with a checksum that fits has to be made on purpose.
  func inflateFast(
    _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>
  ) -> Int? {
    #if canImport(CDeflate)
      var (consumed, produced) = (0, 0)
      guard let decompressor,
        libdeflate_deflate_decompress_ex(
          decompressor, input.baseAddress, input.count, output.baseAddress, output.count, &consumed, &produced)
          == LIBDEFLATE_SUCCESS, consumed == input.count
      else { return nil }
      return produced
    #else
      return nil
    #endif
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
