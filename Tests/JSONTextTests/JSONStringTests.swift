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

  @Test func `what steers or hides can be escaped, and the values are the same`() throws {
    let text = "a\u{1B}[2J\u{7F}\u{9B}\u{AD}\u{200F}\u{202E}\u{2066}\u{2028}\u{FEFF}\u{E0041}\u{FE0F}é東👩"
    let json = JSONWriter.bytes(of: ["\(text)": .string(text)], .indented)
    let escaped = JSONString.escapingHidden(json)
    #expect(
      String(decoding: escaped, as: UTF8.self).contains(
        #""a\u001b[2J\u007f\u009b\u00ad\u200f\u202e\u2066\u2028\ufeff\udb40\udc41\#u{FE0F}é東👩""#))
    #expect(String(decoding: escaped, as: UTF8.self).unicodeScalars.allSatisfy { $0 == "\n" || !$0.steersOrHides })
    #expect(JSONWriter.bytes(of: try JSONValue(parsing: escaped)) == JSONWriter.bytes(of: try JSONValue(parsing: json)))
    for value in UInt32(0)..<0x11_0000 {
      guard let scalar = Unicode.Scalar(value), scalar.steersOrHides else { continue }
      let one = JSONWriter.bytes(of: .string(String(Character(scalar))))
      #expect(try JSONValue(parsing: JSONString.escapingHidden(one)).string?.unicodeScalars.elementsEqual([scalar]) == true)
    }
  }
}
