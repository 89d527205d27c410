import JSONText
import Testing

/// Every change of one byte of a small text, judged by another parser beforehand.
///
/// The table holds, for each byte of the text, the bytes in its place with which Python's `json` reads the text, with
/// duplicate names, constants such as `NaN`, lone surrogates, noncharacters and integers beyond ±(2^53−1) refused.
@Suite struct `the scanner and another parser` {
  private static let text = Array(#"{"a":[-1.5e3,true],"\u0062":"é\n","c":{"":null}}"#.utf8)

  @Test func `agree on every change of one byte`() throws {
    try #require(Self.table.count == Self.text.count)
    for at in Self.text.indices {
      let taken = try Self.bytes(Self.table[at])
      for byte in UInt8.min...UInt8.max {
        var changed = Self.text
        changed[at] = byte
        let error = scan(changed, root: .any, whitespace: .allowed).error
        #expect(
          (error == nil) == taken.contains(byte),
          "byte \(at) is \(byte): \(String(describing: error))")
      }
    }
  }

  /// The bytes of a row: hexadecimal, single or as ranges.
  private static func bytes(_ row: String) throws -> Set<UInt8> {
    var bytes: Set<UInt8> = []
    for part in row.split(separator: " ") {
      let ends = try part.split(separator: "-").map { try #require(UInt8($0, radix: 16)) }
      bytes.formUnion(try #require(ends.first)...(try #require(ends.last)))
    }
    return bytes
  }

  private static let table = [
    "7b",
    "22",
    "20-21 23-5b 5d-61 64-7f",
    "22",
    "3a",
    "5b",
    "09-0a 0d 20 2d 31-39",
    "30-39",
    "2c 2e 30-39",
    "30-39",
    "2c 30-39 45 65",
    "30-39",
    "2c",
    "74",
    "72",
    "75",
    "65",
    "5d",
    "2c",
    "22",
    "20-21 23-7f",
    "22 2f 5c 62 66 6e 72 74-75",
    "30-39 41-46 61-66",
    "30-39 41-46 61-66",
    "30-39 41-46 61-66",
    "30 32 34-39 41-46 61-66",
    "22",
    "3a",
    "22",
    "c2-df",
    "80-bf",
    "20-21 23-7f",
    "22 2f 5c 62 66 6e 72 74",
    "22",
    "2c",
    "22",
    "20-21 23-5b 5d-60 63-7f",
    "22",
    "3a",
    "7b",
    "22",
    "22",
    "3a",
    "6e",
    "75",
    "6c",
    "6c",
    "7d",
    "7d",
  ]
}
