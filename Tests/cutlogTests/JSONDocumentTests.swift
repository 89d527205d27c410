import Foundation
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
    schema = store["https://cutlog.dev/schemas/output/" + sys.argv[2] + ".schema.json"]
    validator = Draft202012Validator(schema, resolver=RefResolver.from_schema(schema, store=store))
    errors = [error.json_path + ": " + error.message[:300] for error in validator.iter_errors(json.load(open(sys.argv[3])))]
    print("\\n".join(errors))
    sys.exit(bool(errors))
    """

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
    try check("event", "event", "s.gz", "note.added", "--id", "n", "--at", "2026-11-22T22:00:00Z")
    try check("event", "event", "s.gz", "note.added", "--id", "n", "--at", "2026-11-22T22:00:00Z")
    try check("record", "record", "s.gz", input: Sandbox.run.joined(separator: "\n"))
    try check("record", "record", "s.gz", status: 2, input: "nonsense")
    try sandbox.bash("rm s.gz.state")
    try check("recover", "recover", "s.gz", "--key", "k")
    try check("close", "close", "s.gz", "--key", "k")
  }

  @Test func `documents of the checking, reading and judging verbs`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("demo", "demo")
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl; echo x > unreadable")
    try sandbox.expect("open", "open.gz", "--plan", "plan.yaml", "--key", "ops.key")
    for stream in ["night.jsonl.gz", "bad.jsonl", "unreadable", "open.gz", "demo/github-2018.jsonl.gz"] {
      try validate(sandbox, try sandbox.cutlog("verify", stream, "--json").output, "verify")
    }
    for stream in ["night.jsonl.gz", "open.gz", "demo/github-2018.jsonl.gz"] {
      for verb in ["objectives", "timeline", "variance"] {
        try validate(sandbox, try sandbox.cutlog(verb, stream, "--json").output, verb)
      }
      try validate(sandbox, try sandbox.cutlog("report", stream, "-o", "r.json", "--json").output, "report")
      try validate(sandbox, try sandbox.text("r.json"), "report")
    }
    try validate(sandbox, try sandbox.cutlog("objectives", "bad.jsonl", "--unverified", "--json").output, "objectives")
    for plan in ["plan.yaml", "demo/plan.yaml"] {
      try validate(sandbox, try sandbox.cutlog("plan", plan, "--json").output, "plan")
    }
    try sandbox.write("plan: 1\n", to: "bad.yaml")
    try validate(sandbox, try sandbox.cutlog("plan", "bad.yaml", "--json").output, "plan")
  }
}
