import Foundation
import JSONText
import Testing

extension Sandbox {
  /// The events of a stream whose type fits, by `cutlog show --json`.
  func events(_ type: String, in stream: String = "night.jsonl.gz") throws -> [JSONValue] {
    try expect("show", stream, "--json", "--type", type).output.split(separator: "\n").map {
      try JSONValue(parsing: Array($0.utf8))
    }
  }

  /// Expects that the stream verifies, also by the verifier in Python that was written from the specification.
  func expectVerified(
    _ stream: String = "night.jsonl.gz", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let ours = try cutlog("verify", stream, "--json")
    #expect(ours.status == 0, "\(ours.error)", sourceLocation: sourceLocation)
    let script = Self.package.appendingPathComponent("Tests/Foreign/verify_stream.py").path
    let theirs = try run(URL(fileURLWithPath: "/usr/bin/python3"), [script, path(stream), "--json"])
    #expect(theirs.status == 0, "\(theirs.output.prefix(600))", sourceLocation: sourceLocation)
    let verification = try JSONValue(parsing: Array(ours.output.utf8))["verification"]
    let answer = try JSONValue(parsing: Array(theirs.output.utf8))
    #expect(answer["root"]?.string == verification?["root"]?.string, sourceLocation: sourceLocation)
    #expect(answer["size"]?.integer == verification?["size"]?.integer, sourceLocation: sourceLocation)
    #expect(answer["lines"]?.integer == verification?["lines"]?.integer, sourceLocation: sourceLocation)
    #expect(answer["verdict"]?.string == verification?["verdict"]?.string, sourceLocation: sourceLocation)
  }

  /// The files in which events wait.
  func spooled() throws -> [String] { try names().filter { $0.contains(".spool-") } }
}
