import Foundation
import JSONText
import Testing

@Suite struct `cutlog forecast` {
  private static let plan = PaymentsSampleTests.path("plan.yaml")
  private static let trust = ["--trust", PaymentsSampleTests.path("trust")]

  private func history(_ runs: [String]) -> [String] {
    runs.isEmpty ? [] : ["--history"] + runs.map { PaymentsSampleTests.path("\($0).jsonl.gz") }
  }

  private func forecast(_ runs: [String], _ more: String...) throws -> Sandbox.Outcome {
    try Sandbox().run(Sandbox.program, ["forecast", Self.plan] + history(runs) + Self.trust + ["--draws", "1000"] + more)
  }

  /// The seconds of a member in nanoseconds.
  private func nanoseconds(_ value: JSONValue?) -> Int64? {
    guard case .number(let text)? = value else { return nil }
    let parts = text.split(separator: ".")
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return Int64(parts[0] + fraction + String(repeating: "0", count: 9 - fraction.utf8.count))
  }

  /// A program that isn't ours reads the plans and the events, and draws the same numbers by the definitions. It must
  /// come to the same figures, to the nanosecond and to the draw.
  @Test(arguments: [[], ["rehearsal-1", "rehearsal-2"], ["rehearsal-1", "rehearsal-2", "live"]])
  func `every figure for the next run of the sample is that of an independent computation`(runs: [String]) throws {
    let sandbox = try Sandbox()
    var arguments = [
      Sandbox.package.appendingPathComponent("Tests/Foreign/forecast.py").path, "1000", "1", Self.plan,
    ]
    for run in runs {
      try sandbox.bash("zcat '\(PaymentsSampleTests.path("\(run).jsonl.gz"))' > \(run).jsonl")
      arguments += [run == "live" ? Self.plan : PaymentsSampleTests.path("plan-v2.yaml"), sandbox.path("\(run).jsonl")]
    }
    let foreign = try sandbox.run(URL(fileURLWithPath: "/usr/bin/python3"), arguments)
    try #require(foreign.status == 0, "\(foreign.error)")
    let expected = try JSONValue(parsing: Array(foreign.output.utf8))
    let outcome = try forecast(runs, "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let found = try #require(try JSONValue(parsing: Array(outcome.output.utf8))["forecast"])
    #expect(found["n"]?.integer == Int64(runs.count))
    for name in ["p50", "p80", "p95", "mean"] {
      #expect(nanoseconds(found["\(name)Seconds"]) == expected[name]?.integer, "\(name)")
    }
    #expect(found["runs"]?.array?.map { nanoseconds($0["paceSeconds"]) } == expected["paces"]?.array?.map(\.integer))
    for objective in found["objectives"]?.array ?? [] {
      let share = nanoseconds(objective["probability"]).map { $0 / 1_000_000 }
      #expect(share == expected["met"]?[objective["id"]?.string ?? ""]?.integer, "\(objective)")
    }
  }

  /// The page for a third run after both rehearsals, from 1,000 draws with seed 1.
  ///
  /// - `history`: rehearsal 1 completed 34 tasks and gates, rehearsal 2 completed 52. The milestone has no duration to
  ///   compare, so 85 of the 86 have a ratio, and one task of the way back, `traffic-back`, has nothing before it that
  ///   would say since when it waited, so 85 have a wait.
  /// - `duration`, `finish`, `at the pace of earlier runs`: the plan once with the ratios and waits of either rehearsal;
  ///   for what rehearsal 1 didn't do, the middle of its manual or automated tasks. 10,114.75 s and 14,913.875 s
  ///   (`paces` in Tests/Foreign/forecast.py); the finish is later by the first wait, 20 and 35 s: 09:00:20 and
  ///   09:00:35 in the stories.
  /// - `chance`: 505, 1,000, 445 and 806 of 1,000 draws (`met` there).
  /// - `error`: rehearsal 2 took from 09:00:20 to the end of `hand-over`, 11:43:17: 9,777 s, 2h 42m 57s. Drawn with
  ///   rehearsal 1 alone its plan takes 4h 06m 19s, 14,779 s: 1.512 times as long.
  /// - least and greatest ratio: of manual tasks `traffic-back` in rehearsal 1, 67 of 180 s, and `demote-target` there, 544
  ///   of 240 s; of automated ones `unlock-deployments` in rehearsal 2, 71 of 120 s, and `shift-traffic-100` there, 420 of
  ///   180 s; of gates `acceptance` in rehearsal 2, 40 of 180 s, and `go-live` in rehearsal 1, 240 of 120 s.
  @Test func `the page after both rehearsals`() throws {
    let outcome = try forecast(["rehearsal-1", "rehearsal-2"])
    #expect(outcome.status == 0, "\(outcome.error)")
    try golden(outcome.output, "forecast.txt")
  }

  /// With the night itself: its pace is what it took, from 21:00:27 to 00:28:06, 12,459 s, for it was the same plan.
  ///
  /// It adds 51 ratios and 52 waits to 85 and 85. Among them are the new greatest ratios: `catch-up-batch`, 3,766 of
  /// 1,500 s, and `shift-traffic-50`, which was paused, 850 of 180 s. Foretold are rehearsal 2 as 12,869 s, 31.6 % more
  /// than its 9,777 s, and the night as 11,560 s, 7.2 % less than its 12,459 s; the mean of 31.6 and 7.2 is 19.4.
  @Test func `the page after the night too`() throws {
    let outcome = try forecast(["live", "rehearsal-1", "rehearsal-2"])
    try golden(outcome.output, "forecast-with-live.txt")
    #expect(outcome.output.contains("3h 27m 39s"))
    // In whichever order the streams are named.
    let other = try forecast(["rehearsal-2", "live", "rehearsal-1"])
    func rows(_ text: String) -> [Substring] { Array(text.split(separator: "\n").drop { !$0.hasPrefix("The next run") }) }
    #expect(rows(other.output) == rows(outcome.output))
  }

  @Test func `without history says so, and draws the plan's own estimates`() throws {
    let outcome = try forecast([])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("none (n = 0): by the plan's own estimates"))
    #expect(outcome.output.contains("No earlier run: the chances are only as good as the plan's own estimates."))
    #expect(outcome.output.contains("80 % within"))
  }

  @Test func `without history and with a task of unknown length, doesn't take three figures for single ones`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      plan: p
      version: 1
      tasks:
        - { id: a, duration: { optimistic: 1m, likely: 2m, pessimistic: 9m } }
        - { id: b, after: [a] }
      """, to: "plan.yaml")
    let outcome = try sandbox.cutlog("forecast", "plan.yaml", "--draws", "10")
    #expect(outcome.output.contains("unknown: the plan gives none"))
    #expect(outcome.output.contains("No earlier run: the chances are only as good as the plan's own estimates."))
  }

  @Test func `the figures follow from the seed alone`() throws {
    let runs = ["rehearsal-1", "rehearsal-2"]
    let first = try forecast(runs, "--json", "--seed", "7")
    #expect(first.output == (try forecast(runs, "--json", "--seed", "7").output))
    #expect(first.output != (try forecast(runs, "--json", "--seed", "8").output))
    let sandbox = try Sandbox()
    let words = ["'\(Sandbox.program.path)'", "forecast", "'\(Self.plan)'"] + history(runs) + Self.trust
    let command = (words + ["--draws", "1000", "--json", "--seed", "7"]).joined(separator: " ")
    for surrounding in ["taskset --cpu-list 0", "env TZ=America/St_Johns LC_ALL=tr_TR.UTF-8", "env -i"] {
      #expect(try sandbox.bash("\(surrounding) \(command)").output == first.output, "\(surrounding)")
    }
  }

  @Test func `a run that completed nothing doesn't count, and that is said`() throws {
    let sandbox = try Sandbox.withOpenStream()
    let outcome = try sandbox.cutlog("forecast", "plan.yaml", "--history", "night.jsonl.gz", "--draws", "10", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let document = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(document["forecast"]?["n"]?.integer == 0)
    #expect(document["problems"]?.array?.contains { $0["rule"]?.string == "history-empty" } == true)
  }

  @Test(arguments: [["--draws", "0"], ["--draws", "1000001"], ["--seed", "9007199254740992"], ["--seed", "-1"]])
  func `draws and seeds out of range are wrong usage`(option: [String]) throws {
    let outcome = try Sandbox().run(Sandbox.program, ["forecast", Self.plan] + option)
    #expect(outcome.status == 64)
  }

  private func golden(_ text: String, _ name: String) throws {
    let file = Sandbox.package.appendingPathComponent("Tests/Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" { try Data(text.utf8).write(to: file) }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }
}
