import Foundation
import Reports
import Testing

@testable import cutlog

/// The files of report pages, as they are compiled in.
@Suite struct PageAssetsTests {
  private let folder = Sandbox.package.appendingPathComponent("Sources/CAssets/page")

  private func text(of name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func `the scripts that are compiled in are those of the list, in its order`() throws {
    let names = try text(of: "scripts.txt").split(separator: "\n").map(String.init)
    #expect(names.count > 30)
    #expect(try PageAssets.compiled.script == names.map { try text(of: $0) }.joined(separator: "\n"))
  }

  @Test func `every script of the folder is in the list`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".js") }
    let names = try text(of: "scripts.txt").split(separator: "\n").map(String.init)
    #expect(Set(files) == Set(names))
    #expect(Set(names).count == names.count)
  }
}
