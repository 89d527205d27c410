import CloudEvents
import CutoverModel
import Foundation
import TestSupport
import Testing

@testable import Replay

/// What must hold for the claims of every sample, whatever becomes of the stream.
@Suite struct `The claims of the samples` {
  static let names = [
    "cloudflare-2019", "fastly-2021", "github-2018", "gitlab-2017", "linear-2024", "roblox-2021", "wikimedia-2023",
  ]

  private func lines(_ name: String) throws -> [String] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("samples/\(name)/events.jsonl")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// The results by the id of the event that makes the claim.
  private func results(_ lines: [String]) throws -> [String: ClaimResult] {
    var results: [String: ClaimResult] = [:]
    for result in try claims(lines).claims {
      if case .event(let event) = result.origin { results[event.id] = result }
    }
    return results
  }

  @Test(arguments: names) func `are judged alike in whatever order the events were recorded`(name: String) throws {
    let lines = try lines(name)
    let expected = try results(lines)
    #expect(!expected.isEmpty)
    var random = FixedRandom(11)
    for _ in 0..<20 {
      let found = try results(lines.shuffled(using: &random))
      #expect(found.mapValues(\.verdict) == expected.mapValues(\.verdict))
      #expect(found.mapValues(\.value) == expected.mapValues(\.value))
    }
  }

  /// Without an event a claim that names it is open, be it good news or bad; no other changes.
  @Test(arguments: names) func `never hold for want of an event`(name: String) throws {
    let lines = try lines(name)
    let whole = try results(lines)
    for removed in lines.indices {
      var rest = lines
      rest.remove(at: removed)
      let left = try results(rest)
      for (id, before) in whole {
        let isItself = removed == place(of: before)
        guard let after = left[id] else {
          #expect(isItself)
          continue
        }
        let isNamed = before.from?.index == removed || before.to?.index == removed
        #expect(after.verdict == (isNamed ? .undecidable : before.verdict), "\(id) without line \(removed)")
      }
    }
  }

  private func place(of result: ClaimResult) -> Int? {
    if case .event(let event) = result.origin { event.index } else { nil }
  }
}
