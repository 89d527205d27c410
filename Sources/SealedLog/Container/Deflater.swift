internal import CZlib

/// Compresses payloads into BGZF blocks, reusing one zlib state.
package struct Deflater: ~Copyable {
  private let state: UnsafeMutablePointer<z_stream>
  private let scratch: UnsafeMutableBufferPointer<UInt8>

  /// A raw deflate compressor of the level given (1 to 9); nil if zlib has no memory.
  package init?(level: Int) {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    scratch = .allocate(capacity: 80_000)
    let code = deflateInit2_(
      state, Int32(level), Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      state.deallocate()
      scratch.deallocate()
      return nil
    }
  }

  deinit {
    deflateEnd(state)
    state.deallocate()
    scratch.deallocate()
  }

  /// Appends one block with `payload`, at most 65,280 bytes, to `out`.
  ///
  /// A payload that deflate would enlarge beyond a block is stored instead, which always fits.
  package mutating func appendBlock(_ payload: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    precondition(payload.count <= BGZF.maximumPayload, "block payload of \(payload.count) bytes")
    deflateReset(state)
    state.pointee.next_in = UnsafeMutablePointer(mutating: payload.baseAddress)
    state.pointee.avail_in = UInt32(payload.count)
    state.pointee.next_out = scratch.baseAddress
    state.pointee.avail_out = UInt32(scratch.count)
    let code = deflate(state, Z_FINISH)
    var compressed = scratch.count - Int(state.pointee.avail_out)
    let limit = BGZF.maximumBlock - BGZF.headerLength - BGZF.trailerLength
    if code != Z_STREAM_END || compressed > limit { compressed = store(payload) }

    let size = BGZF.headerLength + compressed + BGZF.trailerLength - 1
    out.append(contentsOf: BGZF.headerPrefix)
    out.append(UInt8(size & 0xFF))
    out.append(UInt8(size >> 8))
    out.append(contentsOf: scratch[..<compressed])
    let checksum = UInt32(
      truncatingIfNeeded: crc32(0, payload.baseAddress, UInt32(payload.count)))
    for value in [checksum, UInt32(payload.count)] {
      for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: value >> UInt32(shift))) }
    }
  }

  /// One stored deflate block (RFC 1951 section 3.2.4) in the scratch.
  private func store(_ payload: UnsafeBufferPointer<UInt8>) -> Int {
    let count = payload.count
    scratch[0] = 1
    scratch[1] = UInt8(count & 0xFF)
    scratch[2] = UInt8(count >> 8)
    scratch[3] = ~scratch[1]
    scratch[4] = ~scratch[2]
    for index in 0..<count { scratch[5 + index] = payload[index] }
    return count + 5
  }
}
