import Testing

@testable import cutlog

/// Inputs are told apart in the same way however the bytes arrive.
@Suite struct InputSplitterTests {
  /// The pieces found when the bytes come in chunks of that size.
  private func pieces(_ text: String, chunk: Int) -> [String] {
    let all = Array(text.utf8)
    var splitter = InputSplitter()
    var buffer: [UInt8] = []
    var position = 0
    var found: [String] = []
    var given = 0
    while true {
      let count = min(chunk, all.count - given)
      buffer += all[given..<(given + count)]
      given += count
      let atEnd = count == 0
      feeding: while true {
        switch buffer.withUnsafeBufferPointer({ splitter.next($0, &position, atEnd: atEnd) }) {
        case .piece(let piece):
          found.append((piece.problem.map { "\($0): " } ?? "") + String(decoding: buffer[piece.range], as: UTF8.self))
        case .needsMore: break feeding
        case .end: return found
        }
      }
    }
  }

  @Test(arguments: [
    ("{\"a\":1}\n{\"b\":[{},\"}\\\"\"]}\n", ["{\"a\":1}", "{\"b\":[{},\"}\\\"\"]}"]),
    ("[{\"a\":1}, {\"b\":2}]", ["{\"a\":1}", "{\"b\":2}"]),
    ("{\n \"a\": [\n{},\n{}\n]\n}\n{}", ["{\n \"a\": [\n{},\n{}\n]\n}", "{}"]),
    ("{\"a\":1\n{\"b\":2}\n", ["{\"a\":1", "{\"b\":2}"]),
    ("{\"a\":\"x\n{\"b\":2}\n", ["{\"a\":\"x\n", "{\"b\":2}"]),
    ("x\n{} y\n{}\n", ["x", "{} y", "{}"]),
    ("[{} {}]", ["{}", "expected `,` or `]` after an element of the array: {}]", "the array ends without `]`: "]),
    ("[1,,\"s]\"]", ["1", "expected an element of the array before `,`: ,", "\"s]\""]),
    ("[1,]", ["1", "]", "the array ends without `]`: "]),
    ("  \r\n\t", []),
    ("[]\n{}\n[ ]", ["{}"]),
    ("}\n{}", ["}", "{}"]),
  ])
  func `inputs and what stands between them`(text: String, expected: [String]) {
    for chunk in 1...max(1, text.utf8.count) where chunk < 12 || chunk == text.utf8.count {
      #expect(pieces(text, chunk: chunk) == expected, "chunks of \(chunk)")
    }
  }

  @Test func `an input that never ends is cut off`() {
    let endless = "{" + String(repeating: "\"a\":[", count: InputSplitter.maximumLength / 4)
    let found = pieces(endless, chunk: 1 << 16)
    #expect(found.first?.hasPrefix("longer than") == true)
  }

  @Test func `after an input that is too long the rest of its line is skipped`() {
    let rest = String(repeating: "{},", count: InputSplitter.maximumLength / 2)
    for (text, after) in [
      ("{\"a\":\"\(rest)\"}\n{}\n", ["{}"]), ("x\(rest)\n{\"b\":1}\n", ["{\"b\":1}"]), ("{\"a\":\"\(rest)\"}", []),
      ("[{\"a\":\"\(rest)\"},\n{\"b\":1}]\n{}", ["{\"b\":1}", "{}"]), ("[{\"a\":\"\(rest)\"}]", []),
    ] {
      for chunk in [1 << 16, (1 << 16) + 7, text.utf8.count] {
        let found = pieces(text, chunk: chunk)
        #expect(found.first?.hasPrefix("longer than") == true)
        #expect(found.first.map { $0.utf8.count < InputSplitter.maximumLength + 100 } == true)
        #expect(Array(found.dropFirst()) == after, "\(text.prefix(8)) in chunks of \(chunk)")
      }
    }
  }
}
