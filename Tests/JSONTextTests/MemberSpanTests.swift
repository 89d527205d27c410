import JSONText
import TestSupport
import Testing

@Suite struct `where members lie` {
  @Test func `names and values are found by offset, strings without their quotes`() {
    let line =
      #"{"s":"x\n","n":-1.5,"o":{"a":1},"a":[[],2],"b":false,"u":null,"\u0065":"","x":{},"y":[]}"#
    let bytes = Array(line.utf8)
    let result = scan(bytes, root: .object, whitespace: .refused)
    #expect(result.error == nil)
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(
      result.members.map { text($0.nameRange) } == [
        "s", "n", "o", "a", "b", "u", #"\u0065"#, "x", "y",
      ])
    #expect(
      result.members.map { text($0.valueRange) } == [
        #"x\n"#, "-1.5", #"{"a":1}"#, "[[],2]", "false", "null", "", "{}", "[]",
      ])
    #expect(
      result.members.map(\.kind) == [
        .string, .number, .object, .array, .bool, .null, .string, .object, .array,
      ])
    #expect(result.members.map(\.valueIsEscaped) == [true] + Array(repeating: false, count: 8))
    #expect(
      result.members.map(\.nameIsEscaped) == [
        false, false, false, false, false, false, true, false, false,
      ])
  }

  @Test func `whitespace around tokens is no part of a member`() {
    let text = " { \"a\" : [ 1 ] , \"b\" : \" x \" , \"c\" : 1 } "
    let bytes = Array(text.utf8)
    let members = scan(bytes, root: .any, whitespace: .allowed).members
    #expect(
      members.map { String(decoding: bytes[$0.valueRange], as: UTF8.self) } == [
        "[ 1 ]", " x ", "1",
      ])
  }

  @Test func `members of the outermost object alone are given, and of arrays none`() {
    #expect(
      scan(Array("[{\"a\":1},{\"b\":{}}]".utf8), root: .any, whitespace: .allowed).members == [])
    #expect(scan(Array("\"x\"".utf8), root: .any, whitespace: .allowed).members == [])
    #expect(
      scan(Array(#"{"a":{"b":{"c":1}},"d":[{"e":2}]}"#.utf8), root: .object, whitespace: .refused)
        .members.count == 2)
  }

  @Test func `a scanner serves again after an error and appends to what is there`() throws {
    var scanner = JSONScanner()
    var members: ContiguousArray<JSONMemberSpan> = []
    for (text, isGood) in [
      ("{\"a\":1}", true), ("{\"a\":{\"b\":1,\"b\":2}}", false),
      ("{\"a\":[{\"b\":1}],\"c\":2}", true),
    ] {
      let bytes = Array(text.utf8)
      let before = members.count
      let taken = bytes.withUnsafeBufferPointer { buffer in
        (try? scanner.scan(buffer, members: &members)) != nil
      }
      #expect(taken == isGood)
      if isGood {
        #expect(members.count == before + (text.contains("c") ? 2 : 1))
      } else {
        members.removeSubrange(before...)
      }
    }
  }

  @Test func `a place is a line and a column in bytes`() {
    let bytes = Array("a\né\r\nx".utf8)
    bytes.withUnsafeBufferPointer { text in
      #expect(
        (0...7).map { TextLocation(ofOffset: $0, in: text).description } == [
          "1:1", "1:2", "2:1", "2:2", "2:3", "2:4", "3:1", "3:2",
        ])
      #expect(TextLocation(ofOffset: 100, in: text).line == 3)
    }
  }

  @Test func `the members of an accepted object are found again as the scan found them`() {
    var dice = SeededDice(seed: 3)
    for round in 0..<2_000 {
      let members = (0..<dice.roll(6)).map { JSONMember("\($0)\(dice.text())", value(&dice, depth: 0)) }
      let bytes = JSONWriter.bytes(of: .object(members))
      let scanned = scan(bytes, root: .object, whitespace: .refused)
      #expect(scanned.error == nil)
      #expect(found(bytes) == scanned.members, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
      // Whatever stands there, it stays within bounds.
      for _ in 0..<8 {
        var broken = Array(bytes.prefix(dice.roll(bytes.count + 1)))
        if !broken.isEmpty { broken[dice.roll(broken.count)] = UInt8(dice.roll(256)) }
        for member in found(broken) {
          #expect(member.nameStart <= member.nameEnd && member.valueStart <= member.valueEnd)
          #expect(Int(member.valueEnd) <= broken.count && Int(member.nameEnd) <= broken.count)
        }
      }
    }
  }

  private func found(_ bytes: [UInt8]) -> [JSONMemberSpan] {
    var members: ContiguousArray<JSONMemberSpan> = []
    bytes.withUnsafeBufferPointer { JSONMemberFinder.find($0, members: &members) }
    return Array(members)
  }

  private func value(_ dice: inout SeededDice, depth: Int) -> JSONValue {
    switch dice.roll(depth > 2 ? 4 : 6) {
    case 0: [.null, .bool(true), .bool(false)][dice.roll(3)]
    case 1: .number(["0", "-12", "1.50", "1e-7"][dice.roll(4)])
    case 2, 3: .string(dice.text(40))
    case 4: .array((0..<dice.roll(4)).map { _ in value(&dice, depth: depth + 1) })
    default: .object((0..<dice.roll(4)).map { JSONMember("\($0)\(dice.text())", value(&dice, depth: depth + 1)) })
    }
  }
}
