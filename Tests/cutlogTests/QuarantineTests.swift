import Foundation
import JSONText
import TestSupport
import Testing

/// A quarantine and the notes of it agree, also where the recording was killed between the two.
@Suite struct QuarantineTests {
  /// Writes what a recording leaves that is killed while it quarantines two inputs behind 5 bytes of older ones.
  private func interrupt(_ sandbox: Sandbox, quarantined: String, cut: Int = 0) throws {
    try sandbox.write("old1\n" + quarantined, to: "refused")
    try sandbox.write(
      """
      import base64, hmac, json, os, sys
      size = int(sys.argv[1])
      lines = [{"length": 5, "size": size, "quarantine": os.path.abspath("refused")}]
      for line, text in ((7, b"nonsense"), (9, b"more\\tof it")):
          lines.append({"line": line, "reason": "is no object", "input": base64.b64encode(text).decode()})
      text = "cutlog/refusals/v1\\n" + "".join(json.dumps(line) + "\\n" for line in lines)
      state = open("night.jsonl.gz.state", "rb").read()
      slots = [state[start:start + 4096] for start in (4096, 8192)]
      seed = max(slots, key=lambda slot: int.from_bytes(slot[:8], "little"))[56:88]
      text += hmac.new(seed, text.encode(), "sha256").hexdigest() + "\\n"
      file = os.open("night.jsonl.gz.refused-20261122T220000Z-00000000", os.O_WRONLY | os.O_CREAT, 0o600)
      os.write(file, text.encode()[:len(text) - int(sys.argv[2])])
      """, to: "interrupt.py")
    let size = try JSONValue(parsing: Array(sandbox.expect("verify", "night.jsonl.gz", "--json").output.utf8))[
      "verification"]?["size"]?.integer
    #expect(try sandbox.bash("python3 interrupt.py \(size ?? -1) \(cut)").status == 0)
  }

  private func journals(_ sandbox: Sandbox) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sandbox.path(".")).filter { $0.contains(".refused-") }
  }

  private static let both = "nonsense\nmore\tof it\n"

  @Test(
    arguments: ["note night.jsonl.gz on", "record night.jsonl.gz", "close night.jsonl.gz"],
    ["", "nonse", "nonsense\nmore\tof it\n", "nonsense\nmore\tof it\nlater\n", "other\n", "other\nnonsense\nmore\tof it\nlater\n"])
  func `what was interrupted is finished by the next command that writes`(command: String, there: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    try interrupt(sandbox, quarantined: there)
    let outcome = try sandbox.bash("cutlog \(command) < /dev/null")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("2 refused inputs of an interrupted recording: noted in the stream now"))
    let noted = try sandbox.events("input.refused")
    #expect(noted.map { $0["data"]?["line"]?.integer } == [7, 9])
    #expect(noted.map { $0["data"]?["reason"]?.string } == ["is no object", "is no object"])
    #expect(noted.first?["data"]?["sha256"]?.string == "999aaa8645bb72ff599e143b1e3d2a94777127f4783a69f067251f7bbebc5ab6")
    let expected = there == "other\n" ? "old1\nother\n" + Self.both : "old1\n" + (there.contains(Self.both) ? there : Self.both)
    #expect(try sandbox.text("refused") == expected)
    #expect(try journals(sandbox).isEmpty)
    #expect(try sandbox.cutlog("verify", "night.jsonl.gz").status == 0)
  }

  @Test func `what the stream has noted already is not noted again`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try interrupt(sandbox, quarantined: Self.both)
    try sandbox.bash("cp night.jsonl.gz.refused-* kept")
    try sandbox.expect("note", "night.jsonl.gz", "first")
    try sandbox.bash("cp kept night.jsonl.gz.refused-again; chmod 600 night.jsonl.gz.refused-again")
    let outcome = try sandbox.cutlog("note", "night.jsonl.gz", "second")
    #expect(!outcome.error.contains("refused input"))
    #expect(try sandbox.events("input.refused").count == 2)
    #expect(try sandbox.text("refused") == "old1\n" + Self.both)
    #expect(try journals(sandbox).isEmpty)
  }

  @Test func `of one that was cut off nothing is done, and it is cleared away`() throws {
    for cut in [1, 60, 70, 200] {
      let sandbox = try Sandbox.withOpenStream()
      try interrupt(sandbox, quarantined: "", cut: cut)
      try sandbox.expect("note", "night.jsonl.gz", "on")
      #expect(try sandbox.events("input.refused").isEmpty)
      #expect(try sandbox.text("refused") == "old1\n")
      #expect(try journals(sandbox).isEmpty)
    }
  }

  @Test(arguments: ["chmod 666 JOURNAL", "mv JOURNAL real; ln -s real JOURNAL", "sed -i 1d JOURNAL"])
  func `a file that others can write, a link and a file of another kind are left alone`(change: String) throws {
    let sandbox = try Sandbox.withOpenStream()
    try interrupt(sandbox, quarantined: "")
    let journal = try #require(try journals(sandbox).first)
    #expect(try sandbox.bash(change.replacingOccurrences(of: "JOURNAL", with: journal)).status == 0)
    try sandbox.expect("note", "night.jsonl.gz", "on")
    #expect(try sandbox.events("input.refused").isEmpty)
    #expect(try sandbox.text("refused") == "old1\n")
    #expect(try journals(sandbox) == [journal])
  }

  @Test(arguments: ["refused", "night.jsonl.gz", "not-there"], [-5, 0, 5])
  func `one that the stream's recorder did not write moves nothing`(quarantine: String, length: Int) throws {
    let sandbox = try Sandbox.withOpenStream()
    try interrupt(sandbox, quarantined: "")
    let journal = try #require(try journals(sandbox).first)
    try sandbox.write(
      """
      import hashlib, json, os, sys
      lines = open(sys.argv[1]).read().splitlines()
      lines[1] = json.dumps({"length": int(sys.argv[3]), "size": 0, "quarantine": os.path.abspath(sys.argv[2])})
      text = "\\n".join(lines[:-1]) + "\\n"
      open(sys.argv[1], "w").write(text + hashlib.sha256(text.encode()).hexdigest() + "\\n")
      """, to: "forge.py")
    #expect(try sandbox.bash("python3 forge.py \(journal) \(quarantine) \(length)").status == 0)
    let outcome = try sandbox.cutlog("note", "night.jsonl.gz", "on")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("not by this stream's recorder: nothing of it is done"))
    #expect(try sandbox.text("refused") == "old1\n")
    #expect(!FileManager.default.fileExists(atPath: sandbox.path("not-there")))
    #expect(try sandbox.cutlog("note", "night.jsonl.gz", "again").error.contains("were set aside") == false)
    #expect(try sandbox.events("input.refused").isEmpty)
    #expect(try journals(sandbox) == [journal])
  }

  @Test func `one whose quarantine can't be written is kept and told`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try interrupt(sandbox, quarantined: "")
    try sandbox.bash("rm refused; mkdir refused")
    let outcome = try sandbox.cutlog("note", "night.jsonl.gz", "on")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("holds refused inputs whose quarantine can't be written"))
    #expect(try journals(sandbox).count == 1)
    #expect(try sandbox.events("input.refused").isEmpty)
  }

  @Test func `nothing of it is left after a recording`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write("nonsense\n", to: "in")
    try sandbox.expect("record", "night.jsonl.gz", "in", "--quarantine", "q")
    #expect(try journals(sandbox).isEmpty)
    #expect(try sandbox.text("q") == "nonsense\n")
  }

  @Test func `a device takes refused inputs too`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write("nonsense\n", to: "in")
    try sandbox.expect("record", "night.jsonl.gz", "in", "--quarantine", "/dev/null")
    #expect(try sandbox.events("input.refused").count == 1)
    #expect(try journals(sandbox).isEmpty)
  }
}
