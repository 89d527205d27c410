#if canImport(CCryptoBoringSSL)
  internal import CSHA256

  /// SHA-256 (FIPS 180-4) of many messages, two of them at a time.
  ///
  /// A processor's instructions for SHA-256 wait for one another; with two messages at once neither waits long. Where there are
  /// no such instructions `SHA256Blocks` does the same one after the other.
  enum SHA256Pairs {
    static let isSupported = cutlog_sha256_has_pairs()

    /// One message under way.
    private struct Lane {
      /// Its eight words.
      let state: UnsafeMutablePointer<UInt32>
      /// Room for its last two blocks.
      let last: UnsafeMutableRawPointer
      /// The next block, and how many lie behind one another from there on.
      var next: UnsafePointer<UInt8>
      var blocks = 0
      /// How many blocks wait in `last`.
      var lastBlocks = 0
      var number = 0

      // Only memory whose size is known to the compiler, and whose alignment is at most 16, lies on the stack.
      private static var stateLength: Int { 32 }
      private static var lastLength: Int { 2 * SHA256Blocks.blockLength }
      /// How many bytes of memory it takes.
      static var length: Int { stateLength + lastLength }

      @inline(__always)
      init(memory: UnsafeMutableRawPointer) {
        state = memory.bindMemory(to: UInt32.self, capacity: 8)
        last = memory + Self.stateLength
        next = UnsafePointer(last.bindMemory(to: UInt8.self, capacity: Self.lastLength))
      }

      @inline(__always)
      private var room: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: last, count: Self.lastLength)
      }

      @inline(__always)
      private func reset() {
        UnsafeMutableRawPointer(state).storeBytes(of: SHA256Blocks.initialState, as: SIMD8<UInt32>.self)
      }

      @inline(__always)
      mutating func begin(_ number: Int, _ message: UnsafeRawBufferPointer) {
        self.number = number
        reset()
        blocks = message.count / SHA256Blocks.blockLength
        lastBlocks = SHA256Blocks.pad(message, into: room)
        if blocks > 0, let start = message.baseAddress {
          next = start.assumingMemoryBound(to: UInt8.self)
        } else {
          takeLast()
        }
      }

      /// Begins with a node, which is the last two blocks and nothing else.
      @inline(__always)
      func beginNode(_ left: SIMD4<UInt64>, _ right: SIMD4<UInt64>) {
        reset()
        SHA256Blocks.putNode(left, right, into: room)
      }

      @inline(__always)
      mutating func takeLast() {
        next = UnsafePointer(last.assumingMemoryBound(to: UInt8.self))
        blocks = lastBlocks
        lastBlocks = 0
      }

      @inline(__always)
      mutating func advance(_ count: Int) {
        blocks &-= count
        next += count &* SHA256Blocks.blockLength
      }

      /// The digest, once no block is left.
      @inline(__always)
      var digest: SIMD4<UInt64> {
        SHA256Blocks.digest(UnsafeRawPointer(state).loadUnaligned(as: SIMD8<UInt32>.self))
      }
    }

    /// Gives to `take` the number of each message and its digest, in no particular order.
    @inline(__always)
    static func hash(
      _ count: Int, message: (Int) -> UnsafeRawBufferPointer, take: (Int, SIMD4<UInt64>) -> Void
    ) {
      withLanes { first, second in
        var upcoming = 0
        /// Begins with the next message; false if there is none.
        func begin(_ lane: inout Lane) -> Bool {
          guard upcoming < count else { return false }
          lane.begin(upcoming, message(upcoming))
          upcoming &+= 1
          return true
        }
        /// Whether the lane has a block to compress, of its message or of the next one.
        func goesOn(_ lane: inout Lane) -> Bool {
          if lane.blocks > 0 { return true }
          if lane.lastBlocks > 0 {
            lane.takeLast()
            return true
          }
          take(lane.number, lane.digest)
          return begin(&lane)
        }
        func finish(_ lane: inout Lane) {
          repeat {
            SHA256Blocks.transform(lane.state, lane.next, lane.blocks)
            lane.advance(lane.blocks)
          } while goesOn(&lane)
        }
        var hasFirst = begin(&first)
        var hasSecond = begin(&second)
        while hasFirst, hasSecond {
          let both = min(first.blocks, second.blocks)
          cutlog_sha256_compress_pair(first.state, first.next, second.state, second.next, both)
          first.advance(both)
          second.advance(both)
          hasFirst = goesOn(&first)
          hasSecond = goesOn(&second)
        }
        if hasFirst { finish(&first) }
        if hasSecond { finish(&second) }
      }
    }

    /// The digests of two nodes, each 0x01 and two digests behind it.
    @inline(__always)
    static func hashNodes(
      _ one: (SIMD4<UInt64>, SIMD4<UInt64>), _ other: (SIMD4<UInt64>, SIMD4<UInt64>)
    ) -> (SIMD4<UInt64>, SIMD4<UInt64>) {
      withLanes { first, second in
        first.beginNode(one.0, one.1)
        second.beginNode(other.0, other.1)
        cutlog_sha256_compress_pair(first.state, first.next, second.state, second.next, 2)
        return (first.digest, second.digest)
      }
    }

    /// Gives two lanes, whose memory lies on the stack.
    @inline(__always)
    private static func withLanes<Output>(_ body: (inout Lane, inout Lane) -> Output) -> Output {
      withUnsafeTemporaryAllocation(byteCount: 2 * Lane.length, alignment: 16) { memory in
        guard let start = memory.baseAddress else { preconditionFailure("the stack has no place") }
        var first = Lane(memory: start)
        var second = Lane(memory: start + Lane.length)
        return body(&first, &second)
      }
    }
  }
#endif
