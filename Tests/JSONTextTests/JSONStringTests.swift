import JSONText
import Testing

@Suite struct `strings in JSON` {
  private func escaped(_ text: String) -> String {
    var out: [UInt8] = []
    JSONString.append(text.utf8, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private func unescaped(_ raw: String) -> String {
    Array(raw.utf8).withUnsafeBufferPointer {
      String(decoding: JSONString.unescape($0), as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), ("\"\\", #""\"\\""#),
    ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
    ("\u{0}\u{1}\u{1F}\u{B}", #""\u0000\u0001\u001f\u000b""#),
    ("/é😀\u{7F}\u{2028}", "\"/é😀\u{7F}\u{2028}\""),
  ])
  func `escape only what JSON demands, in lower case`(text: String, json: String) {
    #expect(escaped(text) == json)
    #expect(unescaped(String(json.dropFirst().dropLast())) == text)
  }

  @Test func `come back from escaping byte for byte, each code point`() {
    for code: UInt32 in Array(0...0x300) + Array(0xD7F0...0xD7FF) + Array(0xE000...0xE010) + [
      0xFEFF, 0xFFFD, 0x10000, 0x1F600, 0x10FFFD,
    ] {
      guard let scalar = Unicode.Scalar(code) else { continue }
      let text = "a\(Character(scalar))b"
      let json = escaped(text)
      #expect(unescaped(String(json.dropFirst().dropLast())).utf8.elementsEqual(text.utf8))
      #expect(documentError(json) == nil)
      let everywhere = text.utf16.map { unit in
        let hex = String(unit, radix: 16, uppercase: code % 2 == 0)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      }.joined()
      #expect(unescaped(everywhere).utf8.elementsEqual(text.utf8))
    }
  }

  @Test(arguments: [#"\/"#, #"a\u0041\u0062"#, #"\ud83d\ude00!"#, #"\\u0041"#, #"\\\n"#])
  func `resolve every escape that the scanner takes`(raw: String) throws {
    let parsed = try JSONValue(parsing: Array("\"\(raw)\"".utf8))
    #expect(parsed.string == unescaped(raw))
    #expect(
      ReferenceJSON.value(of: Array("\"\(raw)\"".utf8), whitespace: false, onlyObject: false)?
        .string == parsed.string)
  }

  @Test(arguments: ["\\", "\\u", "\\u12", "\\ud83d", "\\ud83d\\u", "\\q"])
  func `that the scanner would refuse never lead outside the text`(raw: String) {
    _ = unescaped(raw)
  }
}
