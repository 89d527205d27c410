import CutoverModel
import Documents
import JSONText
import Replay
import Reports
import TestSupport
import Testing

/// Planned outages and announced maintenance as people and programs see them.
@Suite struct `Outages on the page` {
  private static let planText = """
    plan: payments
    version: 1
    services: [ { id: payments, freezeImpact: none }, { id: web, freezeImpact: none } ]
    objectives:
      - { id: net, metric: rto, service: payments, limit: 25m, exclude: announced }
      - { id: gross, metric: rto, service: payments, limit: 25m }
    impact: [ { service: payments, from: freeze.start, to: open.finish } ]
    tasks:
      - { id: freeze, duration: 10m }
      - { id: open, duration: 20m, after: [freeze] }
    """

  private static func at(_ type: String, _ time: String, data: String? = nil) -> String {
    event(
      type, at: "2026-11-22T\(time)Z", ["service": "payments", "timeaccuracy": "PT0S"], data: data)
  }

  private func report() throws -> ObjectivesReport {
    let plan = try PlanDocument.read(bytes: Array(Self.planText.utf8), name: "plan.yaml").plan
    let lines = [
      Self.at(
        "maintenance.announced", "20:00:00",
        data: #"{"from":"2026-11-22T22:00:00.000000000Z","to":"2026-11-22T22:30:00.000000000Z"}"#),
      Self.at("service.down", "22:10:00"), Self.at("service.up", "22:50:00"),
    ]
    return try folding(ObjectivesFold(plan: plan, options: .init(streamKind: "live", planIndex: 0)), over: lines)
  }

  @Test func `stand with planned, actual and difference`() throws {
    let text = MarkdownForm().render(try report().page)
    #expect(text.contains("## Planned and actual outage"))
    #expect(text.contains("| `payments` | 30m 00s | 40m 00s | +10m 00s | 1 |"))
    #expect(text.contains("| `web` | 0s | unknown | unknown | 0 | service.observed over the whole run, or impact.none |"))
  }

  @Test func `show announced maintenance with the announcement that counts`() throws {
    let text = MarkdownForm().render(try report().page)
    #expect(text.contains("| `business` of `payments`, without announced maintenance |"))
    #expect(text.contains("| with announced maintenance |"))
    #expect(text.contains("| 40m 00s | 0 `maintenance.announced-2026-11-22T20:00:00Z` |"))
  }

  @Test func `are in the document with their bounds`() throws {
    let report = try report()
    let outages = JSONWriter.text(of: report.outagesJSON)
    #expect(
      outages.hasPrefix(
        #"[{"service":"payments","plannedSeconds":1800,"seconds":2400,"lowerSeconds":2400,"upperSeconds":2400,"#
          + #""differenceSeconds":600,"#))
    let objectives = try #require(report.json.array).map { objective in
      ["grossSeconds", "netSeconds"].map { objective[$0].map { JSONWriter.text(of: $0) } }
    }
    #expect(objectives == [["2400", "1200"], ["null", "null"]])
  }
}
