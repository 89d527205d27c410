#if canImport(CDeflate)
  internal import CDeflate
#endif
internal import CZlib

/// Compresses payloads into BGZF blocks, reusing one compressor's memory.
package struct Deflater: ~Copyable {
  private enum Engine {
    case zlib(UnsafeMutablePointer<z_stream>)
    #if canImport(CDeflate)
      case libdeflate(OpaquePointer)
    #endif
  }

  private let engine: Engine

  /// The memory that one block is given: more than a block may have, so that deflate always comes to its end.
  static let roomForBlock = 81_920

  /// The most bytes of deflate data in a block.
  private static let mostCompressed = BGZF.maximumBlock - BGZF.headerLength - BGZF.trailerLength

  /// A raw deflate compressor; nil if there is no memory for it.
  package init?(_ compression: Compression) {
    switch compression {
    case .zlib(let level):
      let state = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      state.initialize(to: z_stream())
      let code = deflateInit2_(
        state, Int32(level), Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
      guard code == Z_OK else {
        state.deallocate()
        return nil
      }
      engine = .zlib(state)
    #if canImport(CDeflate)
      case .libdeflate(let level):
        guard let compressor = libdeflate_alloc_compressor(Int32(level)) else { return nil }
        engine = .libdeflate(compressor)
    #endif
    }
  }

  deinit {
    switch engine {
    case .zlib(let state):
      deflateEnd(state)
      state.deallocate()
    #if canImport(CDeflate)
      case .libdeflate(let compressor): libdeflate_free_compressor(compressor)
    #endif
    }
  }

  /// Appends one block with `payload`, at most 65,280 bytes, to `out`.
  package mutating func appendBlock(_ payload: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.roomForBlock) { room in
      let count = writeBlock(payload, to: room)
      out.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<count]))
    }
  }

  /// Writes one block with `payload`, at most 65,280 bytes, to the front of `room`, which has `roomForBlock` bytes.
  ///
  /// A payload that deflate would enlarge beyond a block is stored instead, which always fits.
  /// - Returns: the block's length.
  mutating func writeBlock(
    _ payload: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    precondition(payload.count <= BGZF.maximumPayload, "block payload of \(payload.count) bytes")
    precondition(room.count >= Self.roomForBlock, "room of \(room.count) bytes for a block")
    let data = UnsafeMutableBufferPointer(rebasing: room[BGZF.headerLength...])
    let compressed = compress(payload, into: data) ?? Self.store(payload, in: data)

    let size = BGZF.headerLength + compressed + BGZF.trailerLength
    for (place, byte) in BGZF.headerPrefix.enumerated() { room[place] = byte }
    room[16] = UInt8((size - 1) & 0xFF)
    room[17] = UInt8((size - 1) >> 8)
    let checksum = Inflater.checksum(payload)
    var place = BGZF.headerLength + compressed
    for value in [checksum, UInt32(payload.count)] {
      for shift in [0, 8, 16, 24] {
        room[place] = UInt8(truncatingIfNeeded: value >> UInt32(shift))
        place += 1
      }
    }
    return size
  }

  /// Deflates into `data`; gives the length, or nil if it wouldn't fit a block.
  private func compress(_ payload: UnsafeBufferPointer<UInt8>, into data: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    switch engine {
    case .zlib(let state):
      deflateReset(state)
      state.pointee.next_in = UnsafeMutablePointer(mutating: payload.baseAddress)
      state.pointee.avail_in = UInt32(payload.count)
      state.pointee.next_out = data.baseAddress
      state.pointee.avail_out = UInt32(data.count)
      let code = deflate(state, Z_FINISH)
      let count = data.count - Int(state.pointee.avail_out)
      return code == Z_STREAM_END && count <= Self.mostCompressed ? count : nil
    #if canImport(CDeflate)
      case .libdeflate(let compressor):
        let count = libdeflate_deflate_compress(
          compressor, payload.baseAddress, payload.count, data.baseAddress, Self.mostCompressed)
        return count > 0 ? count : nil
    #endif
    }
  }

  /// One stored deflate block (RFC 1951 section 3.2.4).
  private static func store(
    _ payload: UnsafeBufferPointer<UInt8>, in room: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let count = payload.count
    room[0] = 1
    room[1] = UInt8(count & 0xFF)
    room[2] = UInt8(count >> 8)
    room[3] = ~room[1]
    room[4] = ~room[2]
    for index in 0..<count { room[5 + index] = payload[index] }
    return count + 5
  }
}
