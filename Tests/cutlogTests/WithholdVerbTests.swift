import Foundation
import JSONText
import TestSupport
import Testing

/// `withhold`, and what is judged of its copies.
@Suite struct WithholdVerbTests {
  private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func `a copy verifies under the same root and lists its stubs`() throws {
    let sandbox = try Sandbox.withClosedStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    let outcome = try sandbox.cutlog(
      "withhold", "night.jsonl.gz", "--index", "6", "8", "--reason", "personal-data", "-o", "copy.jsonl.gz", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("is not salted"))
    let made = try #require(try json(outcome.output)["copy"])
    #expect(made["withheld"]?.array?.compactMap(\.integer) == [6, 8])
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    #expect(try sandbox.bytes("copy.jsonl.gz.checkpoint") == sandbox.bytes("night.jsonl.gz.checkpoint"))
    let document = try json(sandbox.expect("verify", "copy.jsonl.gz", "--json", "--at-least", "night.jsonl.gz.checkpoint").output)
    let verification = try #require(document["verification"])
    #expect(verification["verdict"]?.string == "closed")
    #expect(verification["container"]?.string == "as-written")
    #expect(verification["withheld"]?.array?.compactMap(\.integer) == [6, 8])
    #expect(verification["stubs"]?.array?.first?["reason"]?.string == "personal-data")
    #expect(try sandbox.cutlog("verify", "copy.jsonl.gz").output.contains("lines 6, 8 as personal-data; the reason is not authenticated"))
    #expect(try sandbox.bash("gzip -t copy.jsonl.gz && zcat copy.jsonl.gz | wc -l").output == "17\n")
    #expect(try sandbox.bash("zcat copy.jsonl.gz | grep -c '\"id\":\"t1\"'").status == 1)
  }

  @Test func `an excerpt by its alias, and an open stream's copy`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(Sandbox.run.joined(separator: "\n"), to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("redact", "night.jsonl.gz", "--keep", "7,10", "--reason", "third-party", "-o", "excerpt.gz")
    let verification = try json(sandbox.expect("verify", "excerpt.gz", "--json").output)["verification"]
    #expect(verification?["verdict"]?.string == "open")
    #expect(verification?["container"]?.string == "as-written")
    #expect(verification?["events"]?.integer == 2)
    #expect(verification?["withheld"]?.array?.compactMap(\.integer) == [5, 6, 8, 9, 11, 12])
    #expect(!sandbox.exists("excerpt.gz.checkpoint"))
  }

  @Test func `what can't be withheld is refused, and nothing is written`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.write("mine", to: "there")
    let before = try sandbox.names()
    for (arguments, status, words) in [
      (["--index", "0", "--reason", "secret", "-o", "c"], Int32(2), "line 0 is the recorder's own (dev.cutlog.stream.opened)"),
      (["--index", "5", "14", "--reason", "secret", "-o", "c"], 2, "line 14 is the recorder's own (dev.cutlog.seal)"),
      (["--index", "17", "--reason", "secret", "-o", "c"], 2, "has no line 17: its sealed lines are 0 to 16"),
      (["--keep", "5", "99", "--reason", "secret", "-o", "c"], 2, "has no line 99"),
      (["--index", "5", "--reason", "shame", "-o", "c"], 64, "personal-data"),
      (["--index", "5", "-o", "c"], 64, "--reason"),
      (["--index", "5", "--keep", "6", "--reason", "secret", "-o", "c"], 64, "either --index or --keep"),
      (["--index", "x", "--reason", "secret", "-o", "c"], 64, "x"),
      (["--index", "5", "--reason", "secret", "-o", "-"], 64, "standard output"),
      (["--index", "5", "--reason", "secret", "-o", "night.jsonl.gz"], 2, "which this command uses"),
      (["--index", "5", "--reason", "secret", "-o", "night.jsonl.gz.checkpoint"], 2, "which this command uses"),
      (["--index", "5", "--reason", "secret", "-o", "there"], 2, "is there already"),
      (["--index", "5", "--reason", "secret", "-o", "no/such/folder"], 2, "no such file"),
    ] {
      let outcome = try sandbox.run(Sandbox.program, ["withhold", "night.jsonl.gz"] + arguments)
      #expect(outcome.status == status, "\(arguments): \(outcome.error)")
      #expect(outcome.error.contains(words), "\(arguments): \(outcome.error)")
      #expect(try sandbox.names() == before, "\(arguments)")
    }
    #expect(try sandbox.text("there") == "mine")
    try sandbox.bash("zcat night.jsonl.gz | sed 's/22:10:00Z/22:09:00Z/' > bad.jsonl; ln -s night.jsonl.gz link.gz")
    #expect(try sandbox.cutlog("withhold", "bad.jsonl", "--index", "5", "--reason", "secret", "-o", "c").status == 1)
    let linked = try sandbox.cutlog("withhold", "night.jsonl.gz", "--index", "5", "--reason", "secret", "-o", "link.gz")
    #expect(linked.status == 2)
    #expect(!sandbox.exists("c"))
  }

  @Test func `a proof made before a line was withheld still holds, and one from the copy is the same`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("prove", "night.jsonl.gz", "--index", "7", "-o", "before.tlog-proof")
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "7", "--reason", "secret", "-o", "copy.gz")
    let outcome = try sandbox.cutlog("prove", "copy.gz", "--index", "7", "-o", "after.tlog-proof")
    #expect(outcome.error.contains("line 7 is withheld here"))
    #expect(try sandbox.bytes("after.tlog-proof") == sandbox.bytes("before.tlog-proof"))
    try sandbox.bash("zcat night.jsonl.gz | sed -n 8p > line.json; zcat copy.gz | sed -n 8p > stub.json")
    #expect(try sandbox.cutlog("check-proof", "after.tlog-proof", "line.json").status == 0)
    #expect(try sandbox.cutlog("check-proof", "after.tlog-proof", "stub.json").status == 1)
  }

  @Test func `with a line withheld nothing is met unless the line is accepted by its index`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.expect("withhold", "night.jsonl.gz", "--index", "6", "--reason", "personal-data", "-o", "copy.gz")
    #expect(try sandbox.cutlog("objectives", "night.jsonl.gz").status == 0)
    let unknown = try sandbox.cutlog("objectives", "copy.gz", "--json")
    #expect(unknown.status == 3)
    let document = try json(unknown.output)
    #expect(document["verdict"]?.string == "unknown")
    let objective = try #require(document["objectives"]?.array?.first)
    #expect(objective["missing"]?.array?.compactMap(\.string) == ["line 6, withheld as personal-data"])
    #expect(objective["seconds"]?.integer == 480)
    #expect(document["problems"]?.array?.contains { $0["rule"]?.string == "line-withheld" } == true)
    #expect(try sandbox.cutlog("objectives", "copy.gz").output.contains("pay-rto lacks line 6, withheld as personal-data"))
    #expect(try sandbox.cutlog("objectives", "copy.gz", "--accept-withheld", "6").status == 0)
    let other = try sandbox.cutlog("objectives", "copy.gz", "--accept-withheld", "7")
    #expect(other.status == 3)
    #expect(other.error.contains("line 7 is not withheld"))
    _ = try sandbox.cutlog("report", "copy.gz", "-o", "r.json")
    #expect(try json(sandbox.text("r.json"))["verdict"]?.string == "unknown")
    try sandbox.expect("report", "copy.gz", "-o", "r.json", "--accept-withheld", "6")
    #expect(try json(sandbox.text("r.json"))["verdict"]?.string == "met")
    let variance = try json(sandbox.cutlog("variance", "copy.gz", "--json").output)
    #expect(variance["problems"]?.array?.contains { $0["rule"]?.string == "line-withheld" } == true)
    let accepted = try json(sandbox.cutlog("variance", "copy.gz", "--accept-withheld", "6", "--json").output)
    #expect(accepted["problems"]?.array?.contains { $0["rule"]?.string == "line-withheld" } == false)
  }

  @Test func `a salted stream's lines carry a salt, are proved with it and withheld without a warning`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect("open", "s.gz", "--plan", "plan.yaml", "--key", "ops.key", "--salted")
    try sandbox.expect("note", "s.gz", "pin 4711", "--id", "a")
    try sandbox.expect("note", "s.gz", "pin 4711", "--id", "b")
    try sandbox.expect("close", "s.gz", "--key", "ops.key")
    let salts = try sandbox.bash("zcat s.gz | jq -r '.salt // empty'").output.split(separator: "\n")
    #expect(Set(salts).count == 2)
    #expect(salts.allSatisfy { $0.wholeMatch(of: /[0-9a-f]{32}/) != nil })
    try sandbox.expect("prove", "s.gz", "--id", "a", "-o", "a.tlog-proof")
    try sandbox.bash("zcat s.gz | grep '\"id\":\"a\"' > a.json")
    #expect(try sandbox.cutlog("check-proof", "a.tlog-proof", "a.json").status == 0)
    let withheld = try sandbox.cutlog("withhold", "s.gz", "--index", "5", "--reason", "secret", "-o", "copy.gz")
    #expect(withheld.status == 0)
    #expect(withheld.error == "")
    #expect(try sandbox.cutlog("verify", "copy.gz", "--closed").status == 0)
    #expect(try sandbox.bash("zcat copy.gz | grep -c \(salts[0])").output == "0\n")
  }
}
