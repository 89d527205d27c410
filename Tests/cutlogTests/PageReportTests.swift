import Foundation
import Testing

/// The pages that `report` writes, in a headless chromium; `Tests/page/report.py` drives it.
@Suite(.serialized) struct PageReportTests {
  private func expect(_ what: String, _ arguments: String...) throws {
    let outcome = try Sandbox().run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [Sandbox.package.appendingPathComponent("Tests/page/report.py").path, Sandbox.program.path, what] + arguments)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output == "\(what): as it must be\n")
  }

  @Test func `each sample's page checks itself, with cutlog's verdicts, and with its state at 50 random instants`() throws {
    try expect("samples", "50")
  }

  @Test func `of 200 single bytes changed in embedded streams each turns the page red, or no line differs`() throws {
    try expect("changes", "200")
  }

  @Test func `a page that says something else than its stream turns red`() throws { try expect("tampered") }

  @Test func `what the reader pastes decides whom the page trusts, and what its stream must continue`() throws { try expect("trust") }

  @Test func `a stream that isn't in the page is taken by drop, and another one is said to be another`() throws { try expect("dropped") }

  @Test func `pages of an open run in two streams, and of a stream that doesn't verify, say so`() throws { try expect("runs") }

  @Test func `without Ed25519 the page says that nothing was checked, and how it can be`() throws { try expect("without") }

  @Test func `nothing that events hold is executed, fetched or complained of`() throws { try expect("hostile") }

  @Test func `all controls of the page are reached by Tab, and keys move the replay`() throws { try expect("keys") }

  @Test func `axe-core finds nothing in pages, light or dark, and none is wider than 320 pixels`() throws {
    try expect("access", Sandbox.package.appendingPathComponent(".build/axe/axe_playwright_python/axe.min.js").path)
  }

  @Test func `pages print on sheets of A4`() throws { try expect("paper") }
}
