import Foundation
import TestSupport
import Testing

@Suite struct HelpTests {
  static let verbs = [
    "keygen", "open", "record", "event", "start", "done", "fail", "skip", "note", "run", "check", "approve", "reject",
    "decide", "waive", "attest", "amend", "retract", "attach", "revise", "close", "recover", "identity", "sign",
    "verify", "prove", "check-proof", "withhold", "plan", "policy", "show", "extract", "status", "timeline", "state", "replay", "objectives", "variance", "compare", "claims", "audit", "forecast", "report",
    "demo",
  ]

  @Test(arguments: verbs)
  func `the help of a verb has examples and exit statuses within 80 columns`(verb: String) throws {
    let outcome = try Sandbox().cutlog(verb, "--help")
    #expect(outcome.status == 0)
    #expect(
      outcome.output.contains("\nEXAMPLES\n  cutlog \(verb) ")
        || outcome.output.contains("\nEXAMPLES\n  cutlog \(verb)\n"))
    let statuses = try #require(outcome.output.components(between: "\nEXIT STATUS\n", and: "\n\n"))
    #expect(statuses.contains("\n  64  usage"))
    for line in statuses.split(separator: "\n") {
      #expect(
        line.hasPrefix("  0   ") || line.hasPrefix("  1   ") || line.hasPrefix("  2   ") || line.hasPrefix("  3   ")
          || line.hasPrefix("  64  ") || line.hasPrefix("  125 "), "\(line)")
    }
  }

  @Test func `the verbs are grouped`() throws {
    let help = try Sandbox().cutlog("--help").output
    for group in ["RECORD", "CHECK", "READ", "JUDGE", "HAND ON"] { #expect(help.contains("\n\(group) SUBCOMMANDS:\n")) }
    for verb in Self.verbs { #expect(help.contains("\n  \(verb)")) }
  }
}

extension String {
  func components(between start: String, and end: String) -> String? {
    guard let begin = range(of: start)?.upperBound else { return nil }
    let rest = self[begin...]
    return String(rest[..<(rest.range(of: end)?.lowerBound ?? rest.endIndex)])
  }
}
