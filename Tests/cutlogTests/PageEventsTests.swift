import Foundation
import Testing

/// The table of events of a report's page, in a headless chromium; `Tests/page/events.py` drives it.
@Suite(.serialized) struct PageEventsTests {
  private func expect(_ what: String) throws {
    let outcome = try Sandbox().run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [Sandbox.package.appendingPathComponent("Tests/page/events.py").path, Sandbox.program.path, what])
    #expect(outcome.output == "\(what): as it must be\n", "\(outcome.error)")
  }

  @Test func `its rows are filtered by type, task and words, and links lead to them whatever is filtered`() throws {
    try expect("rows")
  }

  @Test func `lines that are no rows of the page come from the checked stream, page by page, as text`() throws {
    try expect("pages")
  }
}
