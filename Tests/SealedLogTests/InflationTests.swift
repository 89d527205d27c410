import Foundation
@testable import SealedLog
import TestSupport
import Testing

/// What comes out of a block is what every reader of deflate gets.
@Suite struct InflationTests {
  private struct Outcome: Equatable {
    var state: BlockState
    var bytes: [UInt8]
  }

  private static func outcome(_ block: [UInt8], _ scratch: ParallelWorkers.Scratch, _ lines: LineBlock) -> Outcome {
    let state = block.withUnsafeBufferPointer { BlockState.inflate($0, at: 1 << 20, into: lines, scratch) }
    // Hashing leaves 0x00 before each line, where the LF of the one before was.
    return Outcome(state: state, bytes: lines.room[..<lines.count].map { $0 == 0 ? 0x0A : $0 })
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
  func `a block is whole as it was compressed, and with a bit changed or a byte lost it is never other lines`(
    compression: Compression
  ) throws {
    let good = try Self.block(Self.plain, compression)
    let scratch = ParallelWorkers.Scratch()
    let lines = LineBlock()
    let isWhole = Self.outcome(good, scratch, lines) == Outcome(state: .whole, bytes: Self.plain)
    #expect(isWhole)
    var changed: [[UInt8]] = []
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
      let outcome = Self.outcome(bytes, scratch, lines)
      let isOther = outcome.state == .whole && outcome.bytes != Self.plain
      #expect(!isOther, "change \(number)")
      states.insert(outcome.state)
    }
    #expect(states.isSuperset(of: [.checksum, .irregular]))
  }

  @Test func `a symbol that other readers refuse is refused, whatever the checksum`() throws {
    // One block of fixed codes: `a`, length symbol 286 at distance 1, LF, end. Some libraries take 286 for 258 bytes.
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
    #expect(Self.outcome(block, ParallelWorkers.Scratch(), LineBlock()).state == .irregular)
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
