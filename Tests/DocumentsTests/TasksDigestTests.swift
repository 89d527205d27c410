import Documents
import Testing

@Suite struct `the canonical form of a plan's tasks` {
  private func canonical(_ text: String, _ name: String = "p.yaml") throws -> String {
    let root = try LocatedDocument.read(bytes: Array(text.utf8), name: name)
    return String(decoding: TasksDigest.canonicalBytes(ofPlan: root), as: UTF8.self)
  }

  @Test func `is an empty array where there are no tasks`() throws {
    #expect(try canonical("tasks: []\n") == "[]")
    #expect(try canonical("plan: p\n") == "[]")
    #expect(try canonical(#"{"plan":"p","version":1,"tasks":[]}"#, "plan.json") == "[]")
  }

  @Test func `sorts members by bytes and writes every scalar as it was written`() throws {
    #expect(
      try canonical("tasks:\n- { z: 1.50, é: 0x1F, B: ~, a: 'q', b: true, \"a-\": [1, {}] }\n- x\n")
        == #"[{"B":"~","a":"q","a-":["1",{}],"b":"true","z":"1.50","é":"0x1F"},"x"]"#)
  }

  @Test func `is the same for a plan in YAML and in JSON`() throws {
    let yaml =
      "tasks:\n  - id: a\n    duration: 5m\n    background: true\n    title: \"line\\n\\t\\\"q\\\" é\"\n"
    let json =
      #"{"tasks":[{"title":"line\n\t\"q\" \u00e9","id":"a","background":true,"duration":"5m"}]}"#
    let expected = #"[{"background":"true","duration":"5m","id":"a","title":"line\n\t\"q\" é"}]"#
    #expect(try canonical(yaml) == expected)
    #expect(try canonical(json, "p.json") == expected)
  }

  @Test func `tells apart what differs only in writing`() throws {
    #expect(try canonical("tasks: [{duration: 60s}]") != canonical("tasks: [{duration: 1m}]"))
    #expect(try canonical(#"{"tasks":[1e2]}"#, "p.json") == #"["1e2"]"#)
    #expect(try canonical("tasks: [a, b]") != canonical("tasks: [b, a]"))
  }

  @Test func `gives each task, gate and check by itself, with its members`() throws {
    let text = "tasks:\n- { id: b, after: [x, { task: y }], duration: 5m }\n- { title: none }\n- { id: a }\nchecks: [{ id: c, expected: 1 }]\n"
    let root = try LocatedDocument.read(bytes: Array(text.utf8), name: "p.yaml")
    func texts(_ section: String) -> [String] {
      TasksDigest.parts(section, ofPlan: root).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    #expect(texts("tasks") == [#"{"after":["x",{"task":"y"}],"duration":"5m","id":"b"}"#, #"{"id":"a"}"#])
    #expect(texts("checks") == [#"{"expected":"1","id":"c"}"#])
    #expect(texts("gates").isEmpty)
    let members = TasksDigest.parts("tasks", ofPlan: root)[0].members
    #expect(members.map(\.name) == ["after", "duration", "id"])
    #expect(members.map { String(decoding: $0.bytes, as: UTF8.self) } == [#"["x",{"task":"y"}]"#, #""5m""#, #""b""#])
  }
}
