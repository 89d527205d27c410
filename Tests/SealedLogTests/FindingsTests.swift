import Foundation
import TestSupport
import Testing

/// The specification names every finding that the verifier can have.
@Suite struct FindingsTests {
  @Test func `each rule of the reader stands in the specification's table, and no other`() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: package.appendingPathComponent("docs/stream-format.md"), encoding: .utf8)
    let section = try #require(
      page.range(of: "## 23 Findings").flatMap { start in
        page.range(of: "## 24 References", range: start.upperBound..<page.endIndex).map {
          page[start.upperBound..<$0.lowerBound]
        }
      })
    let name = /`((?:line|batch|key|document|plan|seal|recovery|identity|stream|checkpoint|container|proof)\.[a-z-]+)`/
    let told = Set(section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      row.split(separator: "|")[0].matches(of: name).map { String($0.1) }
    })
    var used: Set<String> = []
    let quoted = /"((?:line|batch|key|document|plan|seal|recovery|identity|stream|checkpoint|container|proof)\.[a-z-]+)"/
    for folder in ["Reading", "Proofs"] {
      let folder = package.appendingPathComponent("Sources/SealedLog/\(folder)")
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
          .replacing("expected: \"key.announced\"", with: "")
        for match in text.matches(of: quoted) { used.insert(String(match.1)) }
      }
    }
    #expect(used == told, "not told: \(used.subtracting(told).sorted()); not used: \(told.subtracting(used).sorted())")
  }
}
