import Audit
import Documents
import Foundation
import JSONText
import TestSupport
import Testing

@testable import cutlog

/// What each control pack says of each sample, with the text of the clauses that its findings rest on.
@Suite struct PackOnSamplesTests {
  /// Folder and stream.
  static let samples =
    PaymentsSampleTests.runs.map { ("aks-payments", $0) } + SampleTests.names.map { ($0, $0) }

  @Test(arguments: samples) func `each pack finds in a sample what its file says`(sample: (String, String)) throws {
    let (folder, run) = sample
    let answer = try Self.audit(
      SampleTests.file(folder, "\(run).jsonl.gz").path, trust: SampleTests.file(folder, "trust").path)
    for pack in ControlPack.all {
      let text = try Self.text(of: try GivenPolicy(pack.name), answer, on: run == folder ? run : "\(folder)/\(run)")
      if let difference = try GoldenFile.difference(text, "audit/\(pack.name)/\(run).txt") { Issue.record("\(difference)") }
    }
  }

  /// Judges a stream by all packs.
  static func audit(_ stream: String, trust: String? = nil, in sandbox: Sandbox? = nil) throws -> JSONValue {
    let policies = ControlPack.all.flatMap { ["--policy", $0.name] }
    let arguments = ["audit", stream, "--json"] + policies + (trust.map { ["--trust", $0] } ?? [])
    let outcome = try (sandbox ?? Sandbox()).run(Sandbox.program, arguments)
    return try JSONValue(parsing: Array(outcome.output.utf8))
  }

  private static func text(of policy: GivenPolicy, _ answer: JSONValue, on sample: String) throws -> String {
    let controls = Dictionary(
      policy.policy.controls.map { ($0.id, [$0.title, $0.text].compactMap { $0 }.joined(separator: ": ")) },
      uniquingKeysWith: { first, _ in first })
    let findings = (answer["audit"]?["findings"]?.array ?? []).filter { $0["policy"]?.string == policy.policy.id }
    try #require(findings.count == policy.policy.rules.count)
    var lines = ["\(policy.policy.id) on \(sample)"]
    for finding in findings {
      let counts = ["activations", "violated"].map { String(finding[$0]?.integer ?? 0) }
      let result = finding["result"]?.string ?? ""
      lines += ["", "\(finding["rule"]?.string ?? ""): \(result) (\(counts[0]) activations, \(counts[1]) violated)"]
      for id in finding["controls"]?.array ?? [] {
        lines.append("  # \(id.string ?? ""): \(controls[id.string ?? ""] ?? "")")
      }
      for event in finding["events"]?.array ?? [] {
        let index = event["index"]?.integer.map { String($0) } ?? ""
        lines.append("  \(index) \(event["type"]?.string?.replacing("dev.cutlog.", with: "") ?? "") \(event["id"]?.string ?? "")")
      }
      for reason in finding["reasons"]?.array ?? [] { lines.append("  - \(reason.string ?? "")") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
