import CutoverModel
import Documents
import JSONText
import Testing

@Suite struct `documents in JSON` {
  private static let small = #"""
    {
      "plan": "p", "version": 1,
      "tasks": [
        { "id": "a", "title": "\u00e9 \ud83d\ude00 \"\/", "pointOfNoReturn": true },
        { "id": "b", "after": ["a", {"task": "a", "type": "SS", "lag": "5m"}] }
      ]
    }
    """#

  @Test func `a plan is read and its escapes are resolved`() throws {
    let plan = try readPlan(Self.small, name: "plan.json").plan
    #expect(plan.tasks[0].title == "é 😀 \"/")
    #expect(plan.tasks[0].isPointOfNoReturn)
    #expect(plan.tasks[1].after.map(\.relation) == [.finishToStart, .startToStart])
  }

  @Test func `nodes stand where they were written`() throws {
    let root = try LocatedDocument.read(bytes: Array(Self.small.utf8), name: "x")
    #expect(root.location == TextLocation(line: 1, column: 1))
    let tasks = try #require(root["tasks"]?.elements)
    #expect(tasks.map(\.location) == [.init(line: 4, column: 5), .init(line: 5, column: 5)])
    #expect(tasks[0].members?.map(\.location.column) == [7, 18, 55])
    #expect(
      tasks[0]["pointOfNoReturn"]
        == DocumentNode(.scalar(.init("true", .literal)), at: .init(line: 4, column: 74)))
    #expect(root["version"]?.scalar == DocumentScalar("1", .number))
  }

  @Test func `a document that begins with a brace is JSON whatever its name`() throws {
    _ = try readPlan(" \n{\"plan\":\"p\",\"version\":1,\"tasks\":[]}")
    #expect(
      problems("{plan: p}\n") == [
        "plan.yaml:1:2: not JSON: unexpected character; hint: a document that begins with { is read as JSON"
      ])
    #expect(problems("plan: p\n", name: "p.JSON") == ["p.JSON:1:1: not JSON: unexpected character"])
  }

  @Test(arguments: [
    ("{\"plan\":\"p\",\n \"plan\":\"q\"}", "p.json:2:2: key `plan` appears twice in one object"),
    ("{\"a\":1,\"\\u0061\":2}", "p.json:1:8: key `a` appears twice in one object"),
    ("{\"a\":1,}", "p.json:1:8: not JSON: unexpected character"),
    ("{\"a\":\n 01}", "p.json:2:2: not JSON: invalid number"),
    ("{\"a\":\"\\ud800\"}", "p.json:1:7: not JSON: lone surrogate"),
    ("{\"a\":\"\n\"}", "p.json:1:7: not JSON: raw control character in a string"),
    ("{\"a\":9007199254740993}", "p.json:1:6: not JSON: integer outside ±(2^53−1)"),
    ("{} {}", "p.json:1:4: not JSON: characters after the value"),
    ("{", "p.json:1:2: not JSON: text ends inside a value"),
    ("{\"a\": // no\n1}", "p.json:1:7: not JSON: unexpected character"),
    (
      "\u{FEFF}{}",
      "p.json:1:1: not JSON: byte order mark; hint: save the file as UTF-8 without a byte order mark"
    ),
    ("[]", "p.json:1:1: the plan is a sequence, expected a mapping"),
    ("", "p.json:1:1: the document is empty, expected a mapping"),
  ])
  func `what is no strict JSON is refused at its place`(text: String, expected: String) {
    #expect(problems(text, name: "p.json") == [expected])
  }

  @Test func `depth 64 is taken and 65 is refused`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try LocatedDocument.read(bytes: nested(64), name: "x.json")
    #expect(throws: DocumentError.self) {
      try LocatedDocument.read(bytes: nested(65), name: "x.json")
    }
  }

  @Test func `numbers and literals are no texts, and texts no numbers`() {
    #expect(
      problems(
        #"{"plan": 5, "version": "1", "title": true, "change": null, "tasks": []}"#, name: "p.json")
        == [
          "p.json:1:10: `plan` of the plan is `5`, expected a text; hint: put it in quotes",
          "p.json:1:24: `version` of the plan is `1` in quotes, expected an integer from 0",
          "p.json:1:38: `title` of the plan is `true`, expected a text; hint: put it in quotes",
          "p.json:1:54: `change` of the plan is nothing, expected a text; hint: leave the key out, or put the text in quotes",
        ])
  }
}
