import JSONText
import Testing

/// What a line of a stream may be: one object of I-JSON without whitespace outside strings.
@Suite struct `the grammar of a line` {
  @Test(arguments: [
    "{}", #"{"a":1}"#, #"{"":""}"#, #"{"a":{"a":{"a":[[],{},[{}]]}}}"#,
    #"{"a":"\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"}"#,
    #"{"a":"é 😀 \#u{7F} \#u{2028}"}"#, #"{"a":"\u0000"}"#,
    #"{"a":[1,-1,0,-0,0.5,1e5,1E+5,1e-5,10.25e10]}"#,
    #"{"a":[true,false,null]}"#, #"{"a":"a b\u0020"}"#, #"{"a b":1}"#, #"{"a":1,"A":2}"#,
    #"{"x":{"a":1},"y":{"a":1},"a":[{"a":1},{"a":2}]}"#,
  ])
  func `good lines are taken`(line: String) {
    #expect(lineError(line) == nil)
  }

  @Test(
    arguments: [
      ("", .empty, 0), ("[]", .notAnObject, 0), ("1", .notAnObject, 0), ("x", .notAnObject, 0),
      ("{}{}", .trailingBytes, 2), ("{}x", .trailingBytes, 2),
      (#"{"a":1}{"b":2}"#, .trailingBytes, 7),
      ("{} {}", .whitespace, 2), ("{", .unexpectedEnd, 1), (#"{"a""#, .unexpectedEnd, 4),
      (#"{"a":"#, .unexpectedEnd, 5),
      (#"{"a":1"#, .unexpectedEnd, 6), (#"{"a":1,"#, .unexpectedEnd, 7),
      (#"{"a":[1"#, .unexpectedEnd, 7),
      (#"{"a":tru"#, .unexpectedEnd, 8), (#"{"a":"x"#, .unexpectedEnd, 7),
      (#"{"a":-"#, .unexpectedEnd, 6),
      ("{a:1}", .unexpectedByte, 1), ("{'a':1}", .unexpectedByte, 1),
      (#"{"a"1}"#, .unexpectedByte, 4),
      (#"{"a":1"b":2}"#, .unexpectedByte, 6), (#"{"a":}"#, .unexpectedByte, 5),
      (#"{"a":[1}"#, .unexpectedByte, 7),
      (#"{"a":1]"#, .unexpectedByte, 6), (#"{"a":True}"#, .unexpectedByte, 5),
      (#"{"a":nul}"#, .unexpectedByte, 8),
      (#"{"a":NaN}"#, .unexpectedByte, 5), (#"{"a":Infinity}"#, .unexpectedByte, 5),
      (#"{"a":-Infinity}"#, .invalidNumber, 6),
      (#"{"a":undefined}"#, .unexpectedByte, 5), (#"{"a":1/*x*/}"#, .unexpectedByte, 6),
      (#"{"a":1,}"#, .unexpectedByte, 7), (#"{"a":[1,]}"#, .unexpectedByte, 8),
      (#"{,"a":1}"#, .unexpectedByte, 1),
      (#"{"a":[,1]}"#, .unexpectedByte, 6), (#"{"a":1,,"b":2}"#, .unexpectedByte, 7),
    ] as [(String, JSONTextError.Code, Int)])
  func `what is no object is refused where it goes wrong`(
    line: String, code: JSONTextError.Code, offset: Int
  ) {
    #expect(lineError(line) == JSONTextError(code, at: offset))
  }

  // MARK: - Names

  @Test(arguments: [
    (#"{"a":1,"a":2}"#, 8), (#"{"a":1,"\u0061":2}"#, 8), (#"{"\u0061":1,"\u0061":2}"#, 13),
    (#"{"é":1,"\u00E9":2}"#, 9), (#"{"\ud83d\ude00":1,"😀":2}"#, 19), (#"{"/":1,"\/":2}"#, 8),
    (#"{"":1,"":2}"#, 7),
    (#"{"x":{"a":1,"a":2}}"#, 13), (#"{"x":[[{"b":1,"a":1,"c":3,"a":2}]]}"#, 27),
    (#"{"abcdefghi":1,"abcdefghj":2,"abcdefghi":3}"#, 30), (#"{"n":"\n","\u006e":1}"#, 11),
  ])
  func `duplicate names are refused at any depth, escaped or not`(line: String, offset: Int) {
    #expect(lineError(line) == JSONTextError(.duplicateName, at: offset))
  }

  @Test(arguments: [2, 15, 16, 17, 18, 300]) func `duplicates are found among many names`(
    count: Int
  ) {
    let names = (0..<count).map { "\"name-\($0)\":\($0)" }
    #expect(lineError("{\(names.joined(separator: ","))}") == nil)
    for twice in [0, count / 2, count - 1] {
      let line = "{\(names.joined(separator: ",")),\"name-\(twice)\":0}"
      #expect(lineError(line)?.code == .duplicateName)
      let nested = "{\"outer\":[{\"x\":1},\(line)],\"name-0\":1}"
      #expect(lineError(nested)?.code == .duplicateName)
    }
  }

  @Test func `names that Unicode calls equivalent are different names`() {
    #expect(lineError("{\"\u{E9}\":1,\"e\u{301}\":2}") == nil)
  }

  // MARK: - Bytes

  @Test func `a byte order mark is refused`() {
    #expect(
      lineError([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == JSONTextError(.byteOrderMark, at: 0))
    #expect(lineError("{\"a\":\"\u{FEFF}\"}") == nil)
  }

  @Test func `every raw control character in a string is refused and DEL is not`() {
    for byte in UInt8(0)..<0x20 {
      for padding in 0..<9 {
        let line =
          Array("{\"a\":\"\(String(repeating: "x", count: padding))".utf8) + [byte]
          + Array("yyyyyyyyy\"}".utf8)
        #expect(lineError(line) == JSONTextError(.controlCharacter, at: 6 + padding))
      }
    }
    #expect(lineError(Array("{\"a\":\"".utf8) + [0x7F] + Array("\"}".utf8)) == nil)
    #expect(
      lineError(Array("{\"a".utf8) + [0] + Array("\":1}".utf8))
        == JSONTextError(.controlCharacter, at: 3))
    #expect(lineError(Array("{\"a\":1}".utf8) + [0]) == JSONTextError(.trailingBytes, at: 7))
  }

  @Test func `whitespace is refused anywhere outside strings`() {
    let line = Array(#"{"a":[1,{"b":"c d"}],"e":2}"#.utf8)
    var isInString = false
    for at in 0...line.count {
      for space: UInt8 in [0x20, 0x09, 0x0A, 0x0D] {
        var spaced = line
        spaced.insert(space, at: at)
        let expected: JSONTextError.Code? =
          !isInString ? .whitespace : space == 0x20 ? nil : .controlCharacter
        #expect(lineError(spaced)?.code == expected, "\(space) before \(at)")
      }
      if at < line.count, line[at] == UInt8(ascii: "\"") { isInString.toggle() }
    }
  }

  @Test(
    arguments: [
      [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x80, 0x80],
      [0xE0, 0x9F, 0xBF],
      [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ] as [[UInt8]])
  func `bytes that are no UTF-8 are refused, in names and in values`(bytes: [UInt8]) {
    #expect(
      lineError(Array("{\"a\":\"xé".utf8) + bytes + Array("\"}".utf8))
        == JSONTextError(.invalidUTF8, at: 9))
    #expect(
      lineError(Array("{\"".utf8) + bytes + Array("\":1}".utf8))
        == JSONTextError(.invalidUTF8, at: 2))
    #expect(lineError(Array("{\"a\":\"".utf8) + bytes) != nil)
    #expect(lineError(bytes) != nil)
  }

  @Test func `code points that are no characters are refused, raw and escaped`() {
    var codes: [UInt32] = Array(0xFDD0...0xFDEF)
    for plane: UInt32 in 0...16 { codes += [plane << 16 | 0xFFFE, plane << 16 | 0xFFFF] }
    for code in codes {
      guard let scalar = Unicode.Scalar(code) else { continue }
      #expect(lineError("{\"a\":\"\(Character(scalar))\"}") == JSONTextError(.noncharacter, at: 6))
      let escaped = String(scalar).utf16.map { "\\u" + String($0, radix: 16) }.joined()
      #expect(lineError("{\"a\":\"\(escaped)\"}") == JSONTextError(.noncharacter, at: 6))
    }
    for code: UInt32 in [0xFDCF, 0xFDF0, 0xFFFD, 0x10FFFD, 0xE000, 0xD7FF] {
      guard let scalar = Unicode.Scalar(code) else { continue }
      #expect(lineError("{\"a\":\"\(Character(scalar))\"}") == nil)
    }
  }

  @Test(arguments: [
    #"\ud800"#, #"\udbff"#, #"\udc00"#, #"\udfff"#, #"\ud800x"#, #"\ud800\n"#, #"\ud800\u0041"#,
    #"\ud800\ud800"#,
    #"\udc00\ud800"#, #"\uD83D\\uDE00"#,
  ])
  func `half of a surrogate pair is refused`(escape: String) {
    #expect(lineError("{\"a\":\"\(escape)\"}") == JSONTextError(.loneSurrogate, at: 6))
    #expect(lineError("{\"\(escape)\":1}") == JSONTextError(.loneSurrogate, at: 2))
  }

  @Test(arguments: [
    #"\x41"#, #"\'"#, #"\a"#, #"\u12"#, #"\u12G4"#, #"\U0041"#, #"\ "#, #"\0"#, #"\u+123"#,
    #"\ud83d\u12"#,
  ])
  func `escapes that JSON doesn't know are refused`(escape: String) {
    #expect(lineError("{\"a\":\"\(escape)\"}")?.code == .invalidEscape)
  }

  // MARK: - Numbers

  @Test(arguments: [
    "9007199254740991", "-9007199254740991", "1e400", "-1e-400", "9007199254740993.0",
    "9007199254740992e0", "-0", "0", "0.1", "0e0", "12345678901234567890e1",
  ])
  func `numbers are taken, integers to the last that every reader holds`(number: String) {
    #expect(lineError("{\"a\":\(number)}") == nil)
  }

  @Test(arguments: [
    "9007199254740992", "-9007199254740992", "9007199254740993", "18446744073709551616",
    "10000000000000000", "99999999999999999999999999",
  ])
  func `greater integers are refused`(number: String) {
    #expect(lineError("{\"a\":\(number)}") == JSONTextError(.integerOutOfRange, at: 5))
  }

  @Test(arguments: [
    "01", "-01", "00", "1.", "1.e5", "1e", "1e+", "-", "-a", "0x1", "1_0", ".5", "+1", "1.5.",
    "1e5.5", "--1", "١",
  ])
  func `what is no number is refused`(number: String) {
    #expect(lineError("{\"a\":\(number)}") != nil)
  }

  // MARK: - Depth

  @Test func `depth 64 is taken and 65 is refused, in arrays, objects and both`() {
    func line(_ depth: Int, _ open: (Int) -> String, _ close: (Int) -> String) -> String {
      "{\"a\":" + (0..<(depth - 1)).map(open).joined() + "1"
        + (0..<(depth - 1)).reversed().map(close).joined() + "}"
    }
    func isObject(_ level: Int) -> Bool { level % 3 == 1 }
    for (open, close) in [
      ({ _ in "[" }, { _ in "]" }), ({ _ in "{\"a\":" }, { _ in "}" }),
      ({ isObject($0) ? "{\"a\":" : "[" }, { isObject($0) ? "}" : "]" }),
    ] as [((Int) -> String, (Int) -> String)] {
      #expect(lineError(line(64, open, close)) == nil)
      #expect(lineError(line(65, open, close))?.code == .tooDeep)
    }
    #expect(
      lineError("{\"a\":" + String(repeating: "[", count: 100_000))
        == JSONTextError(.tooDeep, at: 68))
  }

  // MARK: - Documents

  @Test(arguments: [
    " {\n\"a\" : [ 1 , 2 ]\r\n, \"b\":\t{ } }\n", "1", " \"x\" ", "null\n", "[ ]", " -1.5e3 ",
    "[{},[]]",
  ])
  func `a document may be any value with whitespace around tokens`(text: String) {
    #expect(documentError(text) == nil)
  }

  @Test(
    arguments: [
      ("", .empty, 0), ("  ", .empty, 2), ("1 2", .trailingBytes, 2), ("tr ue", .unexpectedByte, 2),
      ("1 .5", .trailingBytes, 2),
      ("\u{A0}1", .unexpectedByte, 0), ("\u{B}1", .unexpectedByte, 0),
      ("[1\u{C}]", .unexpectedByte, 2),
      ("{\"a\" 1}", .unexpectedByte, 5), ("[1 2]", .unexpectedByte, 3),
    ] as [(String, JSONTextError.Code, Int)])
  func `a document that is no JSON is refused`(text: String, code: JSONTextError.Code, offset: Int)
  {
    #expect(documentError(text) == JSONTextError(code, at: offset))
  }
}
