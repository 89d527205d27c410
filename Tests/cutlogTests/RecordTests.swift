import Foundation
import JSONText
import TestSupport
import Testing

/// What `record` takes and refuses.
@Suite struct RecordTests {
  private static func line(_ id: String) -> String { event("note.added", at: "2026-11-22T22:00:00Z", id: id) }

  private static func pretty(_ id: String) -> String {
    "{\r\n  \"specversion\": \"1.0\",\r\n\t\"id\": \"\(id)\", \"source\": \"/test\",\n"
      + "  \"type\": \"dev.cutlog.note.added\",\n  \"time\": \"2026-11-22T22:00:00Z\",\n"
      + "  \"data\": { \"text\": \"a } ] { [ \\\" b\",\n    \"list\": [\n{ \"x\": 1 },\n{ \"x\": 2 }\n] }\n}"
  }

  @Test(arguments: [
    ("JSON Lines", line("1") + "\n" + line("2") + "\n"),
    ("JSON Lines without a last line end", line("1") + "\n" + line("2")),
    ("CRLF and blank lines", line("1") + "\r\n\r\n" + line("2") + "\r\n"),
    ("objects over several lines", pretty("1") + "\n" + pretty("2") + "\n"),
    ("both kinds of layout", line("1") + "\n" + pretty("2")),
    ("a JSON array", "[" + line("1") + "," + line("2") + "]"),
    ("an array over several lines", "[\n  " + pretty("1") + ",\n  " + pretty("2") + "\n]\n"),
  ])
  func `every layout of the same events is taken`(layout: String, input: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", input: input)
    #expect(outcome.status == 0, "\(layout): \(outcome.error)")
    #expect(outcome.output == "accepted 2, duplicates 0, refused 0, sealed at size 8\n")
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 0)
  }

  @Test func `an empty input is no mistake`() throws {
    let sandbox = try Sandbox.withOpenStream()
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", input: "").status == 0)
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", input: "[]\n").status == 0)
  }

  @Test(arguments: [
    (line("1") + "\n{\"specversion\":\"1.0\",}\n" + line("2"), "2:22", "unexpected character"),
    (line("1") + "\n" + line("2").dropLast() + "\n" + line("3"), "2:108", "text ends inside a value"),
    (line("1") + "\n" + line("2") + line("3"), "2:109", "characters after the value"),
    (line("1") + "\nnonsense\n", "2:1", "not a JSON object"),
    (line("1") + "\n42\n", "2:1", "not a JSON object"),
    (line("1") + "\n{\"a\":\"x\ny\"}\n", "2:8", "raw control character"),
    (line("1") + "\n{\n \"specversion\": \"1.0\",\n \"id\": 7\n}\n", "2:1", "attribute `source` is missing"),
    ("[" + line("1") + " " + line("2") + "]", "1:111", "expected `,` or `]`"),
    ("[" + line("1") + ",", "1:111", "the array ends without `]`"),
    ("[" + line("1") + ",7]", "1:111", "not a JSON object"),
    (line("1") + "\n" + event("seal", at: "2026-11-22T22:00:00Z"), "2:", "reserved for the recorder"),
    (line("1") + "\n" + event("task.stated", at: "2026-11-22T22:00:00Z"), "2:", "not in cutlog's vocabulary"),
    (line("1") + "\n" + event("note.added", at: "2026-11-22"), "2:", "attribute `time`"),
    (
      line("1") + "\n" + event("note.added", at: "2026-11-22T22:00:00Z", ["acceptedtime": "2026-11-22T22:00:00Z"]),
      "2:",
      "is set by the recorder only"
    ),
    (line("1") + "\n{\"a\":1,\"a\":2}", "2:9", "duplicate member name"),
  ])
  func `a bad input stops there with line, column and reason, and what came before is sealed`(
    input: String, place: String, reason: String
  ) throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(input, to: "in.jsonl")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "in.jsonl")
    #expect(outcome.status == 2)
    #expect(outcome.error.hasPrefix("cutlog: error: in.jsonl:\(place)"), "\(outcome.error)")
    #expect(outcome.error.contains(reason), "\(outcome.error)")
    #expect(outcome.output == "accepted 1, duplicates 0, refused 1, sealed at size 7\n")
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 0)
    // The mended file can simply be recorded again.
    let again = try sandbox.cutlog("record", "night.jsonl.gz", input: Self.line("1") + "\n" + Self.line("9"))
    #expect(again.output == "accepted 1, duplicates 1, refused 0, sealed at size 10\n")
  }

  @Test func `check reads everything, names every bad input and writes nothing`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    let input = Self.line("1") + "\nbad\n" + Self.line("2") + "\n{}\n"
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "-", "--check", input: input)
    #expect(outcome.status == 2)
    #expect(outcome.output == "accepted 2, duplicates 0, refused 2; nothing was written\n")
    #expect(outcome.error.contains("standard input:2:1:"))
    #expect(outcome.error.contains("standard input:4:1:"))
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", "--check", input: Self.line("1")).status == 0)
  }

  @Test func `a quarantine takes what is refused, and the stream says so`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let broken = String(Self.line("2").dropLast())
    let conflict = Self.line("1").replacingOccurrences(of: "}", with: ",\"task\":\"t\"}")
    let input = [Self.line("1"), "nonsense", broken, Self.line("3"), conflict, Self.line("4")].joined(separator: "\n")
    let outcome = try sandbox.cutlog(
      "record", "night.jsonl.gz", "-", "--quarantine", "refused.jsonl", "--json", input: input)
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["accepted"]?.integer == 3)
    #expect(document["refused"]?.integer == 3)
    #expect(document["problems"]?.array?.map { $0["line"]?.integer } == [2, 3, 5])
    #expect(try sandbox.text("refused.jsonl") == "nonsense\n\(broken)\n\(conflict)\n")
    let noted = try sandbox.expect("show", "night.jsonl.gz", "--type", "input.refused", "--json").output
    #expect(noted.split(separator: "\n").count == 3)
    #expect(noted.contains("\"line\":5"))
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 0)
  }

  @Test func `many events make many batches and none is lost`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let input = (0..<9_000).map { Self.line("e\($0)") }.joined(separator: "\n")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "--json", input: input)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["accepted"]?.integer == 9_000)
    let verified = try sandbox.expect("verify", "night.jsonl.gz", "--json").output
    let verification = try JSONValue(parsing: Array(verified.utf8))["verification"]
    #expect(verification?["events"]?.integer == 9_000)
    #expect(verification?["seals"]?.integer == 4)
    let again = try sandbox.cutlog("record", "night.jsonl.gz", input: input)
    #expect(again.output.hasPrefix("accepted 0, duplicates 9000, refused 0"))
  }

  @Test(arguments: ["", "nonsense", "{\"a\":1,\"a\":2}"])
  func `what was read behind a conflict is neither recorded nor refused, however far the reading was`(bad: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    #expect(try sandbox.cutlog("record", "night.jsonl.gz", input: Self.line("e7")).status == 0)
    var lines = (0..<9_000).map { Self.line("n\($0)") }
    lines[5_000] = Self.line("e7").replacingOccurrences(of: "}", with: ",\"task\":\"t\"}")
    if !bad.isEmpty { lines[8_500] = bad }
    try sandbox.write(lines.joined(separator: "\n"), to: "in.jsonl")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "in.jsonl")
    #expect(outcome.status == 2)
    #expect(outcome.output.hasPrefix("accepted 5000, duplicates 0, refused 1,"))
    #expect(outcome.error.contains("in.jsonl:5001:1: has the source and id of line 5 of night.jsonl.gz"), "\(outcome.error)")
    #expect(outcome.error.contains("; stored: \(Self.line("e7").dropLast())"), "\(outcome.error)")
    #expect(outcome.error.contains("; given: \(lines[5_000])"), "\(outcome.error)")
    #expect(!outcome.error.contains("in.jsonl:8501"))
    #expect(try sandbox.events("note.added").count == 5_001)
  }

  @Test func `a bad line behind a batch that is good ends the recording there, with all before it sealed`() throws {
    let sandbox = try Sandbox.withOpenStream()
    var lines = (0..<9_000).map { Self.line("n\($0)") }
    lines[4_200] = "nonsense"
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", input: lines.joined(separator: "\n"))
    #expect(outcome.status == 2)
    #expect(outcome.output.hasPrefix("accepted 4200, duplicates 0, refused 1,"))
    #expect(try sandbox.events("note.added").count == 4_200)
  }

  @Test func `events of a live pipe are sealed while the pipe is still open`() throws {
    let sandbox = try Sandbox.withOpenStream()
    // The writer of the pipe ends only when the event can be read back from the stream, or after half a minute.
    let outcome = try sandbox.bash(
      """
      { echo '\(Self.line("live"))'
        for i in $(seq 300); do
          if cutlog show night.jsonl.gz --json 2>/dev/null | grep -q '"id":"live"'; then echo seen >&2; break; fi
          read -t 0.1 <> <(:) || true
        done
      } | cutlog record night.jsonl.gz -
      """)
    #expect(outcome.error.contains("seen"))
    #expect(outcome.output.hasPrefix("accepted 1,"))
  }

  @Test func `conflicts are set aside at once, however long the stream is`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let stored = (0..<6_000).map { Self.line("e\($0)") }
    try sandbox.write(stored.joined(separator: "\n"), to: "stored.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "stored.jsonl")
    let conflicts = (0..<300).map { Self.line("e\($0)").replacingOccurrences(of: "}", with: ",\"task\":\"t\"}") }
    let fresh = (0..<300).map { Self.line("f\($0)") }
    try sandbox.write(zip(conflicts, fresh).flatMap { [$0, $1] }.joined(separator: "\n"), to: "in.jsonl")
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "in.jsonl", "--quarantine", "q", "--json")
    #expect(clock.now - start < .seconds(30))
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["accepted"]?.integer == 300)
    #expect(document["refused"]?.integer == 300)
    let problems = try #require(document["problems"]?.array)
    let places = problems.compactMap { $0["line"]?.integer }
    #expect(places == Array(stride(from: 1, to: 200, by: 2)))
    #expect(problems[7]["message"]?.string?.contains("; stored: \(Self.line("e7").dropLast())") == true)
    #expect(try sandbox.text("q") == conflicts.joined(separator: "\n") + "\n")
    let verified = try sandbox.expect("verify", "night.jsonl.gz", "--json").output
    let verification = try JSONValue(parsing: Array(verified.utf8))["verification"]
    #expect(verification?["events"]?.integer == 6_300)
    // The opening, two batches, the good events, the notices.
    #expect(verification?["seals"]?.integer == 5)
    let noted = try sandbox.expect("show", "night.jsonl.gz", "--type", "input.refused", "--json").output
    #expect(noted.split(separator: "\n").count == 300)
    // What was refused stays out of the stream: the quarantine has it.
    #expect(!noted.contains("note.added"))
  }

  @Test func `long reasons of refusals fit the batches`() throws {
    let sandbox = try Sandbox.withOpenStream()
    // Each character takes six bytes in the notice.
    let type = "dev.cutlog." + String(repeating: "\\u0001", count: 1_100)
    let input = (0..<1_500).map {
      Self.line("e\($0)").replacingOccurrences(of: "dev.cutlog.note.added", with: type)
    }
    try sandbox.write(input.joined(separator: "\n"), to: "in.jsonl")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "in.jsonl", "--quarantine", "q")
    #expect(outcome.output.hasPrefix("accepted 0, duplicates 0, refused 1500"), "\(outcome.error.prefix(300))")
    try sandbox.expect("verify", "night.jsonl.gz")
    let lengths = try sandbox.bash(
      "zcat night.jsonl.gz | awk '{ sum += length($0) + 1 } /dev.cutlog.seal\"/ { print sum; sum = 0 }'")
    for length in lengths.output.split(separator: "\n") { #expect(Int(length) ?? .max <= 1 << 22) }
  }

  @Test func `a line that is too long is one refusal`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let long = "{\"x\":\"" + String(repeating: "{},", count: 1 << 20) + "\"}"
    try sandbox.write([Self.line("1"), long, Self.line("2")].joined(separator: "\n"), to: "in.jsonl")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "in.jsonl", "--quarantine", "q", "--json")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["accepted"]?.integer == 2)
    #expect(document["refused"]?.integer == 1)
    #expect(document["problems"]?.array?.first?["line"]?.integer == 2)
    #expect(document["problems"]?.array?.first?["message"]?.string?.contains("longer than") == true)
  }

  @Test func `check names conflicts with what the stream and the input hold already`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Self.line("1") + "\n" + Self.line("2")))
    let stored = try sandbox.expect("show", "night.jsonl.gz", "--json", "--type", "note.added").output
      .split(separator: "\n").map(String.init)
    let before = try sandbox.bytes("night.jsonl.gz")
    let names = try sandbox.names()
    let other = Self.line("2").replacingOccurrences(of: "}", with: ",\"task\":\"t\"}")
    let input = [
      Self.line("1"), other, Self.line("3"), Self.line("3"),
      Self.line("3").replacingOccurrences(of: "22:00", with: "23:00"), stored[0],
      stored[1].replacingOccurrences(of: "acceptedtime\":\"20", with: "acceptedtime\":\"21"), Self.pretty("4"),
    ].joined(separator: "\n")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "--check", "--json", input: input)
    #expect(outcome.status == 2)
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["verdict"]?.string == "refused")
    #expect(document["accepted"]?.integer == 2)
    #expect(document["duplicates"]?.integer == 3)
    #expect(document["refused"]?.integer == 3)
    #expect(document["problems"]?.array?.map { $0["line"]?.integer } == [2, 5, 7])
    #expect(document["problems"]?.array?.first?["message"]?.string?.contains("of line 6 of night.jsonl.gz") == true)
    #expect(document["size"]?.integer == 8)
    #expect(document["streams"]?.array?.first?["size"]?.integer == 8)
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(try sandbox.names() == names)
    let good = try sandbox.cutlog("record", "night.jsonl.gz", "--check", "--json", input: Self.line("1"))
    #expect(good.status == 0)
    #expect(try JSONValue(parsing: Array(good.output.utf8))["verdict"]?.string == "checked")
    // Salted lines are compared without their salt.
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key", "--salted")
    try sandbox.expect("record", "s.gz", try sandbox.file(Self.line("1")))
    #expect(
      try sandbox.cutlog("record", "s.gz", "--check", input: Self.line("1")).output
        == "accepted 0, duplicates 1, refused 0; nothing was written\n")
  }

  @Test func `check gives no answer from a stream that does not verify`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.expect("record", "night.jsonl.gz", try sandbox.file(Self.line("1")))
    // One byte inside the first block: the state, which looks at the end, doesn't notice.
    var bytes = try sandbox.bytes("night.jsonl.gz")
    bytes[60] ^= 1
    try sandbox.write(bytes, to: "night.jsonl.gz")
    let outcome = try sandbox.cutlog("record", "night.jsonl.gz", "--check", input: Self.line("2"))
    #expect(outcome.status == 1 || outcome.status == 2)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("no answer is given from it"))
    #expect(!outcome.error.contains("--unverified"))
  }
}
