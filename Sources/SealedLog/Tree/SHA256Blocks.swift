#if canImport(CCryptoBoringSSL)
  internal import CCryptoBoringSSL

  /// SHA-256 (FIPS 180-4) by BoringSSL's compression function alone.
  ///
  /// A digest through BoringSSL's context copies the last bytes twice, wipes the context, and asks three times what the
  /// processor can do. Here whole blocks are read where they lie, and the last ones, with the padding, lie on the stack.
  enum SHA256Blocks {
    static var blockLength: Int { 64 }

    /// The digest of the bytes, in order.
    @inline(__always)
    static func hash(_ bytes: UnsafeRawBufferPointer) -> SIMD4<UInt64> {
      withUnsafeTemporaryAllocation(byteCount: 2 * blockLength, alignment: 8) { last in
        let whole = bytes.count / blockLength
        let lastCount = pad(bytes, into: last)
        return compress { state in
          if whole > 0 { transform(state, bytes.baseAddress, whole) }
          transform(state, last.baseAddress, lastCount)
        }
      }
    }

    /// Puts the bytes behind the last whole block into `last`, with the padding; gives how many blocks they make, one or two.
    @inline(__always)
    static func pad(_ bytes: UnsafeRawBufferPointer, into last: UnsafeMutableRawBufferPointer) -> Int {
      let rest = bytes.count % blockLength
      // A mark and the length in bits stand behind the last byte.
      let length = rest < 56 ? blockLength : 2 * blockLength
      if rest > 0, let start = bytes.baseAddress, let room = last.baseAddress {
        room.copyMemory(from: start + (bytes.count &- rest), byteCount: rest)
      }
      last[rest] = 0x80
      UnsafeMutableRawBufferPointer(rebasing: last[(rest &+ 1)..<(length &- 8)]).initializeMemory(as: UInt8.self, repeating: 0)
      last.storeBytes(of: UInt64(bytes.count &* 8).bigEndian, toByteOffset: length &- 8, as: UInt64.self)
      return length / blockLength
    }

    /// The digest of 0x01 and two digests behind it: 65 bytes, of which two blocks are made at once.
    @inline(__always)
    static func hashNode(_ left: SIMD4<UInt64>, _ right: SIMD4<UInt64>) -> SIMD4<UInt64> {
      withUnsafeTemporaryAllocation(byteCount: 2 * blockLength, alignment: 8) { blocks in
        putNode(left, right, into: blocks)
        return compress { state in transform(state, blocks.baseAddress, 2) }
      }
    }

    /// Puts 0x01, two digests and the padding into two blocks.
    @inline(__always)
    static func putNode(
      _ left: SIMD4<UInt64>, _ right: SIMD4<UInt64>, into blocks: UnsafeMutableRawBufferPointer
    ) {
      blocks.storeBytes(of: 0x01, as: UInt8.self)
      blocks.storeBytes(of: left, toByteOffset: 1, as: SIMD4<UInt64>.self)
      blocks.storeBytes(of: right, toByteOffset: 33, as: SIMD4<UInt64>.self)
      blocks.storeBytes(of: 0x80, toByteOffset: 65, as: UInt8.self)
      blocks.storeBytes(of: SIMD4<UInt64>.zero, toByteOffset: 66, as: SIMD4<UInt64>.self)
      blocks.storeBytes(of: SIMD4<UInt64>.zero, toByteOffset: 94, as: SIMD4<UInt64>.self)
      blocks.storeBytes(of: UInt64(65 * 8).bigEndian, toByteOffset: 120, as: UInt64.self)
    }

    /// The state before the first block: words A to H.
    static var initialState: SIMD8<UInt32> {
      SIMD8(0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)
    }

    /// A state as the 32 bytes of a digest.
    @inline(__always)
    static func digest(_ state: SIMD8<UInt32>) -> SIMD4<UInt64> {
      var state = state
      for place in 0..<8 { state[place] = state[place].bigEndian }
      return unsafeBitCast(state, to: SIMD4<UInt64>.self)
    }

    /// What `body` makes of the initial state, as bytes in order.
    @inline(__always)
    private static func compress(_ body: (UnsafeMutablePointer<UInt32>) -> Void) -> SIMD4<UInt64> {
      var state = initialState
      withUnsafeMutableBytes(of: &state) { bytes in
        if let words = bytes.assumingMemoryBound(to: UInt32.self).baseAddress { body(words) }
      }
      return digest(state)
    }

    /// Compresses whole blocks into a state.
    @inline(__always)
    static func transform(_ state: UnsafeMutablePointer<UInt32>, _ blocks: UnsafeRawPointer?, _ count: Int) {
      CCryptoBoringSSL_SHA256_TransformBlocks(state, blocks?.assumingMemoryBound(to: UInt8.self), count)
    }
  }
#endif
