import Foundation
import Testing

/// The program is killed and its disk fails while it writes; `Tests/crash/crash.py` does the same at every call.
@Suite struct CrashTests {
  @Test func `nothing acknowledged is lost by kill -9, a broken disk or a full one`() throws {
    let sandbox = try Sandbox()
    let outcome = try sandbox.run(
      URL(fileURLWithPath: "/usr/bin/python3"),
      [
        Sandbox.package.appendingPathComponent("Tests/crash/crash.py").path, "--cutlog", Sandbox.program.path,
        "--calls", "2", "--moments", "12",
      ])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
    #expect(outcome.output.hasSuffix(" passed, 0 failed\n"))
  }
}
