import Foundation
import JSONText
import SealedLog
import TestSupport
import Testing

/// `attach` and `extract`: a document goes into the stream and comes out byte for byte.
@Suite struct AttachTests {
  @Test func `documents of every kind come back as they were`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let documents: [(name: String, bytes: [UInt8], type: String)] = [
      ("notes.txt", Array(String(repeating: "größe \"x\"\t\\\r\n", count: 9_000).utf8), "text/plain"),
      ("empty", [], "text/plain"),
      ("image.png", (0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }, "image/png"),
      ("bell", [0x07], "text/plain"), ("noncharacter", [0xEF, 0xBF, 0xBE], "text/plain"),
      ("latin1", [0x67, 0xF6], "application/octet-stream"), ("größe.yaml", Array("a: b\n".utf8), "application/yaml"),
    ]
    for document in documents {
      try sandbox.write(document.bytes, to: document.name)
      try sandbox.expect("attach", "night.jsonl.gz", document.name)
    }
    try sandbox.expectVerified()
    try sandbox.expect("close", "night.jsonl.gz", "--key", "ops.key")
    try sandbox.expectVerified()
    for document in documents {
      let digest = Digest(hashing: document.bytes).hex
      let parts = try sandbox.events("document.attached").filter { $0["data"]?["sha256"]?.string == digest }
      #expect(parts.allSatisfy { $0["data"]?["mediaType"]?.string == document.type })
      for word in [document.name, digest] {
        try sandbox.expect("extract", "night.jsonl.gz", word, "-o", "out")
        #expect(try sandbox.bytes("out") == document.bytes)
      }
    }
  }

  @Test func `name and media type can be given, and standard input needs a name`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog(
      "attach", "night.jsonl.gz", "-", "--name", "pods.json", "--media-type", "text/x-pods; charset=utf-8", input: "{}")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try sandbox.events("document.attached").last?["data"]?["mediaType"]?.string == "text/x-pods; charset=utf-8")
    for wrong in [
      ["-"], ["-", "--name", ""], ["-", "--name", "a/b"], ["-", "--name", "plan"], ["plan.yaml", "--media-type", "text"],
      ["plan.yaml", "--media-type", "text/ä"],
    ] {
      #expect(try sandbox.run(Sandbox.program, ["attach", "night.jsonl.gz"] + wrong).status == 64)
    }
    let noncharacter = String(decoding: [0x61, 0xEF, 0xBF, 0xBE] as [UInt8], as: UTF8.self)
    let before = try sandbox.bytes("night.jsonl.gz")
    #expect(try sandbox.cutlog("attach", "night.jsonl.gz", "plan.yaml", "--name", noncharacter).status == 64)
    #expect(try sandbox.cutlog("attach", "night.jsonl.gz", "nosuch").status == 2)
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
  }

  @Test func `two documents of one name are told apart by their digests`() throws {
    let sandbox = try Sandbox.withOpenStream()
    for text in ["one", "two"] {
      #expect(try sandbox.cutlog("attach", "night.jsonl.gz", "-", "--name", "n", input: text).status == 0)
    }
    let outcome = try sandbox.cutlog("extract", "night.jsonl.gz", "n", "-o", "-")
    #expect(outcome.status == 2)
    #expect(outcome.error.contains("name one by its SHA-256"))
    let digest = Digest(hashing: Array("one".utf8)).hex
    #expect(try sandbox.expect("extract", "night.jsonl.gz", digest, "-o", "-").output == "one")
  }

  @Test func `a document that fits no batch is refused, and the largest one verifies`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let before = try sandbox.bytes("night.jsonl.gz")
    // Text of line ends takes two bytes for each; octets four for three.
    for (name, bytes) in [
      ("lines", [UInt8](repeating: 0x0A, count: 2_200_000)), ("octets", [UInt8](repeating: 0, count: 3_200_000)),
      ("huge", [UInt8](repeating: 0x61, count: 6_000_000)),
    ] {
      try sandbox.write(bytes, to: name)
      let outcome = try sandbox.cutlog("attach", "night.jsonl.gz", name)
      #expect(outcome.status == 2)
      #expect(outcome.error.hasPrefix("cutlog: error: \(name): has "))
      #expect(outcome.error.contains("cutlog: hint: attach it in pieces"))
    }
    #expect(try sandbox.bytes("night.jsonl.gz") == before)
    try sandbox.write([UInt8](repeating: 0x61, count: 4_060_000), to: "large")
    try sandbox.expect("attach", "night.jsonl.gz", "large")
    try sandbox.expectVerified()
    let lengths = try sandbox.bash("zcat night.jsonl.gz | awk '{ sum += length($0) + 1 } /dev.cutlog.seal\"/ { print sum; sum = 0 }'")
    for length in lengths.output.split(separator: "\n") { #expect(Int(length) ?? .max <= 1 << 22) }
    try sandbox.expect("extract", "night.jsonl.gz", "large", "-o", "out")
    #expect(try sandbox.bytes("out") == sandbox.bytes("large"))
  }

  @Test func `what follows an attachment is taken once, as before`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let line = event("note.added", at: "2026-11-22T22:00:00Z", id: "n")
    try sandbox.write(line, to: "one.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "one.jsonl")
    try sandbox.expect("attach", "night.jsonl.gz", "plan.yaml")
    #expect(try sandbox.expect("record", "night.jsonl.gz", "one.jsonl").output.hasPrefix("accepted 0, duplicates 1"))
    try sandbox.expectVerified()
  }

  @Test func `a torn end is set aside before a document is attached`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.bash("printf torn >> night.jsonl.gz")
    let outcome = try sandbox.cutlog("attach", "night.jsonl.gz", "plan.yaml", "--name", "copy.yaml")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("4 bytes without a seal were set aside"))
    try sandbox.expectVerified()
  }
}
