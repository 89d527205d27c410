#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif
import Foundation
import SealedLog
import TestSupport
import Testing

@testable import cutlog

/// Streams and other inputs that are no files, and those that never end.
@Suite struct PipeTests {
  @Test func `a pipe given as a path is read like standard input`() throws {
    let sandbox = try Sandbox.withClosedStream()
    for command in [
      "verify <(cat night.jsonl.gz)", "verify <(zcat night.jsonl.gz)", "show <(cat night.jsonl.gz)",
      "objectives <(cat night.jsonl.gz)", "verify /dev/stdin < night.jsonl.gz", "cat night.jsonl.gz | cutlog show /dev/stdin",
      "extract <(cat night.jsonl.gz) plan -o -",
      "open next.gz --plan <(cat plan.yaml) --key <(cat ops.key) --follows <(cat night.jsonl.gz) --as undoes",
    ] {
      let outcome = try sandbox.bash(command.hasPrefix("cat") ? command : "cutlog \(command)")
      #expect(outcome.status == 0, "\(command): \(outcome.error)")
    }
  }

  @Test func `what never ends is refused in bounded memory`() throws {
    let sandbox = try Sandbox.withClosedStream()
    for arguments in [
      "verify /dev/zero", "verify - < /dev/zero", "show /dev/zero", "plan /dev/zero", "plan - < /dev/zero",
      "verify night.jsonl.gz --trust /dev/zero", "verify night.jsonl.gz --at-least /dev/zero",
      "open s.gz --plan plan.yaml --key /dev/zero", "verify <(yes)", "verify /dev/zero --json",
    ] {
      let outcome = try sandbox.bash("ulimit -v 1500000; cutlog \(arguments)")
      #expect(outcome.status == 2, "\(arguments): \(outcome.error)")
      #expect(outcome.error.hasPrefix("cutlog: error: "), "\(arguments): \(outcome.error)")
    }
    #expect(try sandbox.cutlog("plan", "/dev/zero").error.contains("more than 4194304 bytes, expected a plan"))
    #expect(
      try sandbox.cutlog("verify", "night.jsonl.gz", "--trust", "/dev/zero").error
        == "cutlog: error: /dev/zero: has more than 1048576 bytes, expected a trust file\n")
  }

  private func spool(_ path: String, _ limits: InputSpool.Limits) throws -> InputSpool.Content {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    return try InputSpool.read(descriptor, name: "pipe", folder: NSTemporaryDirectory(), limits: limits)
  }

  @Test func `more than memory should hold is kept in a file and verifies as often as it is read`() throws {
    let path = Vectors.path("format-1/example.jsonl.gz")
    guard case .file(let source) = try spool(path, .init(memory: 100)) else {
      Issue.record("expected a file")
      return
    }
    for _ in 0..<2 { #expect(try StreamVerifier.verify(source).verdict == .closed) }
    guard case .memory(let bytes) = try spool(path, .init()) else {
      Issue.record("expected memory")
      return
    }
    #expect(try bytes == Vectors.bytes("format-1/example.jsonl.gz"))
  }

  @Test func `a stream longer than the limit is refused with a way out`() throws {
    let failure = #expect(throws: Failure.self) {
      try spool(Vectors.path("format-1/example.jsonl.gz"), .init(memory: 100, total: 1000))
    }
    #expect(failure?.parts.first?.message.hasPrefix("has more than 1000 bytes") == true)
    #expect(failure?.parts.first?.hint == "write it to a file and name that")
  }
}
