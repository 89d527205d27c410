import Foundation
import JSONText
import Testing

@Suite struct `cutlog plan` {
  @Test func `says file, line and column of everything that the plan can't keep`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      plan: p
      version: 1
      window: { opens: T, closes: T+9m }
      services: [ { id: s } ]
      objectives: [ { id: o, metric: rto, service: s, limit: 5m } ]
      impact: [ { service: s, from: a.start, to: a.finish } ]
      gates: [ { id: g, after: [a], deadline: T+5m } ]
      rollback: { decideBy: T+8m, tasks: [back] }
      tasks:
        - { id: a, duration: 10m, finishBy: T+6m }
        - { id: b, duration: 0m, after: [{ task: a, lag: -20m }] }
        - { id: back, duration: 5m, only: rollback }
      """, to: "plan.yaml")
    let outcome = try sandbox.cutlog("plan", "plan.yaml", "--json")
    #expect(outcome.status == 1)
    let problems = try JSONValue(parsing: Array(outcome.output.utf8))["problems"]?.array ?? []
    let places = problems.map { problem in
      let numbers = ["line", "column"].map { problem[$0]?.integer.map(String.init) ?? "?" }
      return ([problem["rule"]?.string ?? "?", problem["file"]?.string ?? "?"] + numbers).joined(separator: ":")
    }
    #expect(
      places == [
        "finish-by:plan.yaml:10:39", "deadline:plan.yaml:7:41", "pulled-before-start:plan.yaml:11:35",
        "window-closes:plan.yaml:3:29", "decide-by:plan.yaml:8:23",
        "gate-without-followers:plan.yaml:7:16", "objective-infeasible:plan.yaml:5:56",
      ])
    #expect(try sandbox.cutlog("plan", "plan.yaml").output.contains("error: plan.yaml:3:29: the plan finishes"))
  }

  @Test func `warns with file, line and column of what will hardly work, and still ends well`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      plan: p
      version: 1
      window: { opens: T, closes: T+1h }
      services: [ { id: s } ]
      impact: [ { service: s, from: b.finish, to: a.start } ]
      checks: [ { id: smoke } ]
      gates:
        - { id: go, after: [a], requires: [smoke] }
        - { id: idle, after: [a] }
      tasks:
        - { id: a, title: Copy, duration: 10m }
        - { id: b, title: Copy, duration: 10m, after: [go], checks: [smoke] }
        - { id: c, duration: 1m, after: [back] }
        - { id: d, duration: 1m, after: [c] }
        - { id: late, start: T+1h, duration: 0m }
        - { id: back, duration: 5m, only: rollback }
      """, to: "plan.yaml")
    let outcome = try sandbox.cutlog("plan", "plan.yaml", "--json")
    #expect(outcome.status == 0)
    let problems = try JSONValue(parsing: Array(outcome.output.utf8))["problems"]?.array ?? []
    let places = problems.map { problem in
      let numbers = ["line", "column"].map { problem[$0]?.integer.map(String.init) ?? "?" }
      return ([problem["severity"]?.string ?? "?", problem["rule"]?.string ?? "?"] + numbers).joined(separator: ":")
    }
    #expect(
      places == [
        "warning:waits-for-rollback:13:36", "warning:duplicate-task:12:11", "warning:unreachable:13:36",
        "warning:starts-after-window:15:24", "warning:gate-without-followers:9:11", "warning:check-behind-gate:8:38",
        "warning:outage-reversed:5:11", "note:link-left-out:13:36",
      ])
    let page = try sandbox.cutlog("plan", "plan.yaml").output
    #expect(page.contains("plan.yaml:12:11: task b has the title of a and differs in nothing that says what it does (duplicate-task)"))
    #expect(page.contains("c waits for back, which happens only in a rollback, so d is never due (unreachable)"))
  }

  @Test func `finds nothing to warn of in the plans of the samples`() throws {
    let sandbox = try Sandbox()
    let plans = try sandbox.bash("ls '\(Sandbox.package.path)'/samples/*/plan*.yaml").output.split(separator: "\n")
    #expect(plans.count >= 12)
    for plan in plans {
      let document = try JSONValue(parsing: Array(sandbox.cutlog("plan", String(plan), "--json").output.utf8))
      #expect(document["problems"]?.array?.contains { $0["severity"]?.string == "warning" } == false, "\(plan)")
    }
  }
}
