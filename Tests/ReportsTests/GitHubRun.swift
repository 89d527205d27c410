import CutoverModel
import Documents
import Foundation
import Replay
import Reports
import TestSupport

/// The sample of October 2018, folded as it stands in its file.
struct GitHubRun {
  let plan: Plan
  let schedule: Schedule
  let lines: [String]

  init() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("samples/github-2018")
    let document = try Data(contentsOf: folder.appendingPathComponent("plan.yaml"))
    plan = try PlanDocument.read(bytes: [UInt8](document), name: "plan.yaml").plan
    schedule = try Schedule(of: plan)
    let events = try Data(contentsOf: folder.appendingPathComponent("events.jsonl"))
    lines = String(decoding: events, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func objectives() throws -> ObjectivesReport {
    try folding(
      ObjectivesFold(plan: plan, options: .init(streamKind: "import", planIndex: 0)), over: lines)
  }

  func timeline() throws -> Timeline {
    try folding(TimelineFold(plan: plan, schedule: schedule), over: lines)
  }

  func variance() throws -> Variance {
    try folding(VarianceFold(plan: plan, schedule: schedule), over: lines)
  }

  func report() throws -> RunReport {
    var report = RunReport(timeline: try timeline())
    var stream = StreamSummary(verdict: "closed", isIntact: true)
    stream.origin = "example.com/demo/github-2018/20261122T215800Z-3f9a"
    stream.run = stream.origin
    stream.kind = "import"
    stream.size = 51
    stream.root = "ZO0Wp8giEORUqan98pQdDhiLqSz9P7Dr97glz2eNkAw="
    stream.signer = .init(name: "example.com/demo", vkey: "example.com/demo+00000000+AQ==", trusted: false)
    stream.checkpoint = "example.com/demo/github-2018/20261122T215800Z-3f9a\n51\nZO0W\n\n— example.com/demo AAAA\n"
    report.streams = [stream]
    report.opening = [("kind", "import")]
    report.plan = plan
    report.planDigest = String(repeating: "0", count: 64)
    report.objectives = try objectives()
    report.variance = try variance()
    report.problems = (report.objectives?.findings ?? []).map(\.problem)
    return report
  }
}
