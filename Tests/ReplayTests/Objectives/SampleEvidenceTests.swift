import CutoverModel
import Documents
import Foundation
import Testing

@testable import Replay

/// Evidence taken away from a sample never makes a verdict better, but where it was the bad news itself.
@Suite struct `Evidence missing from a sample` {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("samples")

  /// The events that are bad news themselves, by sample: without them a verdict on an objective of the plan is better.
  ///
  /// Bad news is that something broke, and also when it was over where that was too late: without the late end it is
  /// unknown how long it took. So is the beginning of a length that is too long.
  private static let badNews: [String: Set<String>] = [
    // Since the first page: 24 minutes until the service was up. From the proposal to the kill: 5 minutes.
    "cloudflare-2019": ["c05-down", "c06-paged", "c11-up", "c08-kill-proposed", "c10-killed"],
    // The service was down.
    "fastly-2021": ["f01-down"],
    // The service was degraded.
    "github-2018": ["g02-degraded"],
    // Down, and how long.
    "gitlab-2017": ["a07-down", "a14-online"],
    // What could be recovered was old; the fault was long before writes opened and the service was up.
    "linear-2024": ["l01-backup", "l05-fault", "l15-opened", "l16-opened", "l17-up"],
    // The degradation, its detection at 13:37, and the late end.
    "roblox-2021": ["r02-detected", "r05-degraded", "r19-up"],
    // One region stayed read-only.
    "wikimedia-2023": ["w02-codfw-degraded"],
    // The go, from which it took too long until the rollback was done: without it the rollback's decision is the first.
    // What of the settlement files could be recovered, where they moved to, and when writes had stopped.
    "aks-payments/rehearsal-1": ["alice-013", "files-001", "files-002", "files-004"],
    // Writes open in the target, and the late end.
    "aks-payments/live": ["db-049", "payments-up"],
  ]

  /// The events without which some clock or data set would meet a limit that it doesn't meet: those that show when
  /// something began, or that there was more of it.
  private static let beginnings: [String: Set<String>] = [
    "fastly-2021": ["f01-down"],
    // A divergence of which nobody counted the writes.
    "github-2018": ["g05-diverged-west"],
    // The first detection, the degradation before the outage, the first text of the deletion, the outage.
    "gitlab-2017": ["a02-load", "a03-degraded", "a06-deleted", "a07-down"],
    // Two attempts that failed.
    "roblox-2021": ["r08-failed", "r10-failed"],
    "wikimedia-2023": ["w02-codfw-degraded"],
  ]

  /// A run of a sample: its plan, its events, and the kind of its stream where that matters.
  struct Sample: CustomTestStringConvertible, Sendable {
    var name: String
    var plan: String
    var events: String
    var kind: String?
    var testDescription: String { name }
  }

  /// Every folder of samples/ with a plan and its events, and the runs of the invented cutover.
  static let samples: [Sample] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let published = names.map { Sample(name: $0, plan: "\($0)/plan.yaml", events: "\($0)/events.jsonl") }
      .filter { sample in
        [sample.plan, sample.events].allSatisfy {
          FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
        }
      }
      .sorted { $0.name < $1.name }
    let payments = [
      ("rehearsal-1", "plan-v2", "rehearsal"), ("rehearsal-2", "plan-v2", "rehearsal"), ("live", "plan", "live"),
      ("failback", "plan-failback", "failback"),
    ].map { run, plan, kind in
      Sample(
        name: "aks-payments/\(run)", plan: "aks-payments/\(plan).yaml", events: "aks-payments/\(run).jsonl", kind: kind)
    }
    return published + payments
  }()

  @Test func `is looked for in every sample`() {
    #expect(Self.samples.count >= 11)
    #expect(Set(Self.badNews.keys).union(Self.beginnings.keys).isSubset(of: Self.samples.map(\.name)))
  }

  @Test(arguments: samples) func `makes no verdict better but where it was the bad news`(sample: Sample) throws {
    let (plan, lines) = try Self.read(sample)
    Self.compare(
      try EvidenceRemoval(plan, lines, kind: sample.kind).improvements(), with: Self.badNews[sample.name] ?? [])
  }

  @Test(arguments: samples.filter { $0.kind == nil })
  func `makes nothing good but where it showed how it began`(sample: Sample) throws {
    let (plan, lines) = try Self.read(sample)
    let improvements = try EvidenceRemoval(probing: plan, lines).improvements()
    Self.compare(improvements.filter(\.isGood), with: Self.beginnings[sample.name] ?? [])
  }

  private static func read(_ sample: Sample) throws -> (plan: Plan, lines: [String]) {
    let text = try Data(contentsOf: Self.folder.appendingPathComponent(sample.plan))
    let plan = try PlanDocument.read(bytes: Array(text), name: sample.plan).plan
    let lines = try String(contentsOf: Self.folder.appendingPathComponent(sample.events), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    return (plan, lines)
  }

  /// What gets better without events must be listed, and each event listed must matter.
  private static func compare(_ improvements: [EvidenceRemoval.Improvement], with listed: Set<String>) {
    let unlisted = improvements.filter { !listed.contains($0.removed) }
    #expect(unlisted.isEmpty, "\(unlisted.map(\.description).joined(separator: "\n"))")
    let idle = listed.subtracting(improvements.map(\.removed))
    #expect(idle.isEmpty, "no bad news: \(idle.sorted())")
  }
}
