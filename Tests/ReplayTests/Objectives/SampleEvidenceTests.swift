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

  /// The events that are bad news themselves, by sample: without them something is better.
  private static let badNews: [String: Set<String>] = [
    "github-2018": []
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
    #expect(Set(Self.badNews.keys).isSubset(of: Self.samples))
  }

  @Test(arguments: samples) func `makes no verdict better but where it was the bad news`(sample: String) throws {
    let folder = Self.folder.appendingPathComponent(sample)
    let text = try Data(contentsOf: folder.appendingPathComponent("plan.yaml"))
    let plan = try PlanDocument.read(bytes: Array(text), name: "plan.yaml").plan
    let lines = try String(contentsOf: folder.appendingPathComponent("events.jsonl"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let improvements = try EvidenceRemoval(plan, lines).improvements()
    let listed = Self.badNews[sample] ?? []
    let unlisted = improvements.filter { !listed.contains($0.removed) }
    #expect(unlisted.isEmpty, "\(unlisted.map(\.description).joined(separator: "\n"))")
    let idle = listed.subtracting(improvements.map(\.removed))
    #expect(idle.isEmpty, "no bad news: \(idle.sorted())")
  }
}
