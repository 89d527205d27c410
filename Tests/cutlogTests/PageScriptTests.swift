import Foundation
import Testing

/// The script of report pages, in a headless chromium; `Tests/page` has the programs that drive it.
@Suite(.serialized) struct PageScriptTests {
  private func expect(_ program: String, _ arguments: String..., says line: String) throws {
    let outcome = try Sandbox().run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [Sandbox.package.appendingPathComponent("Tests/page/\(program)").path] + arguments)
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output == line + "\n")
  }

  @Test func `the page has the verifier's verdict, rule and line for each stream of the corpus`() throws {
    try expect("verify.py", "corpus", says: "corpus: as it must be")
  }

  @Test func `the page checks each sample that is embedded in it, and asks nothing of the network`() throws {
    try expect("verify.py", "samples", says: "samples: as it must be")
  }

  @Test func `of 200 streams with one byte changed none is whole unless its lines are the same`() throws {
    try expect("verify.py", "changes", "200", says: "changes: as it must be")
  }

  @Test func `of 150 streams, most of them broken, the page has the verdict and the first finding of verify`() throws {
    try expect("verify.py", "against", "150", Sandbox.program.path, says: "against: as it must be")
  }

  @Test func `of 2000 lines, most of them broken, the page takes those that the foreign verifier takes`() throws {
    try expect("verify.py", "grammar", "2000", says: "grammar: as it must be")
  }

  @Test func `in a browser without Ed25519 the page says that nothing is checked`() throws {
    try expect("verify.py", "without", says: "without: as it must be")
  }

  @Test func `the page's state and verdicts are those of cutlog, at 50 random instants of the samples`() throws {
    try expect("state.py", Sandbox.program.path, "samples", "50", says: "samples: as it must be")
  }

  @Test func `the page's state and verdicts are those of cutlog in streams of random events and corrections`() throws {
    try expect("state.py", Sandbox.program.path, "random", "50", says: "random: as it must be")
  }
}
