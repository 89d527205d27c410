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
        "window-closes:plan.yaml:3:29", "decide-by:plan.yaml:8:23", "objective-infeasible:plan.yaml:5:56",
      ])
    #expect(try sandbox.cutlog("plan", "plan.yaml").output.contains("error: plan.yaml:3:29: the plan finishes"))
  }
}
