import JSONText
import Testing

@Suite struct `writing and reading JSON values` {
  @Test(arguments: [
    (0, 9, "0"), (1, 9, "0.000000001"), (-1, 9, "-0.000000001"), (1_000_000_000, 9, "1"),
    (1_500_000_000, 9, "1.5"),
    (-87_060_000_000_000, 9, "-87060"), (123_456_789, 9, "0.123456789"), (120, 2, "1.2"),
    (100, 2, "1"), (5, 0, "5"),
    (10, 0, "10"), (-10, 1, "-1"), (99, 3, "0.099"), (Int64.max, 9, "9223372036.854775807"),
    (Int64.min, 9, "-9223372036.854775808"), (Int64.min, 0, "-9223372036854775808"),
    (Int64.max, 19, "0.9223372036854775807"),
    (1, 25, "0.0000000000000000000000001"),
  ])
  func `a scaled integer is exact decimal text`(value: Int64, scale: Int, text: String) {
    #expect(JSONWriter.decimal(value, scale: scale) == text)
  }

  @Test func `values are written compact or indented, members in the order given`() {
    let value: JSONValue = ["z": 1, "a": [true, .null, "é\n", [], [:]], "e": .number("1.50")]
    #expect(JSONWriter.text(of: value) == #"{"z":1,"a":[true,null,"é\n",[],{}],"e":1.50}"#)
    #expect(
      JSONWriter.text(of: value, .indented) == """
        {
          "z": 1,
          "a": [
            true,
            null,
            "é\\n",
            [],
            {}
          ],
          "e": 1.50
        }
        """)
  }

  @Test func `reading gives back what was written, numbers as text`() throws {
    let text = #"{"z":-0.0e+5,"a":[true,null,"\"é",[],{}],"n":1e400,"":{"x":9007199254740991}}"#
    let value = try JSONValue(parsing: text.utf8)
    #expect(JSONWriter.text(of: value) == text)
    #expect(
      try JSONWriter.text(of: JSONValue(parsing: JSONWriter.bytes(of: value, .indented))) == text)
  }

  @Test func `members are found by their bytes and values by their kind`() throws {
    let value = try JSONValue(
      parsing: "{\"e\u{301}\":1,\"\u{E9}\":\"2\",\"b\":true,\"f\":1.5,\"n\":null}".utf8)
    #expect(value["\u{E9}"]?.string == "2")
    #expect(value["e\u{301}"]?.integer == 1)
    #expect(value["b"]?.bool == true)
    #expect(value["f"]?.integer == nil)
    #expect(value["f"]?.double == 1.5)
    #expect(value["x"] == nil)
    #expect(value["n"]?.string == nil)
    #expect(value.array == nil)
    #expect(value.members?.count == 5)
    #expect(JSONValue.string("1").integer == nil)
  }

  @Test func `whitespace is removed outside strings only`() throws {
    let text = " {\r\n\t\"a b\" : [ 1 , \"c \\\" \\\\\" , { } ] }\n"
    let bytes = Array(text.utf8)
    let removed = bytes.withUnsafeBufferPointer { JSONWhitespace.removed(from: $0) }
    #expect(String(decoding: removed, as: UTF8.self) == #"{"a b":[1,"c \" \\",{}]}"#)
    #expect(lineError(removed) == nil)
  }
}
