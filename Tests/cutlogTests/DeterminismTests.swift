import Foundation
import Testing

/// The same streams give the same bytes, wherever and however they are asked.
@Suite struct DeterminismTests {
  private static let answers = [
    "verify --json", "show --json", "objectives --json", "objectives", "timeline --json", "timeline", "timeline --by service", "replay",
    "status --json", "status --at T+1h10m", "state --json", "state --at T+1h6m", "state --expected --json", "variance --json", "claims --json", "claims",
    "audit --json --policy cutover-baseline --policy dora", "audit --policy cutover-baseline --policy failback",
  ]

  /// Ways to ask that must change nothing.
  private static let surroundings = [
    "taskset --cpu-list 0", "env TZ=America/St_Johns LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8", "env -i",
    "env HOME=/nowhere USER=somebody HOSTNAME=elsewhere SWIFT_DETERMINISTIC_HASHING=1", "nice",
  ]

  @Test(arguments: answers)
  func `no answer follows from the number of processors, the zone, the language or the seed of a hash`(answer: String) throws {
    let sandbox = try Sandbox()
    let words = answer.split(separator: " ").map(String.init)
    let options = words.dropFirst().joined(separator: " ")
    let program = Sandbox.program.path
    let (stream, trust) = (PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("trust"))
    let command = "'\(program)' \(words[0]) '\(stream)' --trust '\(trust)' \(options)"
    let expected = try sandbox.bash(command)
    #expect(expected.output.utf8.count > 500)
    for surrounding in Self.surroundings {
      let outcome = try sandbox.bash("\(surrounding) \(command)")
      #expect(outcome.output == expected.output, "\(surrounding) \(answer)")
      #expect(outcome.status == expected.status)
    }
  }

  @Test(arguments: ["html", "md", "json", "csv", "oscal.json"]) func `a report is the same bytes, wherever it is made`(ending: String) throws {
    let sandbox = try Sandbox()
    let (stream, trust) = (PaymentsSampleTests.path("live.jsonl.gz"), PaymentsSampleTests.path("trust"))
    for (number, surrounding) in ([""] + Self.surroundings).enumerated() {
      let outcome = try sandbox.bash(
        "\(surrounding) '\(Sandbox.program.path)' report '\(stream)' --trust '\(trust)' --policy failback -o \(number).\(ending)")
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(try sandbox.bytes("\(number).\(ending)") == sandbox.bytes("0.\(ending)"), "\(surrounding)")
    }
  }
}
