import Foundation
import JSONText
import TestSupport
import Testing

/// `cutlog check`: a command as a check of the plan.
@Suite struct CheckVerbTests {
  private static let plan =
    Sandbox.plan + "\nchecks:\n  - { id: read-only, kind: configuration, expected: \"on\" }\n"

  private func openStream() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Self.plan, to: "plan.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect("open", "night.jsonl.gz", "--plan", "plan.yaml", "--key", "ops.key")
    return sandbox
  }

  @Test func `a check that passes has the plan's words and what was observed`() throws {
    let sandbox = try openStream()
    let outcome = try sandbox.cutlog(
      "check", "night.jsonl.gz", "read-only", "--task", "freeze-writes", "--", "sh", "-c", "echo on")
    #expect(outcome.status == 0)
    #expect(outcome.output == "on\n")
    let event = try #require(try sandbox.events("check.*").first)
    #expect(event["type"]?.string == "dev.cutlog.check.passed")
    #expect(event["task"]?.string == "freeze-writes")
    let data = try #require(event["data"])
    #expect(data["check"]?.string == "read-only")
    #expect(data["kind"]?.string == "configuration")
    #expect(data["expected"]?.string == "on")
    #expect(data["observed"]?.string == "on")
    #expect(data["exitStatus"]?.integer == 0)
    try sandbox.expectVerified()
  }

  @Test func `any other status is a check that failed`() throws {
    let sandbox = try openStream()
    #expect(try sandbox.cutlog("check", "night.jsonl.gz", "read-only", "--", "sh", "-c", "echo off; exit 2").status == 2)
    let data = try #require(try sandbox.events("check.failed").first?["data"])
    #expect(data["observed"]?.string == "off")
    #expect(data["reason"]?.string == "ended with status 2")
    #expect(try sandbox.cutlog("check", "night.jsonl.gz", "read-only", "--", "sh", "-c", "kill -9 $$").status == 137)
    #expect(try sandbox.events("check.failed").count == 2)
  }

  @Test func `a check that can't be started is inconclusive, one that isn't planned is warned of`() throws {
    let sandbox = try openStream()
    let outcome = try sandbox.cutlog("check", "night.jsonl.gz", "smoke", "--", "./nosuch")
    #expect(outcome.status == 125)
    #expect(outcome.error.contains("cutlog: warning: smoke: is no check of the plan"))
    let data = try #require(try sandbox.events("check.inconclusive").first?["data"])
    #expect(data["reason"]?.string == "could not be started: no such command")
    #expect(data["kind"] == nil)
  }

  @Test func `the plan in force is the last revision`() throws {
    let sandbox = try openStream()
    try sandbox.write(Self.plan.replacingOccurrences(of: "\"on\"", with: "\"off\"").replacingOccurrences(of: "version: 3", with: "version: 4"), to: "new.yaml")
    try sandbox.expect("start", "night.jsonl.gz", "freeze-writes")
    try sandbox.expect("revise", "night.jsonl.gz", "--plan", "new.yaml", "--reason", "it was the wrong way round")
    try sandbox.expect("check", "night.jsonl.gz", "read-only", "--", "true")
    #expect(try sandbox.events("check.passed").first?["data"]?["expected"]?.string == "off")
  }
}
