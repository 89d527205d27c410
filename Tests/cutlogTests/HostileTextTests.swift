import ArgumentParser
import CutoverModel
import Foundation
import JSONText
import TestSupport
import Testing

@testable import cutlog

/// Whatever an event, a plan, a list of signers or an argument says, no verb lets it steer the terminal or hide in it.
@Suite struct HostileTextTests {
  /// ESC, CR, BEL, controls of 8 bits, DEL, line separators, and what turns the writing direction or takes no room.
  private static let characters =
    "\u{1B}[2J\u{1B}]0;t\u{7}\r\u{8}\u{7F}\u{85}\u{90}\u{9B}31m\u{9D}\u{200B}\u{200F}\u{2028}\u{2029}\u{202E}\u{2066}\u{2069}\u{FEFF}\u{E0041}"
  private static let hostile = "h\(characters)z"
  /// The same with a line feed and a tab, for what isn't a file's name.
  private static let lines = "a\n\t\(characters)\nb"

  /// What may not stand in what a person reads: all controls but the line feed, and all that hides.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar == "\n"
    case .format, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: !scalar.properties.isDefaultIgnorableCodePoint || (0xFE00...0xFE0F).contains(scalar.value)
    }
  }

  private func expectHarmless(_ text: String, _ command: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard let place = text.unicodeScalars.firstIndex(where: { !Self.isAllowed($0) }) else { return }
    let around = String(text.unicodeScalars[..<place].suffix(60)) + String(text.unicodeScalars[place...].prefix(12))
    Issue.record(
      "\(command.debugDescription): U+\(String(text.unicodeScalars[place].value, radix: 16)) in \(around.debugDescription)",
      sourceLocation: sourceLocation)
  }

  // MARK: - The stream

  /// A JSON or YAML string with everything outside ASCII and all controls as escapes that both read.
  private static func quoted(_ text: String) -> String {
    let units = text.utf16.map { unit -> String in
      (0x20..<0x7F).contains(unit) && unit != 0x22 && unit != 0x5C
        ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(Int(unit) + 0x10000, radix: 16).suffix(4)
    }
    return "\"" + units.joined() + "\""
  }

  /// The plan: every text that the grammar leaves free.
  private static let plan = """
    {"plan": "p", "version": 1, "title": \(quoted(lines)), "change": \(quoted(lines)),
     "sites": {"source": "west", "target": "north"},
     "people": [{"id": "ann", "principal": \(quoted("ann" + hostile)), "roles": ["lead"], "team": \(quoted(hostile))}],
     "services": [{"id": "pay", "datasets": ["db"]}],
     "objectives": [{"id": "rto", "metric": "rto", "service": "pay", "clock": "business", "limit": "45m"}],
     "checks": [{"id": "c", "kind": "configuration", "expected": \(quoted(lines)), "command": \(quoted(lines))}],
     "gates": [{"id": "go", "approvals": 1, "roles": ["lead"]}],
     "rollback": {"trigger": \(quoted(lines)), "tasks": ["back"]},
     "tasks": [{"id": "t", "title": \(quoted(lines)), "duration": "5m", "command": \(quoted(lines)), "links": [\(quoted(hostile))]},
               {"id": "back", "title": \(quoted(hostile)), "duration": "1m", "only": "rollback"}],
     "expect": {"configuration": [{"key": \(quoted(hostile)), "value": \(quoted(lines))}]}}
    """

  /// A policy: every text that the grammar leaves free, and a rule that each event violates.
  private static let policy = """
    {"policy": "p", "version": 1, "title": \(quoted(lines)), "why": \(quoted(lines)),
     "controls": [{"id": \(quoted(lines)), "title": \(quoted(lines)), "text": \(quoted(lines)), "source": \(quoted(lines)), "secondHand": true}],
     "rules": [{"id": "r", "title": \(quoted(lines)), "why": \(quoted(lines)), "cannotShow": \(quoted(lines)), "controls": [\(quoted(lines))],
       "template": "absence", "activation": {"where": {"actor": {"not": \(quoted(hostile))}, "task": {"not": [\(quoted(lines))]}, \(quoted("data." + hostile)): {"exists": false}}},
       "examples": {"violates": [{"title": \(quoted(lines)), "events": [{"type": "run.began", "id": \(quoted(lines)), "source": \(quoted(lines)),
         "subject": \(quoted(hostile)), "data": {\(quoted(lines)): \(quoted(lines))}, "signer": \(quoted(lines))}]}]}},
      {"id": "s", "title": "t", "why": "w", "separation": {"activation": "gate.approved", "per": ["gate"], "people": 2}},
      {"id": "o", "title": "t", "why": "w", "objectives": {"ids": [\(quoted(lines))]}},
      {"id": "m", "title": "t", "why": "w", "schedule": "no-unplanned-task"}]}
    """

  private static let attributes = [
    "actor", "onbehalfof", "recordedby", "task", "wave", "gate", "layer", "service", "dataset", "region", "mode",
    "correlationid", "causationid", "subject", "strange",
  ]
  private static let members = [
    "outcome", "phase", "attempt", "exitStatus", "outputSha256", "reason", "statement", "signature", "comment", "decision",
    "check", "kind", "expected", "observed", "role", "from", "of", "until", "duration", "channel", "text", "severity",
    "source", "offset", "accuracy", "claim", "relation", "to", "stated", "cause", "level", "aspect", "interval", "probe",
    "ok", "failed", "by", "queue", "depth", "done", "total", "unit", "side", "first", "last", "position", "lag", "count",
    "name", "answers", "key", "value", "listener", "owner", "topic", "group", "job", "workload", "replicas", "policy",
  ]

  /// Each type of the vocabulary with every attribute and member hostile, with known ids, and with odd kinds of values.
  private static func events() -> [String] {
    let text = quoted(lines)
    let about = "\"about\":{\"source\":\(text),\"id\":\(text)},\"set\":{\(text):\(text)}"
    let hostile = members.map { "\"\($0)\":\(text)" }.joined(separator: ",") + ",\(text):[\(text),{\(text):\(text)}]"
    let odd = members.map { "\"\($0)\":[\(text)]" }.joined(separator: ",")
    var events: [String] = []
    for (number, type) in (EventKind.allCases.map { "dev.cutlog.\($0.rawValue)" } + ["com.example.\(Self.hostile.filter(\.isLetter))"]).enumerated() {
      func add(_ id: String, _ attributes: [(String, String)], _ data: String) {
        let minute = 10 + number % 50
        let front =
          #"{"specversion":"1.0","id":\#(id),"source":\#(quoted("/" + Self.hostile)),"type":"\#(type)","time":"2026-11-22T22:\#(minute):00Z""#
        events.append(front + attributes.map { ",\"\($0.0)\":\($0.1)" }.joined() + ",\"data\":{\(data)}}")
      }
      add(quoted("a\(number)\(Self.hostile)"), attributes.map { ($0, text) }, "\(hostile),\(about)")
      let known = [("task", "\"t\""), ("service", "\"pay\""), ("dataset", "\"db\""), ("gate", "\"go\"")]
      add("\"b\(number)\"", known + [("actor", text)], "\(hostile),\(about)")
      add("\"c\(number)\"", known, odd)
      add("\"d\(number)\"", known, #""about":{"source":\#(quoted("/" + Self.hostile)),"id":"b1"},"reason":\#(text),"side":"west","phase":"open","decision":"go""#)
    }
    return events
  }

  private static func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(plan, to: "plan.json")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.bash("ssh-keygen -q -t ed25519 -N '' -C \(hostile.filter(\.isLetter)) -f ann; cp ann other")
    return sandbox
  }

  // MARK: - The verbs

  /// What each verb is asked beside what all are asked: with hostile texts where it takes a text.
  ///
  /// `H` stands for the hostile text, `L` for the one with line ends, `S` for the stream.
  private static let asked = """
    keygen H -o x
    keygen a/b -o H/x
    keygen a/b -o H.key
    open new.gz --plan H --key ops.key
    open new.gz --plan plan.json --key H
    open new.gz --plan plan.json --key ops.key --origin H
    open new.gz --plan plan.json --key ops.key --kind H
    open new.gz --plan plan.json --key ops.key --starts H
    open new.gz --plan bad.json --key ops.key
    open H.gz --plan plan.json --key ops.key --run L --environment L --set L=L
    open H.gz --plan plan.json --key ops.key
    record S bad.jsonl
    record S bad.jsonl --quarantine H.quarantine
    record S H
    record S events.jsonl
    record S conflict.jsonl
    event S H
    event S note.added --set L
    event S note.added --set L=L --id L --source L
    event S note.added --set text=other --id L --source L
    event S task.started --task L --actor L --layer L --mode L
    event S note.added --at H
    start S L
    done S L
    fail S L --actor L
    skip S L
    note S L
    run S L -- true
    run S t -- H
    check S L -- false
    check S c -- H
    approve S go --sign ann --principal H --comment L
    approve S H --sign H
    approve S go --sign ann --principal ann@example.com --comment L --actor L
    approve S go --request H.statement --principal ann@example.com --comment L
    approve S go --statement hostile --signature hostile
    reject S L --sign ann --principal L
    reject S go --comment L --actor L
    decide S L --sign ann --principal L
    decide S go --gate L --actor L
    waive S L --sign ann --principal L
    waive S c --actor L
    attest S L
    attest S impact.none --service L --sign ann --principal L
    amend S --id L --reason L
    amend S --id b1 --reason L --set L=L
    retract S --id L --reason L
    retract S --id c1 --reason L
    retract S --id d1 --source L --reason L
    attach S H
    attach S hostile --name L --media-type L
    attach S H.file
    attach S hostile --name a --media-type L
    revise S --plan H --reason L
    revise S --plan plan2.json --reason L
    revise S --plan bad.json --reason L
    anchor S --attach hostile
    anchor S --request H.tsq
    anchor S --attach H
    close S --key H
    close S --signature hostile
    recover S --key H
    recover S --key ops.key
    identity H S
    identity rotate S --key ops.key --new-key H
    identity compromise S --vkey H
    sign hostile --key ops.key
    sign H --key ops.key
    sign H.request --key ops.key
    verify S
    verify S --trust bad.trust
    verify S --trust people.trust
    verify S --trust worse.trust
    verify S --at-least hostile
    verify altered.gz
    verify H.copy
    prove S --id L -o H.proof
    prove S --index 5 -o H.proof
    prove S --id b1 --source L -o x
    check-proof hostile hostile
    check-proof H.proof hostile
    check-proof H.proof line --log H
    check-proof H.proof line
    withhold S --index 9 --reason H -o out
    withhold S --index 9 --reason secret -o H.copy
    policy H
    policy L
    policy hostile.policy
    policy hostile.policy --json
    policy bad.policy
    policy bad.policy --json
    policy worse.yaml
    audit S --policy hostile.policy
    audit S --policy hostile.policy --json
    audit S other.gz --policy hostile.policy --policy cutover-baseline
    audit S other.gz --policy hostile.policy --json
    audit altered.gz --policy hostile.policy --unverified
    audit S --policy bad.policy
    audit S --policy H
    audit S H --policy hostile.policy
    audit S --policy hostile.policy --policy H.policy
    audit S --policy hostile.policy --fail-on L
    audit S --policy hostile.policy --severity L
    audit S --policy hostile.policy --trust people.trust
    plan plan.json
    plan bad.json
    plan bad.yaml
    plan worse.yaml
    plan plan.json --with task.t.duration=L
    plan plan.json --with task.L.duration=5m
    plan plan.json --with L.t.duration=5m
    forecast plan.json --draws 10 --with task.t.duration=5m
    forecast plan.json --draws 10 --with task.t.duration=L
    forecast plan.json --draws 10 --with task.L.duration=5m
    forecast plan.json --draws 10 --with L.t.duration=5m
    status S --with task.t.duration=6m
    status S --with task.t.duration=L
    status S --with task.L.duration=5m
    status S --with L.t.duration=5m
    status S --plan plan.json
    status S --plan H
    status S --plan bad.json
    show S
    show S --trust people.trust
    show altered.gz
    show altered.gz --unverified
    show S H.copy
    show S --type H
    show S --since H
    show S --actor L
    show S --type *
    extract S H -o -
    extract S plan@H -o x
    extract S H.file -o H.out
    extract S L -o x
    extract S plan -o H/x
    timeline S
    timeline S H.gz
    timeline altered.gz --unverified
    timeline S --trust people.trust
    timeline S --by layer
    timeline S --by H
    timeline S --task L
    timeline S --all
    replay S
    replay S H.gz
    replay S --speed H
    replay altered.gz --unverified
    replay S --json
    objectives S
    objectives S --with L
    objectives S --with L=L
    objectives S --with objective.rto.clock=L
    objectives S --with objective.L.limit=1h
    objectives S --with objective.rto.L=1h
    objectives S --with objective.rto.limit=1h --plan bad.json
    objectives S --with objective.rto.limit=1h --plan H.plan
    objectives S --plan H
    objectives S --as-known-at H
    variance S
    variance altered.gz --unverified
    variance S --with task.t.duration=L/L/L
    variance S --plan H.plan
    compare S H
    compare S other.gz
    compare S other.gz --json
    compare altered.gz other.gz --unverified
    compare S H.copy
    objectives S --json
    timeline S --json
    variance S --json
    verify S --json
    state S --expected --json
    claims S --json
    claims S
    claims S H
    claims S bad.yaml
    claims S worse.yaml
    claims S hostile
    state S
    state S --at H
    state S --as-known-at H
    state S --expected
    state S --expected --plan H.plan
    state S --with L
    state altered.gz --unverified
    status S
    status S --at H
    status S --at T+1m
    status S --as-known-at H
    status S --json
    status altered.gz --unverified
    forecast plan.json --history S --draws 20
    forecast plan.json --history S --draws 20 --json
    forecast plan.json --history altered.gz --unverified --draws 20
    forecast plan.json --history S H
    forecast bad.json --history S
    forecast bad.yaml
    forecast H
    report S -o H.md
    report S -o H
    report S -o report.md --trust people.trust
    report S -o H/r.md
    report S -o H.json
    report S -o H.csv --policy H
    report S -o H.md --form H
    report S -o record.json --form test-record
    report S --check H
    report S --check H.md
    report S --check H.json
    report S --check hostile
    report S --check report.md
    report S --check report.md --policy H
    report altered.gz --check report.md --unverified
    report other.gz --check H.json --json
    report S --check bad.md
    demo H.demo
    demo ops.key
    """

  /// Every verb takes some of these, and refuses the others.
  private static let general = """
    H
    S H L
    --H=L
    S --trust H
    """

  private static func commands(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  private func run(_ command: [String], in sandbox: Sandbox) throws {
    let words = command.map { word in
      word == "S" ? "night.jsonl.gz" : word.replacing("H", with: Self.hostile).replacing("L", with: Self.lines)
    }
    let outcome = try sandbox.run(Sandbox.program, words)
    let said = command.joined(separator: " ")
    expectHarmless(outcome.error, "\(said): standard error")
    // What is to be read by a program, or is the document itself, stands as it is.
    let isRaw = command[0] == "extract" && command.last == "-" || command[0] == "sign"
    if !isRaw { expectHarmless(outcome.output, "\(said): standard output") }
  }

  @Test func `no verb shows a character that steers or hides, of whatever was recorded, planned or asked`() throws {
    let sandbox = try Self.sandbox()
    try sandbox.expect("open", "night.jsonl.gz", "--plan", "plan.json", "--key", "ops.key", "--environment", Self.lines, "--set", "k=\(Self.lines)")
    try sandbox.write(Self.events().joined(separator: "\n") + "\n", to: "events.jsonl")
    let recorded = try sandbox.cutlog("record", "night.jsonl.gz", "events.jsonl")
    try #require(recorded.status == 0, "\(recorded.error.debugDescription)")
    #expect(recorded.output.hasPrefix("accepted \(Self.events().count)"))

    try sandbox.write(Self.lines, to: "hostile")
    try sandbox.write(Self.lines, to: Self.hostile + ".file")
    try sandbox.write("{\"specversion\":\(Self.quoted(Self.lines)),\(Self.quoted(Self.lines)):1}\n\(Self.hostile)\n", to: "bad.jsonl")
    try sandbox.write(
      Self.events()[0].replacing(#""layer""#, with: #""layar""#) + "\n", to: "conflict.jsonl")
    try sandbox.write(
      Self.plan.replacing("\"id\": \"t\"", with: "\"id\": \(Self.quoted(Self.hostile))").replacing("\"45m\"", with: Self.quoted(Self.lines))
        .replacing("\"sites\"", with: Self.quoted(Self.hostile)), to: "bad.json")
    try sandbox.write(Self.plan.replacing("\"version\": 1", with: "\"version\": 2"), to: "plan2.json")
    try sandbox.write(Self.plan, to: Self.hostile + ".plan")
    try sandbox.write(Self.policy, to: "hostile.policy")
    try sandbox.write(Self.policy, to: Self.hostile + ".policy")
    try sandbox.write(
      Self.policy.replacing("\"absence\"", with: Self.quoted(Self.lines)).replacing("\"no-unplanned-task\"", with: Self.quoted(Self.lines))
        .replacing("\"version\"", with: Self.quoted(Self.hostile)), to: "bad.policy")
    try sandbox.write(Self.plan.replacing("\"duration\": \"5m\"", with: "\"duration\": \"6m\""), to: "plan3.json")
    try sandbox.write("plan: \(Self.quoted(Self.hostile))\n\(Self.quoted(Self.hostile)): *\(Self.hostile.filter(\.isLetter))\n", to: "bad.yaml")
    try sandbox.write("plan: h\u{202E}\u{2066}\nversion: \u{9B}\nx\u{200F}: [\u{1B}]\n", to: "worse.yaml")
    try sandbox.write(
      """
      cutlog/report/v1
      program \(Self.quoted(Self.hostile)) \(Self.quoted(Self.lines))
      form run
      policy \(Self.quoted(Self.hostile)) 1 file \(Self.quoted(Self.lines))
      run \(Self.quoted(Self.lines))
      plan -
      stream \(Self.quoted(Self.hostile))
      size 5
      root \(Self.quoted(Self.lines))
      signer \(Self.quoted(Self.hostile)) trusted
      ```

      """, to: "bad.md")
    try sandbox.bash("zcat night.jsonl.gz | sed '30s/time/tame/' > altered.gz; cutlog show night.jsonl.gz --json | sed -n 6p > line")
    try sandbox.expect(
      "open", "other.gz", "--plan", "plan3.json", "--key", "ops.key", "--run", Self.hostile, "--set", "k=\(Self.hostile)")
    try sandbox.expect("record", "other.gz", "events.jsonl")
    let trust = try sandbox.text(".config/cutlog/trust")
    try sandbox.write("identity \(Self.hostile)\n", to: "bad.trust")
    try sandbox.write(trust + "allowed-signers people\n", to: "people.trust")
    try sandbox.write(trust + "allowed-signers worse\ntsa \(Self.hostile)\n", to: "worse.trust")
    let key = try sandbox.text("ann.pub")
    try sandbox.write("\"ann@example.com,h\(Self.characters.filter { $0 != "\r" })\" namespaces=\"cutlog\" \(key)", to: "people")
    try sandbox.write("\(Self.hostile) \(Self.hostile)=\(Self.hostile) \(key)", to: "worse")
    try sandbox.bash("cutlog open new.gz --plan plan.json --identity $(cut -d' ' -f1 ops.key.pub) --request \"$H.request\" --environment \"$H\"", environment: ["H": Self.hostile])

    let verbs = CutlogCommand.configuration.groupedSubcommands.flatMap { $0.subcommands }.map { $0._commandName }
    #expect(verbs.count > 30)
    let asked = Self.commands(Self.asked)
    #expect(Set(asked.map { $0[0] }) == Set(verbs), "a verb that this test knows nothing of, or one that is no more")
    // Those that write come first, so that what they write is read.
    for verb in verbs {
      for command in asked where command[0] == verb { try run(command, in: sandbox) }
      // A demo takes any name for a folder's, and takes its time.
      guard verb != "demo" else { continue }
      for arguments in Self.commands(Self.general) { try run([verb] + arguments, in: sandbox) }
    }
    for report in [Self.hostile + ".md", "report.md"] {
      let text = try sandbox.text(report)
      #expect(text.utf8.count > 10_000)
      expectHarmless(text, report)
    }
    // The hostile texts were there to be shown.
    #expect(try sandbox.cutlog("show", "night.jsonl.gz").output.contains("\\u{202e}"))
    #expect(try sandbox.cutlog("timeline", "night.jsonl.gz").output.contains("\\u{1b}"))
    #expect(try sandbox.text("report.md").contains("u{9b}"))
    #expect(try sandbox.cutlog("audit", "night.jsonl.gz", "--policy", "hostile.policy").output.contains("\\u{202e}"))
    #expect(try sandbox.cutlog("policy", "hostile.policy").output.contains("\\u{1b}"))
  }
}
