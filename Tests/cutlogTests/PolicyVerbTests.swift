import Foundation
import JSONText
import TestSupport
import Testing

/// `cutlog policy` as the author of a policy meets it.
@Suite struct PolicyVerbTests {
  private static let policy = """
    policy: ours
    version: 2
    title: What ours keep
    why: Because.
    controls:
      - { id: CC8.1, title: Changes are authorised, text: The entity authorizes changes., source: TSP section 100, secondHand: true }
    rules:
      - id: approved-first
        title: Nothing is opened before a gate was passed
        why: Writes can't be taken back.
        severity: high
        controls: [CC8.1]
        cannotShow: Whether it was understood.
        template: precedence
        activation: { type: gate.approved, where: { plan.gate.commits: true } }
        target: writes.opened
        within: 4h
        examples:
          conforms:
            - title: approved, then opened
              events: [ { type: gate.approved, gate: go, plan.gate.commits: true, signer: ann }, { type: writes.opened, dataset: db, at: T+2h } ]
          violates:
            - events: [ { type: writes.opened, dataset: db, data: { side: west } } ]
      - { id: no-failure, title: No task fails, why: w, template: absence, activation: task.failed }

    """

  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func `explains each rule in words, with its controls and examples`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Self.policy, to: "ours.yaml")
    let page = try sandbox.expect("policy", "ours.yaml").output
    for text in [
      "before every writes.opened there is a gate.approved (where plan.gate.commits is true), within 4h",
      "CC8.1 Changes are authorised (second-hand)", "says     The entity authorizes changes.",
      "second-hand, after TSP section 100", "can't show  Whether it was understood.",
      "example that conforms: approved, then opened", "T+2h  writes.opened  dataset db", "example that violates",
      "data.side west", "signer ann", "the plan is taken to say: plan.gate.commits of go is true",
      "warning: ours.yaml:24:5: rule `no-failure` has no example that violates", "2 rules: 1 high, 1 medium",
    ] {
      #expect(page.contains(text), "\(text)")
    }
    let document = try json(try sandbox.expect("policy", "ours.yaml", "--json").output)
    #expect(document["verdict"]?.string == "sound")
    let rule = document["policy"]?["rules"]?.array?.first
    #expect(rule?["demands"]?.string == "before every writes.opened there is a gate.approved (where plan.gate.commits is true), within 4h")
    #expect(rule?["examples"]?.array?.map { $0["conforms"]?.bool } == [true, false])
    #expect(document["problems"]?.array?.map { $0["line"]?.integer } == [24, 24])
  }

  @Test func `prints the document byte for byte, of a pack and of a file`() throws {
    let sandbox = try Sandbox()
    let text = "# Zwölf\r\n" + Self.policy
    try sandbox.write(text, to: "ours.yaml")
    #expect(try sandbox.expect("policy", "ours.yaml", "--print").output == text)
    let packs = Sandbox.package.appendingPathComponent("Sources/CAssets/packs")
    for name in try FileManager.default.contentsOfDirectory(atPath: packs.path) {
      let pack = try Data(contentsOf: packs.appendingPathComponent(name))
      let printed = try sandbox.expect("policy", String(name.dropLast(".yaml".count)), "--print").output
      #expect(Data(printed.utf8) == pack, "\(name)")
      // What is printed is a policy like any other.
      try sandbox.write(printed, to: name)
      try sandbox.expect("policy", "./\(name)")
    }
  }

  @Test func `without an argument it lists the packs, and an unknown one is told of them`() throws {
    let sandbox = try Sandbox()
    let page = try sandbox.expect("policy").output
    let packs = try #require(try json(try sandbox.expect("policy", "--json").output)["packs"]?.array)
    #expect(packs.count == 7)
    for pack in packs {
      let (id, title) = (try #require(pack["id"]?.string), try #require(pack["title"]?.string))
      #expect(page.contains(id) && page.contains(title))
    }
    let unknown = try sandbox.cutlog("policy", "sox")
    #expect(unknown.status == 2)
    #expect(
      unknown.error == """
        cutlog: error: sox: is neither a file nor a control pack
        cutlog: hint: the packs are \(packs.compactMap { $0["id"]?.string }.joined(separator: ", "))

        """)
    #expect(try sandbox.cutlog("policy", "--print").status == 64)
    #expect(try sandbox.cutlog("policy", "soc2", "--print", "--json").status == 64)
  }

  @Test func `a policy comes from standard input too`() throws {
    let outcome = try Sandbox().cutlog("policy", "-", input: Self.policy)
    #expect(outcome.status == 0 && outcome.output.contains("warning: standard input:24:5:"))
    let bad = try Sandbox().cutlog("policy", "-", input: "policy: [")
    #expect(bad.status == 2 && bad.error.contains("standard input:"))
  }

  private static let bad: [(change: (String, String), error: String)] = [
    (("template: absence", "template: absense"), "ours.yaml:24:63: unknown template `absense` in rule `no-failure`"),
    (("activation: task.failed", "activation: task.faild"), "ours.yaml:24:84: unknown event type `task.faild`"),
    (("severity: high", "severety: high"), "ours.yaml:11:5: unknown key `severety` in rule `approved-first`"),
    (("plan.gate.commits: true } }", "plan.gate.commit: true } }"), "ours.yaml:15:49: unknown field `plan.gate.commit`"),
    (("controls: [CC8.1]", "controls: [CC8.1, CC8.1]"), "ours.yaml:12:23: control `CC8.1` stands twice"),
    (("controls: [CC8.1]", "controls: [CC8.2]"), "ours.yaml:12:16: unknown control `CC8.2`"),
    (
      ("activation: task.failed", "activation: { type: task.failed, where: { gate: { is: a, exists: false } } }"),
      "ours.yaml:24:84: rule `no-failure` can never apply"
    ),
    (
      ("  - { id: no-failure", "  - { id: one, title: t, why: w, template: existence, activation: task.failed }\n  - { id: no-failure"),
      "ours.yaml:25:5: rule `no-failure` contradicts rule `one`: no run can keep both"
    ),
    (
      ("title: Changes are authorised,", "title: Changes are authorised }\n  - { id: CC8.1,"),
      "ours.yaml:7:11: control `CC8.1` is declared twice"
    ),
    (("within: 4h", "within: 1h"), "ours.yaml:20:11: an example should conform to rule `approved-first`"),
    (("why: Because.", "why: &a Because.\ntitel: *a"), "ours.yaml:4:6: an anchor stands here"),
  ]

  @Test(arguments: bad) func `what is wrong is refused with file, line and column`(
    change: (String, String), error: String
  ) throws {
    let sandbox = try Sandbox()
    try #require(Self.policy.contains(change.0))
    try sandbox.write(Self.policy.replacing(change.0, with: change.1), to: "ours.yaml")
    let outcome = try sandbox.cutlog("policy", "ours.yaml", "--json")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("cutlog: error: \(error)"), "\(outcome.error)")
    let document = try json(outcome.output)
    #expect(document["verdict"]?.string == "malformed" && document["policy"] == nil)
    let place = error.split(separator: ":")
    let problems = document["problems"]?.array ?? []
    #expect(
      problems.contains { $0["line"]?.integer == Int64(place[1]) && $0["column"]?.integer == Int64(place[2]) }, "\(problems)")
    // The audit refuses the same with the same words, before it looks at a stream.
    let audit = try sandbox.cutlog("audit", "none.gz", "--policy", "ours.yaml")
    #expect(audit.status == 2 && audit.error == outcome.error)
  }

  @Test func `what is no policy is refused for what it is`() throws {
    let sandbox = try Sandbox.withOpenStream()
    func error(_ file: String) throws -> String {
      let outcome = try sandbox.cutlog("policy", file)
      #expect(outcome.status == 2, "\(file)")
      #expect(outcome.error == (try sandbox.cutlog("audit", "night.jsonl.gz", "--policy", file).error), "\(file)")
      return outcome.error
    }
    let secret = try error("ops.key")
    #expect(secret == "cutlog: error: ops.key: this is a secret key, expected a policy\n")
    try sandbox.bash("mkdir folder; touch closed; head -c 5000000 /dev/zero | tr '\\0' a > huge; ln -s folder/none loose")
    #expect(try error("./none") == "cutlog: error: ./none: no such file\n")
    #expect(try error("folder") == "cutlog: error: folder: is a directory, expected a file\n")
    #expect(try error("closed").contains("closed:1:1: the document is empty"))
    #expect(try error("huge").contains("huge: has more than 4194304 bytes, expected a policy"))
    #expect(try error("loose").contains("loose: "))
    // A billion laughs: refused at the first anchor, and nothing is multiplied.
    try sandbox.write(
      "a: &a [x, x]\n" + (1...30).map { "b\($0): &b\($0) [*a, *a]\n" }.joined(), to: "laughs.yaml")
    #expect(try error("laughs.yaml").hasPrefix("cutlog: error: laughs.yaml:1:4: "))
    #expect(try error("plan.yaml").contains("plan.yaml:1:1: unknown key `plan`"))
    #expect(try error("night.jsonl.gz").hasPrefix("cutlog: error: night.jsonl.gz:1:"))
  }
}
