import Foundation
import JSONText
import TestSupport
import Testing

/// Real output of every verb against the schemas, checked by a program that isn't ours.
@Suite struct JSONDocumentTests {
  private static let validator = """
    import glob, json, sys
    from jsonschema import Draft202012Validator, RefResolver
    schemas = [json.load(open(path)) for path in glob.glob(sys.argv[1] + "/**/*.json", recursive=True)]
    for schema in schemas: Draft202012Validator.check_schema(schema)
    store = {schema["$id"]: schema for schema in schemas}
    schema = store[("https://cutlog.dev/schemas/output/" + sys.argv[2] + ".schema.json").replace("output/../", "")]
    validator = Draft202012Validator(schema, resolver=RefResolver.from_schema(schema, store=store))
    errors = [error.json_path + ": " + error.message[:300] for error in validator.iter_errors(json.load(open(sys.argv[3])))]
    print("\\n".join(errors))
    sys.exit(bool(errors))
    """

  /// The same, but with every object closed: what a schema doesn't describe is an error. Those that others extend stay open.
  private static let closing = """
    import glob, json, sys
    from jsonschema import Draft202012Validator, RefResolver
    extended = set()
    def find(node):
        if isinstance(node, dict):
            for part in node.get("allOf", []):
                if "$ref" in part: extended.add(part["$ref"].split("/")[-1])
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []: find(part)
    def close(node, name):
        if isinstance(node, dict):
            kind = node.get("type", [])
            isObject = "properties" in node and "object" in ([kind] if isinstance(kind, str) else kind)
            if isObject and name not in extended: node.setdefault("unevaluatedProperties", False)
            for key, part in node.items(): close(part, name if key == "anyOf" else key)
        elif isinstance(node, list):
            for part in node: close(part, name)
    paths = glob.glob(sys.argv[1] + "/**/*.json", recursive=True)
    schemas = {path.split("/")[-1]: json.load(open(path)) for path in paths}
    find(list(schemas.values()))
    for name, schema in schemas.items(): close(schema, name)
    store = {schema["$id"]: schema for schema in schemas.values()}
    schema = store["https://cutlog.dev/schemas/output/report.schema.json"]
    validator = Draft202012Validator(schema, resolver=RefResolver.from_schema(schema, store=store))
    errors = [path + error.json_path + ": " + error.message[-300:] for path in sys.argv[2:] for error in validator.iter_errors(json.load(open(path)))]
    print("\\n".join(errors))
    sys.exit(bool(errors))
    """

  @Test func `the schema of a run's report describes every member that the samples' reports have`() throws {
    let sandbox = try Sandbox()
    var files: [String] = []
    func write(_ stream: String, _ arguments: String...) throws {
      let file = "\(files.count).json"
      let outcome = try sandbox.run(Sandbox.program, ["report", stream, "-o", file] + arguments)
      #expect(outcome.status == 0, "\(outcome.error)")
      files.append(sandbox.path(file))
    }
    for name in SampleTests.names { try write(SampleTests.file(name, "\(name).jsonl.gz").path) }
    let payments = Sandbox.package.appendingPathComponent("samples/aks-payments").path
    for name in ["live", "failback", "rehearsal-1", "rehearsal-2"] {
      try write("\(payments)/\(name).jsonl.gz", "--policy", "cutover-baseline")
    }
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      ["-c", Self.closing, Sandbox.package.appendingPathComponent("schemas").path] + files,
      environment: ["PYTHONWARNINGS": "ignore"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
  }

  func validate(
    _ sandbox: Sandbox, _ document: String, _ schema: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try sandbox.write(document, to: "document.json")
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [
        "-c", Self.validator, Sandbox.package.appendingPathComponent("schemas").path, schema,
        sandbox.path("document.json"),
      ],
      environment: ["PYTHONWARNINGS": "ignore"])
    #expect(outcome.status == 0, "\(schema): \(outcome.output)\(outcome.error)", sourceLocation: sourceLocation)
    // What is no line of a stream is written as it is read.
    guard !schema.hasPrefix("..") else { return }
    let value = try JSONValue(parsing: Array(document.utf8))
    let again = JSONString.escapingHidden(JSONWriter.bytes(of: value, .indented)) + [0x0A]
    #expect(again == Array(document.utf8), "\(schema) is written otherwise", sourceLocation: sourceLocation)
  }

  @Test func `documents of the recording verbs`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    func check(_ schema: String, _ arguments: String..., status: Int32 = 0, input: String? = nil) throws {
      let outcome = try sandbox.run(Sandbox.program, arguments + ["--json"], input: input)
      #expect(outcome.status == status, "\(outcome.error)")
      try validate(sandbox, outcome.output, schema)
    }
    try check("keygen", "keygen", "a/b", "-o", "k")
    try check("open", "open", "s.gz", "--plan", "plan.yaml", "--key", "k")
    try check("event", "start", "s.gz", "freeze-writes")
    try sandbox.bash("ssh-keygen -q -t ed25519 -N '' -f alice")
    try check("request", "approve", "s.gz", "g", "--request", "go.txt", "--principal", "alice@example.com")
    try check("event", "approve", "s.gz", "g", "--sign", "alice", "--principal", "alice@example.com")
    try check("event", "decide", "s.gz", "go", "--actor", "alice@example.com")
    try check("verify", "verify", "s.gz")
    try check("event", "event", "s.gz", "note.added", "--id", "n", "--at", "2026-11-22T22:00:00Z")
    try check("event", "event", "s.gz", "note.added", "--id", "n", "--at", "2026-11-22T22:00:00Z")
    try check("record", "record", "s.gz", input: Sandbox.run.joined(separator: "\n"))
    try check("record", "record", "s.gz", status: 2, input: "nonsense")
    try check("amend", "amend", "s.gz", "--id", "s1", "--set-attribute", "region=west", "--reason", "r")
    try check("retract", "retract", "s.gz", "--id", "t1", "--reason", "r")
    try check("attach", "attach", "s.gz", "plan.yaml", "--name", "copy.yaml")
    try check("revise", "revise", "s.gz", "--plan", "plan.yaml", "--reason", "r")
    try sandbox.bash("rm s.gz.state")
    try check("recover", "recover", "s.gz", "--key", "k")
    try check("keygen", "keygen", "a/c", "-o", "l")
    try check("identity", "identity", "rotate", "s.gz", "--key", "k", "--new-key", "l")
    let size = try JSONValue(parsing: Array(sandbox.cutlog("verify", "s.gz", "--json").output.utf8))["verification"]?["size"]
    let since = String(try #require(size?.integer) + 1)
    try check("identity", "identity", "compromise", "s.gz", "--key", "l", "--vkey", "k.pub", "--since", since)
    try check("close", "close", "s.gz", "--key", "l")
  }

  @Test func `documents of the verbs by which an identity signs elsewhere`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "a/b", "-o", "k")
    try sandbox.expect("keygen", "a/c", "-o", "l")
    func check(_ schema: String, _ arguments: String...) throws {
      let outcome = try sandbox.run(Sandbox.program, arguments + ["--json"])
      #expect(outcome.status == 0, "\(outcome.error)")
      try validate(sandbox, outcome.output, schema)
    }
    try check("open", "open", "s.gz", "--plan", "plan.yaml", "--identity", "k.pub", "--request", "r")
    try check("open", "open", "s.gz", "--request", "again")
    #expect(try sandbox.bytes("r") == sandbox.bytes("again"))
    try check("sign", "sign", "r", "--key", "k", "-o", "o")
    try check("open", "open", "s.gz", "--signature", "o")
    try check("close", "close", "s.gz", "--request", "r")
    try check("sign", "sign", "r", "--key", "k")
    try check("close", "close", "s.gz", "--cancel")
    try sandbox.bash("rm s.gz.state")
    try check("recover", "recover", "s.gz", "--request", "r")
    try check("recover", "recover", "s.gz", "--cancel")
    try sandbox.expect("recover", "s.gz", "--key", "k")
    try check("identity", "identity", "rotate", "s.gz", "--new-identity", "l.pub", "--request", "r")
    try check("sign", "sign", "r", "--key", "l")
  }

  @Test func `events of commands fit the schema of events`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.cutlog("run", "night.jsonl.gz", "freeze-writes", "--", "sh", "-c", "echo out; kill -9 $$")
    try sandbox.cutlog("run", "night.jsonl.gz", "freeze-writes", "--", "./nosuch")
    try sandbox.cutlog("check", "night.jsonl.gz", "smoke", "--", "echo", "ok")
    try sandbox.expect("retract", "night.jsonl.gz", "--id", try #require(try sandbox.events("check.passed")[0]["id"]?.string), "--reason", "r")
    let lines = try sandbox.expect("show", "night.jsonl.gz", "--json").output.split(separator: "\n")
    for line in lines where !line.contains(#""source":"example.com/ops/"#) {
      try validate(sandbox, String(line), "../event")
    }
  }

  @Test func `documents of the checking, reading and judging verbs`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("demo", "demo")
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl; echo x > unreadable")
    try sandbox.expect("open", "open.gz", "--plan", "plan.yaml", "--key", "ops.key")
    try sandbox.expect("open", "amended.gz", "--plan", "plan.yaml", "--key", "ops.key", "--origin", "a/b")
    let clock = event("source.clock", at: "2026-11-22T23:00:00Z", data: #"{"source":"/test","offset":"PT1S","accuracy":"PT2S","reason":"r"}"#)
    try sandbox.expect("record", "amended.gz", try sandbox.file((Sandbox.run + [clock]).joined(separator: "\n")))
    try sandbox.expect("amend", "amended.gz", "--id", "t4", "--set-attribute", "region=west", "--reason", "r")
    try sandbox.expect("retract", "amended.gz", "--id", "r2", "--reason", "r")
    for stream in ["night.jsonl.gz", "bad.jsonl", "unreadable", "open.gz", "demo/live.jsonl.gz"] {
      try validate(sandbox, try sandbox.cutlog("verify", stream, "--json").output, "verify")
    }
    for stream in ["night.jsonl.gz", "open.gz", "amended.gz", "demo/live.jsonl.gz"] {
      for verb in ["objectives", "timeline", "variance", "claims", "state", "status"] {
        try validate(sandbox, try sandbox.cutlog(verb, stream, "--json").output, verb)
      }
      try validate(sandbox, try sandbox.cutlog("report", stream, "-o", "r.json", "--json").output, "report")
      try validate(sandbox, try sandbox.text("r.json"), "report")
      try validate(sandbox, try sandbox.cutlog("report", stream, "--check", "r.json", "--json").output, "report-check")
      for (form, schema) in [("run", "report"), ("audit", "audit"), ("test-record", "test-record")] {
        try sandbox.expect("report", stream, "--policy", "failback", "--form", form, "-o", "f.json")
        try validate(sandbox, try sandbox.text("f.json"), schema)
      }
    }
    for streams in [["night.jsonl.gz", "open.gz"], ["amended.gz", "demo/live.jsonl.gz", "demo/rehearsal-2.jsonl.gz", "demo/failback.jsonl.gz"]] {
      let outcome = try sandbox.run(Sandbox.program, ["compare"] + streams + ["--json"])
      #expect(outcome.status == 0, "\(outcome.error)")
      try validate(sandbox, outcome.output, "compare")
    }
    try validate(sandbox, try sandbox.cutlog("objectives", "bad.jsonl", "--unverified", "--json").output, "objectives")
    try sandbox.bash("zcat night.jsonl.gz | head -n -2 > cut.jsonl")
    try validate(sandbox, try sandbox.cutlog("verify", "cut.jsonl", "--json").output, "verify")
    for plan in ["plan.yaml", "demo/plan.yaml"] {
      try validate(sandbox, try sandbox.cutlog("plan", plan, "--json").output, "plan")
    }
    let forecasts = [[], ["--history", "night.jsonl.gz", "amended.gz"], ["--history", "demo/live.jsonl.gz"], ["--history", "nosuch"]]
    for history in forecasts {
      let outcome = try sandbox.run(Sandbox.program, ["forecast", "demo/plan.yaml", "--draws", "50", "--json"] + history)
      try validate(sandbox, outcome.output, "forecast")
    }
    let estimated = try sandbox.cutlog("plan", PaymentsSampleTests.path("plan.yaml"), "--draws", "50", "--json").output
    #expect(estimated.contains("\"risk\""))
    try validate(sandbox, estimated, "plan")
    try sandbox.write("plan: 1\n", to: "bad.yaml")
    try validate(sandbox, try sandbox.cutlog("plan", "bad.yaml", "--json").output, "plan")
  }

  @Test func `events of the samples fit the schema of events`() throws {
    let sandbox = try Sandbox()
    let script = """
      import json, sys
      from jsonschema import Draft202012Validator
      validator = Draft202012Validator(json.load(open(sys.argv[1] + "/schemas/event.schema.json")))
      for name in sys.argv[2:]:
          for line in open(sys.argv[1] + "/samples/" + name + "/events.jsonl"):
              event = json.loads(line)
              for error in validator.iter_errors(event): print(name, event["id"], error.json_path, error.message[:300])
          print(name)
      """
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"), ["-c", script, Sandbox.package.path] + SampleTests.names,
      environment: ["PYTHONWARNINGS": "ignore"])
    #expect(outcome.output.split(separator: "\n").map(String.init) == SampleTests.names, "\(outcome.error)")
  }

  @Test func `documents of claims, and the claims of a document`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write(
      """
      [{"claim":"down for 8 minutes","relation":"about","stated":"8m","from":{"id":"s1"},"to":{"source":"/test","id":"s2"}},
       {"claim":"done by then","relation":"at-most","stated":"PT1H","from":"2026-11-22T22:00:00Z","to":{"id":"none"},
        "timeaccuracy":"PT1M","tolerance":"5m"},
       {"claim":"nothing lost","relation":"about","count":0,"unit":"rows","tolerance":0,"dataset":"db"}]
      """, to: "claims.json")
    try validate(sandbox, try sandbox.text("claims.json"), "../claims")
    let outcome = try sandbox.cutlog("claims", "night.jsonl.gz", "claims.json", "--json")
    #expect(outcome.status == 3, "\(outcome.error)")
    try validate(sandbox, outcome.output, "claims")
    try sandbox.write("[{}]", to: "bad.json")
    try validate(sandbox, try sandbox.cutlog("claims", "night.jsonl.gz", "bad.json", "--json").output, "claims")
    try validate(sandbox, try sandbox.cutlog("claims", "nosuch", "--json").output, "claims")
  }

  @Test func `documents of audits and of policies`() throws {
    let sandbox = try Sandbox.withClosedStream()
    func check(_ schema: String, _ status: Set<Int32>, _ arguments: String...) throws {
      let outcome = try sandbox.run(Sandbox.program, arguments + ["--json"])
      #expect(status.contains(outcome.status), "\(outcome.error)")
      try validate(sandbox, outcome.output, schema)
    }
    try sandbox.expect("open", "open.gz", "--plan", "plan.yaml", "--key", "ops.key")
    try sandbox.expect("record", "open.gz", "events.jsonl")
    try sandbox.expect("amend", "open.gz", "--id", "t4", "--set-attribute", "region=west", "--reason", "r")
    try sandbox.write("policy: none\nversion: 1\nrules: []\n", to: "none.yaml")
    try sandbox.write("policy: none\nversion: x\n", to: "bad.yaml")
    let packs = try ControlPackNames.all(sandbox)
    for pack in packs {
      try check("policy", [0], "policy", pack)
      try check("audit", [0, 1, 3], "audit", "night.jsonl.gz", "--policy", pack)
    }
    try check("policy", [0], "policy")
    try check("policy", [2], "policy", "bad.yaml")
    try check("policy", [2], "policy", "nosuch")
    try check("audit", [3], "audit", "night.jsonl.gz", "--policy", "none.yaml")
    try check("audit", [2], "audit", "night.jsonl.gz", "--policy", "bad.yaml")
    try check("audit", [2], "audit", "nosuch", "--policy", "dora")
    try check("audit", [0, 1, 3], "audit", "open.gz", "night.jsonl.gz", "--policy", "dora", "--policy", "soc2")
    let sample = Sandbox.package.appendingPathComponent("samples/github-2018/github-2018.jsonl.gz").path
    try check(
      "audit", [1], "audit", sample, PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("failback.jsonl.gz"),
      "--policy", "cutover-baseline", "--policy", "failback", "--severity", "high")
    for name in packs {
      try sandbox.write(try sandbox.expect("policy", name, "--print").output, to: "pack.yaml")
      #expect(try sandbox.expect("policy", "pack.yaml", "--json").output.contains("\"sound\""))
    }
  }

  @Test func `documents of proofs and of withheld lines`() throws {
    let sandbox = try Sandbox.withClosedStream()
    func check(_ schema: String, _ status: Int32, _ arguments: String...) throws {
      let outcome = try sandbox.run(Sandbox.program, arguments + ["--json"])
      #expect(outcome.status == status, "\(outcome.error)")
      try validate(sandbox, outcome.output, schema)
    }
    try check("prove", 0, "prove", "night.jsonl.gz", "--id", "s2", "-o", "p")
    try check("prove", 2, "prove", "night.jsonl.gz", "--id", "none", "-o", "p")
    try sandbox.bash("zcat night.jsonl.gz | sed -n 11p > line.json")
    try check("check-proof", 0, "check-proof", "p", "line.json")
    try sandbox.bash("rm -r .state")
    try check("check-proof", 3, "check-proof", "p", "line.json", "--trust", "/dev/null")
    try check("check-proof", 1, "check-proof", "p", "plan.yaml")
    try check("check-proof", 1, "check-proof", "line.json", "p")
    try check("check-proof", 2, "check-proof", "none", "p")
    try check("withhold", 0, "withhold", "night.jsonl.gz", "--index", "7", "--reason", "legal", "-o", "copy.gz")
    try check("withhold", 2, "withhold", "night.jsonl.gz", "--index", "7", "--reason", "legal", "-o", "copy.gz")
    try check("verify", 0, "verify", "copy.gz")
    try check("objectives", 3, "objectives", "copy.gz")
    try check("variance", 0, "variance", "copy.gz")
    try check("timeline", 0, "timeline", "copy.gz")
    try check("state", 0, "state", "copy.gz")
    try check("status", 0, "status", "copy.gz")
    for time in ["T-5m", "T+3m", "T+6m"] { try check("status", 0, "status", "copy.gz", "--at", time) }
  }
}

/// The names of the control packs, as the program lists them.
enum ControlPackNames {
  static func all(_ sandbox: Sandbox) throws -> [String] {
    let document = try JSONValue(parsing: Array(try sandbox.expect("policy", "--json").output.utf8))
    return (document["packs"]?.array ?? []).compactMap { $0["id"]?.string }
  }
}
