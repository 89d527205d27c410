import CutoverModel
import JSONText
import Testing

@testable import Documents

@Suite struct `The place of a value in a plan` {
  @Test func `is found for everything that a schedule is held against`() throws {
    let read = try readPlan(
      """
      plan: p
      version: 1
      window: { opens: T, closes: T+1h }
      services: [ { id: s } ]
      objectives: [ { id: o, metric: rto, service: s, limit: 5m } ]
      gates: [ { id: g, after: [a], deadline: T+5m, requires: [c] } ]
      rollback: { decideBy: T+50m }
      tasks:
        - { id: a, finishBy: T+5m }
        - { id: b, start: T+1m, after: [a, { task: g, lag: -5m }] }
      checks: [ { id: c } ]
      impact: [ { service: s, from: a.start, to: b.finish } ]
      """)
    let places = read.places
    func place(_ place: PlanPlace) -> String? { places.location(of: place)?.description }
    #expect(place(.windowCloses) == "3:29")
    #expect(place(.limit(objective: "o")) == "5:56")
    #expect(place(.deadline(gate: "g")) == "6:41")
    #expect(place(.decideBy) == "7:23")
    #expect(place(.finishBy(task: "a")) == "9:24")
    #expect(place(.after(step: "b", predecessor: "a")) == "10:35")
    #expect(place(.after(step: "b", predecessor: "g")) == "10:38")
    #expect(place(.step("b")) == "10:11" && place(.step("g")) == "6:16")
    #expect(place(.start(task: "b")) == "10:21")
    #expect(place(.requires(gate: "g", check: "c")) == "6:58")
    #expect(place(.impact(0)) == "12:11")
    #expect(place(.impact(1)) == nil && place(.step("none")) == nil && place(.requires(gate: "g", check: "d")) == nil)
    #expect(place(.after(step: "g", predecessor: nil)) == "6:26")
    #expect(place(.finishBy(task: "b")) == nil)
    #expect(place(.limit(objective: "none")) == nil)
  }
}
