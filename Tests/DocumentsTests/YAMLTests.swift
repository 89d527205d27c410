import Documents
import JSONText
import Testing

@Suite struct `documents in YAML` {
  private func node(_ text: String) throws -> DocumentNode {
    try LocatedDocument.read(bytes: Array(text.utf8), name: "d.yaml")
  }

  private func problems(_ text: String) -> [String] {
    problems(Array(text.utf8))
  }

  private func problems(_ bytes: [UInt8]) -> [String] {
    do throws(DocumentError) {
      _ = try LocatedDocument.read(bytes: bytes, name: "d.yaml")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  private static let writeOut =
    "write the value out wherever it is needed, or put the text in quotes"

  @Test(arguments: [
    "22:30", "no", "yes", "on", "0o17", "010", "1_000", "1e3", ".inf", "2026-11-22", "=", "0x1F",
  ])
  func `what looks like a number, a time or a truth value stays the text that was written`(
    text: String
  ) throws {
    #expect(try node("a: \(text)\n")["a"]?.scalar == DocumentScalar(text, .plain))
    #expect(try node("a: '\(text)'\n")["a"]?.scalar == DocumentScalar(text, .quoted))
  }

  @Test func `all forms of scalars give their text`() throws {
    let root = try node(
      """
      double: "a\\tb \\u00e9 \\U0001F600"
      single: 'it''s'
      plain: two
        lines
      literal: |
        kept
          as is
      folded: >-
        one
        line
      """)
    #expect(root["double"]?.scalar?.text == "a\tb é 😀")
    #expect(root["single"]?.scalar?.text == "it's")
    #expect(root["plain"]?.scalar?.text == "two lines")
    #expect(root["literal"]?.scalar?.text == "kept\n  as is\n")
    #expect(root["folded"]?.scalar?.text == "one line")
  }

  @Test func `asterisks and ampersands in texts are texts`() throws {
    let root = try node(
      "a: 5 * 3 & more\nb: \"*x\"\nc: |\n  *x &y !z\nd: x # *no &no !no\ne*: a*\n")
    #expect(root["a"]?.scalar?.text == "5 * 3 & more")
    #expect(root["b"]?.scalar?.text == "*x")
    #expect(root["c"]?.scalar?.text == "*x &y !z\n")
    #expect(root["d"]?.scalar?.text == "x")
    #expect(root["e*"]?.scalar?.text == "a*")
  }

  @Test func `private-use characters stay what they are beside asterisks, escaped or not`() throws {
    let root = try node("a: \"\\uE0FF*\\U0000E0FE\"\nb: \"\u{E0FD}*\"\n")
    #expect(root["a"]?.scalar?.text == "\u{E0FF}*\u{E0FE}")
    #expect(root["b"]?.scalar?.text == "\u{E0FD}*")
  }

  @Test func `anchors and aliases are refused at their places`() {
    #expect(
      problems("a: &x 1\nb: *x\n") == [
        "d.yaml:1:4: an anchor stands here, expected the value itself; hint: \(Self.writeOut)",
        "d.yaml:2:4: an alias stands here, expected the value itself; hint: \(Self.writeOut)",
      ])
    #expect(
      problems("a: [1, *nowhere]\n") == [
        "d.yaml:1:8: an alias stands here, expected the value itself; hint: \(Self.writeOut)"
      ])
    #expect(
      problems("? *key\n: &v {b: &w [1]}\n") == [
        "d.yaml:1:3: an alias stands here, expected the value itself; hint: \(Self.writeOut)",
        "d.yaml:2:3: an anchor stands here, expected the value itself; hint: \(Self.writeOut)",
        "d.yaml:2:10: an anchor stands here, expected the value itself; hint: \(Self.writeOut)",
      ])
  }

  /// Resolved, this would be 9^30 nodes, as values and as keys.
  @Test func `a bomb of aliases is refused without resolving it`() {
    var text = "l0: &l0 [x]\n"
    for level in 1...30 {
      let aliases = (0..<9).map { _ in "*l\(level - 1)" }.joined(separator: ", ")
      text += "l\(level): &l\(level) [\(aliases)]\n? *l\(level)\n: x\n"
    }
    #expect(problems(text).count > 300)
  }

  @Test func `tags are refused at their places`() {
    #expect(
      problems("a: !!str 5\nb: ! \"q\"\nc: !t {x: !!int \"1\"}\n!k d: 1\n") == [
        "d.yaml:1:4: a tag stands here, expected the value itself",
        "d.yaml:2:4: a tag stands here, expected the value itself",
        "d.yaml:3:4: a tag stands here, expected the value itself",
        "d.yaml:3:11: a tag stands here, expected the value itself",
        "d.yaml:4:1: a tag stands here, expected the value itself",
      ])
  }

  @Test func `merge keys are refused and a quoted one is a key`() throws {
    #expect(
      problems("a:\n  <<: {b: 1}\n") == [
        "d.yaml:2:3: a merge key stands here, expected every key to be written out"
      ])
    #expect(try node("'<<': 1\n")["<<"]?.scalar?.text == "1")
  }

  @Test func `a second document is refused where it starts`() throws {
    #expect(
      problems("a: 1\n---\nb: 2\n") == [
        "d.yaml:2:1: a second document starts here, expected only one"
      ])
    #expect(
      problems("a: 1\n...\n---\n") == [
        "d.yaml:3:1: a second document starts here, expected only one"
      ])
    #expect(try node("%YAML 1.2\n---\na: 1\n...\n")["a"]?.scalar?.text == "1")
  }

  @Test func `duplicate keys are refused at the later key, all of them`() {
    #expect(
      problems("a: 1\nb: {x: 1, y: 2, \"x\": 3}\na: 2\n'a': 3\n") == [
        "d.yaml:2:17: key `x` appears twice in one mapping, before on line 2",
        "d.yaml:3:1: key `a` appears twice in one mapping, before on line 1",
        "d.yaml:4:1: key `a` appears twice in one mapping, before on line 1",
      ])
    #expect(
      problems("é: 1\né: 2\n") == [
        "d.yaml:2:1: key `é` appears twice in one mapping, before on line 1"
      ])
    #expect(
      problems("\"\": 1\n\"\": 2\n") == ["d.yaml:1:1: key `` appears more than once in one mapping"]
    )
    #expect(
      problems("\"\\x61\": 1\na: 2\n") == [
        "d.yaml:1:1: key `a` appears more than once in one mapping"
      ])
  }

  @Test func `more duplicate keys than can be told apart are still refused`() {
    let many = (0..<50).flatMap { ["k\($0): 1", "k\($0): 2"] }.joined(separator: "\n")
    let found = problems(many)
    #expect(found.count == 1)
    #expect(
      found[0].hasSuffix("appears more than once in one mapping; hint: it is not the only one"))
  }

  @Test func `keys that no text can equal are refused`() {
    #expect(problems("? [a]\n: b\n") == ["d.yaml:1:3: a key is a sequence, expected a text"])
    #expect(problems("? {a: b}\n: c\n") == ["d.yaml:1:3: a key is a mapping, expected a text"])
  }

  @Test func `tabs in the indentation are named`() {
    #expect(
      problems("a: 1\n\tb: 2\n") == ["d.yaml:2:1: a tab stands where YAML allows only spaces"])
    #expect(problems("a:\n\t- b\n") == ["d.yaml:2:1: a tab stands where YAML allows only spaces"])
    #expect(problems("a:\tb\n") == [])
  }

  @Test func `what is no YAML is refused where it stops being so`() {
    #expect(
      problems("a: [1, 2\nb: 3\n") == [
        "d.yaml:2:2: not YAML: did not find expected ',' or ']' while parsing a flow sequence that begins on line 1"
      ])
    #expect(
      problems("a: b: c\n") == [
        "d.yaml:1:5: not YAML: mapping values are not allowed in this context"
      ])
    #expect(
      problems("é: @x\n") == [
        "d.yaml:1:5: not YAML: found character that cannot start any token while scanning for the next token"
      ])
  }

  @Test func `bytes that are no text are refused at their place`() {
    #expect(
      problems([0x61, 0x0A, 0x62, 0xFF]) == [
        "d.yaml:2:2: the byte 0xFF is not valid UTF-8, expected UTF-8 text"
      ])
    #expect(
      problems([0x61, 0xC3]) == [
        "d.yaml:1:2: the byte 0xC3 is not valid UTF-8, expected UTF-8 text"
      ])
    #expect(
      problems([0xED, 0xA0, 0x80]) == [
        "d.yaml:1:1: the byte 0xED is not valid UTF-8, expected UTF-8 text"
      ])
    #expect(
      problems("a: \u{0}\n") == [
        "d.yaml:1:4: the byte 0x00 is a control character, expected UTF-8 text"
      ])
    #expect(
      problems("a: \u{9F}\n") == [
        "d.yaml:1:4: the byte 0xC2 is a control character, expected UTF-8 text"
      ])
    #expect(
      problems("a: \u{FEFF}\n") == [
        "d.yaml:1:4: the byte 0xEF is a control character, expected UTF-8 text"
      ])
  }

  @Test(arguments: ["", " \n\r\n\t", "# only a remark\n", "\u{FEFF}"])
  func `an empty document is called empty`(text: String) {
    #expect(problems(text) == ["d.yaml:1:1: the document is empty, expected a mapping"])
  }

  @Test func `columns count bytes and lines end as YAML says`() throws {
    let root = try node("é: 1\r\nk: {ü: x, y: [ß, z]}\rlast: 2\u{85}end: 3\u{2028}fin: 4\n")
    #expect(root.members?.map(\.location.line) == [1, 2, 3, 4, 5])
    let flow = try #require(root["k"]?.members)
    #expect(flow.map(\.location) == [.init(line: 2, column: 5), .init(line: 2, column: 12)])
    #expect(flow[1].value.elements?.map(\.location.column) == [16, 20])
  }

  @Test func `depth 64 is taken and 65 is refused`() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try node(nested(64))
    #expect(
      problems(nested(65)) == [
        "d.yaml:1:65: the document is nested too deeply, expected at most 64 levels"
      ])
    #expect(
      problems(String(repeating: "- ", count: 100_000)).first?
        .hasSuffix("the document is nested too deeply, expected at most 64 levels") == true)
  }

  @Test(arguments: ["[a,", "\n", "- ", "a: {"])
  func `a document of too many values is refused unread`(piece: String) {
    let text = String(repeating: piece, count: LocatedDocument.maximumMarks + 1)
    let error = #expect(throws: DocumentError.self) { try LocatedDocument.read(bytes: Array(text.utf8), name: "p.yaml") }
    #expect(error?.problems.map(\.rule) == [.tooLarge])
  }

  @Test func `a document over 4 MiB is refused unread`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: LocatedDocument.maximumSize + 1)
    #expect(
      problems(bytes) == ["d.yaml:1:1: the document has 4194305 bytes, expected at most 4194304"])
  }
}
