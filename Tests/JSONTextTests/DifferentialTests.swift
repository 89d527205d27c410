import JSONText
import Testing

/// The scanner against the obvious reader, over texts made and damaged at random and over every small damage.
@Suite struct `the scanner and the plain definition` {
  /// Both agree on the bytes, as a line and as a document, and where they take them on the value too.
  private func agree(_ bytes: [UInt8]) -> Bool {
    let line = ReferenceJSON.value(of: bytes, whitespace: false, onlyObject: true)
    guard (lineError(bytes) == nil) == (line != nil) else { return false }
    let document = ReferenceJSON.value(of: bytes, whitespace: true, onlyObject: false)
    let parsed = try? JSONValue(parsing: bytes)
    guard let document, let parsed else { return document == nil && parsed == nil }
    return JSONWriter.bytes(of: parsed) == JSONWriter.bytes(of: document)
  }

  private static let line = Array(
    #"{"a":1,"\u0062":[true,null,-2.5e3],"é":{"x":"\ud83d\ude00\"y","":{}},"n":9007199254740991}"#
      .utf8)

  @Test func `agree on every beginning of a good line, and refuse all of them`() {
    #expect(lineError(Self.line) == nil)
    for end in 0..<Self.line.count {
      let cut = Array(Self.line[..<end])
      #expect(lineError(cut) != nil)
      #expect(agree(cut), "cut at \(end)")
    }
  }

  @Test func `agree on every byte changed, put in or left out`() {
    for at in Self.line.indices {
      var shorter = Self.line
      shorter.remove(at: at)
      #expect(agree(shorter), "without byte \(at)")
      for byte in UInt8.min...UInt8.max {
        var changed = Self.line
        changed[at] = byte
        #expect(agree(changed), "byte \(at) is \(byte)")
        changed = Self.line
        changed.insert(byte, at: at)
        #expect(agree(changed), "byte \(byte) before \(at)")
      }
    }
  }

  @Test func `agree on every pair of bytes that begins an escape or a sequence of UTF-8`() {
    for first in [UInt8(ascii: "\\")] + Array(0x80...0xFF) {
      for second in UInt8.min...UInt8.max {
        let bytes = Array("{\"a\":\"".utf8) + [first, second] + Array("\"}".utf8)
        if !agree(bytes) { Issue.record("\(first), \(second)") }
      }
    }
  }

  @Test(arguments: 1...8) func `agree on texts made at random, whole and damaged`(seed: UInt64) {
    var dice = Dice(state: seed)
    let spice =
      Array(#"{}[],:"\u0aD8.-+eE1 tfn"#.utf8) + [
        0, 0x0A, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xEF, 0xBF, 0xF0,
      ]
    for round in 0..<600 {
      var bytes = Array(text(&dice, depth: 0, spaced: round % 3 == 0).utf8)
      #expect(
        agree(bytes), "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
      for _ in 0..<3 where !bytes.isEmpty {
        let at = dice.roll(bytes.count)
        switch dice.roll(3) {
        case 0: bytes[at] = dice.pick(spice)
        case 1: bytes.insert(dice.pick(spice), at: at)
        default: bytes.removeSubrange(at..<min(bytes.count, at + 1 + dice.roll(3)))
        }
        #expect(agree(bytes), "seed \(seed), round \(round): \(bytes)")
      }
    }
  }

  private func text(_ dice: inout Dice, depth: Int, spaced: Bool) -> String {
    let space = spaced && dice.roll(3) == 0 ? dice.pick([" ", "\n", "\t\r", "  "]) : ""
    switch depth > 4 ? dice.roll(3) : depth == 0 ? 3 : dice.roll(6) {
    case 0:
      return dice.pick([
        "0", "-1", "12.50", "1e9", "-0.0E-3", "9007199254740991", "9007199254740992", "007",
        "1e999",
      ])
    case 1: return string(&dice)
    case 2: return dice.pick(["true", "false", "null", "\(space)null"])
    case 3, 4:
      let members = (0..<dice.roll(depth == 0 ? 20 : 4)).map { _ in
        string(&dice) + space + ":" + text(&dice, depth: depth + 1, spaced: spaced)
      }
      return "{\(space)" + members.joined(separator: ",\(space)") + "\(space)}"
    default:
      return "["
        + (0..<dice.roll(4)).map { _ in text(&dice, depth: depth + 1, spaced: spaced) }.joined(
          separator: "\(space),") + "]"
    }
  }

  private func string(_ dice: inout Dice) -> String {
    let parts = [
      "a", "b", "\\u0061", "é", "\\u00e9", "😀", "\\ud83d\\ude00", "\\n", "\\\"", "/", "\\/",
      "\u{FEFF}", "long enough for words of eight", "\\ud83d", "\u{FFFF}",
    ]
    return "\""
      + (0..<dice.roll(4)).map { _ in parts[min(dice.roll(parts.count), dice.roll(parts.count))] }
      .joined() + "\""
  }
}
