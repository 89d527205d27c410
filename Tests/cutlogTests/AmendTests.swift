import JSONText
import TestSupport
import Testing

/// `amend` and `retract`: an event stays, another one says what was wrong with it.
@Suite struct AmendTests {
  private func withEvents() throws -> Sandbox {
    let sandbox = try Sandbox.withOpenStream()
    let lines = [
      event("service.down", at: "2026-11-22T22:03:00Z", id: "e1", ["service": "payments"]),
      event("note.added", at: "2026-11-22T22:04:00Z", id: "twice", source: "/a"),
      event("note.added", at: "2026-11-22T22:05:00Z", id: "twice", source: "/b"),
    ]
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(lines.joined(separator: "\n")))
    return sandbox
  }

  @Test func `an amendment names the event, the attributes and why`() throws {
    let sandbox = try withEvents()
    try sandbox.expect(
      "amend", "night.jsonl.gz", "--id", "e1", "--set-attribute", "time=2026-11-22T22:02:00Z", "--set-attribute",
      "region=north", "--reason", "typed late", "--actor", "alice")
    let amended = try #require(try sandbox.events("event.amended").first)
    #expect(JSONWriter.text(of: try #require(amended["data"])) == #"{"about":{"source":"/test","id":"e1"},"set":{"time":"2026-11-22T22:02:00Z","region":"north"},"reason":"typed late"}"#)
    #expect(amended["actor"]?.string == "alice")
    #expect(try sandbox.events("service.down").first?["time"]?.string == "2026-11-22T22:03:00Z")
    try sandbox.expectVerified()
  }

  @Test func `a retraction names the event and why`() throws {
    let sandbox = try withEvents()
    try sandbox.expect("retract", "night.jsonl.gz", "--id", "e1", "--reason", "wrong cluster")
    let data = try #require(try sandbox.events("event.retracted").first?["data"])
    #expect(JSONWriter.text(of: data) == #"{"about":{"source":"/test","id":"e1"},"reason":"wrong cluster"}"#)
    #expect(try sandbox.events("service.down").count == 1)
    try sandbox.expectVerified()
  }

  @Test func `the source is needed only where several events have the id`() throws {
    let sandbox = try withEvents()
    let before = try sandbox.bytes("night.jsonl.gz")
    let several = try sandbox.cutlog("retract", "night.jsonl.gz", "--id", "twice", "--reason", "r")
    #expect(several.status == 2)
    #expect(several.error.contains("holds 2 events `twice`, from /a, /b"))
    #expect(several.error.contains("cutlog: hint: say which with --source"))
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    try sandbox.expect("retract", "night.jsonl.gz", "--id", "twice", "--source", "/b", "--reason", "r")
    #expect(try sandbox.events("event.retracted").first?["data"]?["about"]?["source"]?.string == "/b")
  }

  @Test func `an event that isn't there, and the recorder's own lines, are refused`() throws {
    let sandbox = try withEvents()
    let before = try sandbox.bytes("night.jsonl.gz")
    for (id, why) in [("nosuch", "holds no event `nosuch`"), ("adopted-2", "is a line of the recorder itself")] {
      let outcome = try sandbox.cutlog("retract", "night.jsonl.gz", "--id", id, "--reason", "r")
      #expect(outcome.status == 2)
      #expect(outcome.error.contains(why))
    }
    #expect(try sandbox.cutlog("amend", "night.jsonl.gz", "--id", "e1", "--source", "/x", "--set-attribute", "layer=data", "--reason", "r").status == 2)
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }

  @Test(arguments: [
    "id=x", "source=x", "type=x", "acceptedtime=2026-11-22T22:02:00Z", "data=1", "Time=x", "time=22:02",
    "timeaccuracy=minute", "mode=dry", "layer=", "=x", "layer",
  ])
  func `what can't be an attribute of that event is wrong usage`(set: String) throws {
    let sandbox = try withEvents()
    let outcome = try sandbox.cutlog("amend", "night.jsonl.gz", "--id", "e1", "--set-attribute", set, "--reason", "r")
    #expect(outcome.status == 64)
    #expect(try sandbox.events("event.amended").isEmpty)
  }

  @Test func `a stream that does not verify takes no remark`() throws {
    let sandbox = try withEvents()
    var bytes = try sandbox.bytes("night.jsonl.gz")
    bytes[60] ^= 1
    try sandbox.write(bytes, to: "night.jsonl.gz")
    let outcome = try sandbox.cutlog("retract", "night.jsonl.gz", "--id", "e1", "--reason", "r")
    #expect(outcome.status == 1 || outcome.status == 2)
    #expect(try sandbox.bytes("night.jsonl.gz") == bytes)
  }
}
