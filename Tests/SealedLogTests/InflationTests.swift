import Foundation
@testable import SealedLog
import TestSupport
import Testing

/// What comes out of a block doesn't depend on the library that inflates it.
@Suite struct InflationTests {
  /// Where in a file the block stands: zlib alone decides at the front, libdeflate is asked first further on.
  private static let front = 0
  private static let further = CompressionCheck.limit

  private struct Outcome: Equatable {
    var state: BlockState
    var bytes: [UInt8]
  }

  private static func outcome(_ block: [UInt8], at offset: Int, _ scratch: ParallelWorkers.Scratch, _ lines: LineBlock) -> Outcome {
    let state = block.withUnsafeBufferPointer { BlockState.inflate($0, at: offset, into: lines, scratch) }
    return Outcome(state: state, bytes: Array(lines.room[..<lines.count]))
  }

  private static func block(_ plain: [UInt8], _ compression: Compression) throws -> [UInt8] {
    guard var deflater = Deflater(compression) else { throw CocoaError(.featureUnsupported) }
    var block: [UInt8] = []
    plain.withUnsafeBufferPointer { deflater.appendBlock($0, to: &block) }
    return block
  }

  /// Short lines of few words and much noise.
  private static var plain: [UInt8] {
    var dice = SeededDice(seed: 11)
    var bytes: [UInt8] = []
    for line in 0..<90 {
      bytes += Array("step \(line) of the night ".utf8)
      for _ in 0..<24 { bytes.append(UInt8(ascii: "a") + UInt8(dice.roll(16))) }
      bytes.append(0x0A)
    }
    return bytes
  }

  @Test(arguments: [Compression.recording, .closing, .zlib(level: 6), .zlib(level: 9), .zlib(level: 1)])
  func `a damaged block is the same to both libraries`(compression: Compression) throws {
    let good = try Self.block(Self.plain, compression)
    try #require(good.count > BlockState.leastFast)
    let scratch = ParallelWorkers.Scratch()
    let lines = LineBlock()
    var changed = [good]
    for bit in 0..<(good.count * 8) where bit < 1_500 || bit % 5 == 0 || bit > (good.count - 12) * 8 {
      var bytes = good
      bytes[bit / 8] ^= 1 << (bit % 8)
      changed.append(bytes)
    }
    for place in stride(from: BGZF.headerLength, to: good.count, by: 31) {
      changed.append(Array(good[..<place] + good[(place + 1)...]))
      changed.append(Array(good[..<place] + [0x5A] + good[place...]))
    }
    var states: Set<BlockState> = []
    for (number, bytes) in changed.enumerated() {
      let alone = Self.outcome(bytes, at: Self.front, scratch, lines)
      let first = Self.outcome(bytes, at: Self.further, scratch, lines)
      #expect(alone == first, "change \(number)")
      states.insert(alone.state)
    }
    #expect(states == [.whole, .checksum, .irregular])
  }

  @Test func `libdeflate inflates what is whole, where it is there`() throws {
    let good = try Self.block(Self.plain, .zlib(level: 6))
    let inflater = try #require(Inflater())
    let lines = LineBlock()
    let count = good[BGZF.headerLength..<(good.count - BGZF.trailerLength)].withUnsafeBufferPointer {
      inflater.inflateFast($0, into: lines.room)
    }
    #expect(count == (Compression.library.hasPrefix("libdeflate") ? Self.plain.count : nil))
    if let count { #expect(Array(lines.room[..<count]) == Self.plain) }
  }

  @Test func `a symbol that zlib refuses is refused in a small file and in a small block`() throws {
    // One block of fixed codes: `a`, length symbol 286 at distance 1, LF, end. libdeflate takes 286 for 258 bytes.
    var bits: [Bool] = [true, true, false]
    for (code, length) in [(0x91, 8), (0xC6, 8), (0, 5), (0x3A, 8), (0, 7)] {
      for shift in (0..<length).reversed() { bits.append((code >> shift) & 1 == 1) }
    }
    var body = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
    for (place, bit) in bits.enumerated() where bit { body[place / 8] |= 1 << (place % 8) }
    let plain = [UInt8](repeating: UInt8(ascii: "a"), count: 259) + [0x0A]
    let size = BGZF.headerLength + body.count + BGZF.trailerLength - 1
    let checksum = plain.withUnsafeBufferPointer { Inflater.checksum($0) }
    var block = BGZF.headerPrefix + [UInt8(size & 0xFF), UInt8(size >> 8)]
    block += body
    for word in [checksum, UInt32(plain.count)] {
      for shift in 0..<4 { block.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * shift))) }
    }
    for offset in [Self.front, Self.further] {
      #expect(Self.outcome(block, at: offset, ParallelWorkers.Scratch(), LineBlock()).state == .irregular)
    }
  }

  @Test(arguments: [0, 1, 2, 3, 7, 15, 64, 1_000, 65_280])
  func `a checksum is zlib's, in one piece and in two`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 &+ 7) }
    // CRC-32 as RFC 1952 section 8 has it, bit by bit.
    var expected = UInt32.max
    for byte in bytes {
      expected ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = expected & 1 == 1
        expected >>= 1
        if isOdd { expected ^= 0xEDB8_8320 }
      }
    }
    expected = ~expected
    #expect(bytes.withUnsafeBufferPointer { Inflater.checksum($0) } == expected)
    let half = count / 2
    let front = bytes[..<half].withUnsafeBufferPointer { Inflater.checksum($0) }
    #expect(bytes[half...].withUnsafeBufferPointer { Inflater.checksum($0, from: front) } == expected)
  }
}
