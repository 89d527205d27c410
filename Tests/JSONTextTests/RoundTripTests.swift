import JSONText
import TestSupport
import Testing

/// What is written is read, and written again it is the same bytes.
@Suite struct JSONRoundTripTests {
  private static func value(_ dice: inout SeededDice, depth: Int) -> JSONValue {
    switch dice.roll(depth > 4 ? 5 : 7) {
    case 0: .null
    case 1: .bool(dice.roll(2) == 0)
    case 2: .number("\(dice.roll(2) == 0 ? "-" : "")\(1 + dice.integer() / 2)")
    case 3: .number(["0", "-0", "1.50", "1e-7", "-2.5E+10", "0.1000000000000000055"][dice.roll(6)])
    case 4: .string(dice.text())
    case 5: .array((0..<dice.roll(4)).map { _ in value(&dice, depth: depth + 1) })
    default:
      .object((0..<dice.roll(4)).map { JSONMember("\($0)\(dice.text())", value(&dice, depth: depth + 1)) })
    }
  }

  @Test(arguments: [JSONWriter.Layout.compact, .indented])
  func `any value is written as it was read, in each layout`(layout: JSONWriter.Layout) throws {
    var dice = SeededDice(seed: 1)
    for round in 0..<2_000 {
      let bytes = JSONWriter.bytes(of: Self.value(&dice, depth: 0), layout)
      let again = JSONWriter.bytes(of: try JSONValue(parsing: bytes), layout)
      #expect(again == bytes, "round \(round): \(String(decoding: bytes, as: UTF8.self))")
    }
  }
}
