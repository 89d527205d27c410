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
  private static let badNews: [String: Set<String>] = [
    // The service was degraded.
    "github-2018": ["g02-degraded"]
  ]

  /// The events without which some clock or data set would meet a limit that it doesn't meet: those that show when
  /// something began, or that there was more of it.
  private static let beginnings: [String: Set<String>] = [
    // A divergence of which nobody counted the writes.
    "github-2018": ["g05-diverged-west"]
  ]

  /// Every folder of samples/ with a plan and its events.
  static let samples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in
      ["plan.yaml", "events.jsonl"].allSatisfy { file in
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(name)/\(file)").path)
      }
    }
    .sorted()
  }()

  @Test func `is looked for in every sample`() {
    #expect(Self.samples.contains("github-2018"))
    #expect(Set(Self.badNews.keys).union(Self.beginnings.keys).isSubset(of: Self.samples))
  }

  @Test(arguments: samples) func `makes no verdict better but where it was the bad news`(sample: String) throws {
    let (plan, lines) = try Self.read(sample)
    Self.compare(try EvidenceRemoval(plan, lines).improvements(), with: Self.badNews[sample] ?? [])
  }

  @Test(arguments: samples) func `makes nothing good but where it showed how it began`(sample: String) throws {
    let (plan, lines) = try Self.read(sample)
    let improvements = try EvidenceRemoval(probing: plan, lines).improvements()
    Self.compare(improvements.filter(\.isGood), with: Self.beginnings[sample] ?? [])
  }

  private static func read(_ sample: String) throws -> (plan: Plan, lines: [String]) {
    let folder = Self.folder.appendingPathComponent(sample)
    let text = try Data(contentsOf: folder.appendingPathComponent("plan.yaml"))
    let plan = try PlanDocument.read(bytes: Array(text), name: "plan.yaml").plan
    let lines = try String(contentsOf: folder.appendingPathComponent("events.jsonl"), encoding: .utf8)
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
