import Foundation
import Testing

/// The sample that a newcomer opens first.
@Suite struct SampleTests {
  static let folder = Sandbox.package.appendingPathComponent("samples/github-2018")

  @Test func `the sample's stream is closed, trusted and contains its checkpoint`() throws {
    let sandbox = try Sandbox()
    let stream = Self.folder.appendingPathComponent("github-2018.jsonl.gz").path
    let outcome = try sandbox.cutlog(
      "verify", stream, "--closed", "--trust", Self.folder.appendingPathComponent("trust").path, "--at-least",
      stream + ".checkpoint")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("closed: example.com/cutlog-sample/github-2018/"))
  }

  @Test func `the sample's report is what its stream gives today`() throws {
    let sandbox = try Sandbox()
    let stream = Self.folder.appendingPathComponent("github-2018.jsonl.gz").path
    let kept = Self.folder.appendingPathComponent("report.md")
    let outcome = try sandbox.cutlog(
      "report", stream, "--trust", Self.folder.appendingPathComponent("trust").path, "-o", "report.md")
    #expect(outcome.status == 0, "\(outcome.error)")
    let report = try sandbox.text("report.md")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try report.write(to: kept, atomically: true, encoding: .utf8)
    }
    #expect(report == (try String(contentsOf: kept, encoding: .utf8)))
  }

  @Test func `the sample's stream holds the events and the plan of its folder`() throws {
    let sandbox = try Sandbox()
    let stream = Self.folder.appendingPathComponent("github-2018.jsonl.gz").path
    let trust = Self.folder.appendingPathComponent("trust").path
    let events = try String(contentsOf: Self.folder.appendingPathComponent("events.jsonl"), encoding: .utf8)
    let shown = try sandbox.cutlog("show", stream, "--json", "--trust", trust).output
    for line in events.split(separator: "\n") { #expect(shown.contains(line.dropLast() + ",\"acceptedtime\"")) }
    #expect(try sandbox.cutlog("extract", stream, "plan", "-o", "plan.yaml", "--trust", trust).status == 0)
    #expect(
      try sandbox.bytes("plan.yaml")
        == [UInt8](Data(contentsOf: Self.folder.appendingPathComponent("plan.yaml"))))
  }
}
