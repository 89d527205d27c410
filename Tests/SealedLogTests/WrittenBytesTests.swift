import Foundation
import SealedLog
import TestSupport
import Testing

/// The bytes of a recording follow from its input, its clock and its randomness alone.
@Suite struct WrittenBytesTests {
  /// Events of differing lengths, so that blocks end at differing places; some batches fill many blocks.
  private func record(_ stream: StreamFixture, isSalted: Bool) throws {
    try stream.open { $0.isSalted = isSalted }
    var dice = SeededDice(seed: 8)
    var writer = try stream.writer()
    for count in [1, 2_500, 3, StreamWriter.maximumInputs, 700] {
      let lines = try (0..<count).map { number in
        let text = String(repeating: "step \(dice.roll(1_000)) ", count: 1 + dice.roll(60))
        return try stream.prepare(stream.note("\(count)-\(number)", text), isSalted: isSalted)
      }
      #expect(try writer.commit(lines).accepted == count)
    }
  }

  /// The digests of a stream as written and as closed, by the library that compresses, unsalted and salted.
  private static let digests: [String: [Bool: [String]]] = [
    "zlib": [
      false: [
        "001c925c08eac5718a5a79dda050e02b694ff85b686312a209eb2be99c4d6acd",
        "866be4eaa783ace68dc5342adba966542c054f99aafd3844b7a54836ba74834a",
      ],
      true: [
        "84dede0084215a05ecc47f1f3217695870d999659118dab7f3be33abb02dd29c",
        "09e0bd0a5335f0b7bba0907da5826143750ce6b9e6638e1e9226f14f89339127",
      ],
    ],
    "libdeflate 1.14": [
      false: [
        "3ac6adb2c2e303a91098e7c0b36fb6fc9df50600127f0864d57b86dab695e5aa",
        "50f7bb4c695b5e70ae9238b18b38a5cfe8ca4375d67b02dbe5e5f0e25b180517",
      ],
      true: [
        "e461723238ce086a66a2080c564dff1a912248400f395f90218c024d302986b7",
        "c8a44386642427746c00b965d7f5c40d8ee13b8786b926cf667ade7fb4e6c386",
      ],
    ],
  ]

  @Test(arguments: [false, true])
  func `a recording of many blocks is the same bytes as ever, as written and as closed`(isSalted: Bool) throws {
    func digests(workers: Int) throws -> [String] {
      let stream = try StreamFixture(workers: workers)
      try record(stream, isSalted: isSalted)
      let written = Digest(hashing: try stream.bytes).hex
      _ = try stream.close()
      let closed = Digest(hashing: try stream.bytes).hex
      #expect(try stream.verify().findings == [])
      return [written, closed]
    }
    let alone = try digests(workers: 1)
    #expect(try digests(workers: 3) == alone)
    if let known = Self.digests[Compression.library]?[isSalted] { #expect(alone == known) }
  }
}
