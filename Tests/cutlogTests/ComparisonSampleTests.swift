import ArgumentParser
import Foundation
import JSONText
import Reports
import TestSupport
import Testing

@testable import cutlog

/// `cutlog compare` over the invented cutover: its figures are worked out from the stories, by hand and line by line.
@Suite struct ComparisonSampleTests {
  private static let rehearsals = ["rehearsal-1", "rehearsal-2", "live"]

  private static func paths(_ runs: [String]) -> [String] { runs.map { PaymentsSampleTests.path("\($0).jsonl.gz") } }

  private func comparison(_ runs: [String]) throws -> JSONValue {
    let outcome = try Sandbox().run(
      Sandbox.program, ["compare"] + Self.paths(runs) + ["--trust", PaymentsSampleTests.path("trust"), "--json"])
    #expect(outcome.status == 0, "\(outcome.error)")
    return try JSONValue(parsing: Array(outcome.output.utf8))["comparison"] ?? .null
  }

  /// The page as it looks in a terminal of that width.
  private func page(_ runs: [String], width: Int) throws -> String {
    final class Text { var bytes: [UInt8] = [] }
    let text = Text()
    var surroundings = Surroundings.ofProcess()
    surroundings.remembered = nil
    surroundings.console = Console(
      output: {
        text.bytes += $0
        return true
      }, error: { _ in true }, form: TerminalForm(width: width))
    var verb = try Compare.parse(Self.paths(runs) + ["--trust", PaymentsSampleTests.path("trust")])
    #expect(verb.execute(in: surroundings) == .done)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func checkGolden(_ text: String, _ name: String) throws {
    let file = Sandbox.package.appendingPathComponent("Tests/Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "Golden/\(name)")
  }

  @Test func `the page is as kept, at 80 columns and at 200`() throws {
    for width in [80, 200] { try checkGolden(try page(Self.rehearsals, width: width), "comparison-\(width).txt") }
    try checkGolden(try page(PaymentsSampleTests.runs, width: 80), "comparison-failback-80.txt")
  }

  @Test(arguments: [rehearsals, PaymentsSampleTests.runs])
  func `no line of the page is longer than 80 columns`(runs: [String]) throws {
    for line in try page(runs, width: 80).split(separator: "\n") where !line.contains("/payments-aks") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  /// The table that heads the page: each figure by hand.
  @Test func `the runs' planned and actual durations are those of plans and stories`() throws {
    // The way by which version 2 of the plan takes longest, in minutes, where three figures are given by (o + 4l + p) / 6:
    // take-roles 3, lock-deployments 2, scale-up-target 6.5 (4 6 11), warm-caches 6, ready 2: 19.5;
    // stop-batch 4, drain-queues 3, freeze-writes 2, sync-payments 4, go-live 2: 34.5;
    // promote-payments 3, reconfigure-apps 3, start-target-api 3, test-inside 3, open-writes 2, switch-dns 2: 50.5;
    // three shifts of traffic 9, smoke-tests 6, move-pilots 16 (10 15 26), move-tenants 70 (50 70 90), acceptance 3: 154.5;
    // unsilence-alerts 2, unlock-deployments 2, hand-over 5: 163.5 min are 9,810 s.
    // Version 3: drain-queues 4.5 (3 4 8), sync-payments 5.5 (3 5 10), start-target-api 4: 4 min more, 10,050 s.
    // The failback: take-roles 3, lock-deployments 2, restart-primary 6, warm-primary 5, ready 2: 18;
    // stop-batch 3, drain-queues 3 1/3 (2 3 6), freeze-writes 1, sync-payments 4, go-back 2: 31 1/3;
    // promote-payments 2, reconfigure-apps 2, test-inside 2, open-writes 1, switch-dns 2, two shifts 4: 44 1/3;
    // start-batch 3, catch-up-batch 20, acceptance 3, unsilence-alerts 2, unlock-deployments 2, hand-over 5:
    // 79 1/3 min are 4,760 s.
    // Rehearsal 1 was rolled back, decided at 10:37:30: traffic-back 3, demote-target 4, unfreeze-writes 2 and
    // restart-source-batch 4 should have been done by 10:50:30, 1 h 50 min 30 s after T.
    let planned: [Int64] = [6_630, 9_810, 10_050, 4_760]
    // From T to the last completion: restart-source-batch 10:55:15, since rehearsal 1 was rolled back; hand-over
    // 11:43:17; hand-over 00:28:06; hand-over 21:22:25. T is 09:00, 09:00, 21:00 and 20:00.
    let took: [Int64] = [6_915, 9_797, 12_486, 4_945]
    // The difference: 6,915 - 6,630; 9,797 - 9,810; 12,486 - 10,050; 4,945 - 4,760.
    let slips: [Int64] = [285, -13, 2_436, 185]
    let runs = try comparison(PaymentsSampleTests.runs)["runs"]?.array ?? []
    #expect(runs.map { $0["run"]?.string } == PaymentsSampleTests.runs.map { "payments-aks/\($0)" })
    #expect(runs.map { $0["kind"]?.string } == ["rehearsal", "rehearsal", "live", "failback"])
    #expect(runs.map { $0["rehearsal"]?.bool } == [true, true, false, false])
    #expect(runs.map { $0["outcome"]?.string } == ["rolled-back", "completed", "completed", "completed"])
    #expect(runs.map { $0["plan"]?["version"]?.integer } == [2, 2, 3, 1])
    #expect(runs.map { $0["plannedSeconds"]?.integer } == planned)
    #expect(runs.map { $0["seconds"]?.integer } == took)
    #expect(runs.map { $0["slipSeconds"]?.integer } == slips)
  }

  /// What a story says of one run, read from its table.
  private struct Story {
    /// Seconds of the day.
    var starts: [String: Int] = [:]
    var completions: [String: Int] = [:]
    var failed: Set<String> = []
    var phases: [(name: String, at: Int)] = []
    var ended = 0

    init(_ run: String) throws {
      func time(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts.count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : nil
      }
      let text = try String(
        contentsOf: PaymentsSampleTests.folder.appendingPathComponent("story/\(run).txt"), encoding: .utf8)
      for line in text.split(separator: "\n") where !line.hasPrefix("#") {
        let words = line.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count > 2, let begins = time(words[0].prefix(8)) else { continue }
        func value(_ name: String) -> String {
          words.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) } ?? ""
        }
        switch words[2] {
        case "task":
          guard words[0].count == 17, let ends = time(words[0].suffix(8)) else { continue }
          starts[String(words[3])] = min(starts[String(words[3])] ?? begins, begins)
          if words.count > 4, words[4] == "failed" {
            failed.insert(String(words[3]))
          } else {
            failed.remove(String(words[3]))
            completions[String(words[3])] = ends
          }
        case "task.started": starts[value("task")] = begins
        case "task.completed": completions[value("task")] = begins
        case "phase.entered": phases.append((value("phase"), begins))
        case "run.ended": ended = begins
        default: break
        }
      }
      phases.sort { $0.at < $1.at }
    }
  }

  @Test func `every task took as long as from its first line in the story to its last`() throws {
    let tasks = try comparison(PaymentsSampleTests.runs)["tasks"]?.array ?? []
    var compared = 0
    for (number, run) in PaymentsSampleTests.runs.enumerated() {
      let story = try Story(run)
      for task in tasks {
        let id = task["id"]?.string ?? ""
        let record = task["runs"]?.array?[number]
        #expect(record?["executed"]?.bool ?? false == (story.starts[id] != nil), "\(run): \(id)")
        guard let start = story.starts[id] else { continue }
        compared += 1
        #expect(record?["state"]?.string == (story.failed.contains(id) ? "failed" : "completed"), "\(run): \(id)")
        let seconds = story.failed.contains(id) ? nil : story.completions[id].map { Int64($0 - start) }
        #expect(record?["seconds"]?.integer == seconds, "\(run): \(id)")
        // To the second: a second either way, and no less than nothing.
        #expect(record?["lowerSeconds"]?.integer == seconds.map { max(0, $0 - 1) }, "\(run): \(id)")
        #expect(record?["upperSeconds"]?.integer == seconds.map { $0 + 1 }, "\(run): \(id)")
      }
    }
    // Rehearsal 1 came to 29 of the plan's 49 tasks and did the 4 of the way back; the failback has 39.
    #expect(compared == 33 + 49 + 49 + 39)
  }

  @Test func `every phase lasted until the next, the last one to the end of the run`() throws {
    let phases = try comparison(PaymentsSampleTests.runs)["phases"]?.array ?? []
    for (number, run) in PaymentsSampleTests.runs.enumerated() {
      let story = try Story(run)
      #expect(phases.count { $0["entered"]?.array?[number].integer == 1 } == story.phases.count)
      for (place, phase) in story.phases.enumerated() {
        let end = place + 1 < story.phases.count ? story.phases[place + 1].at : story.ended
        let found = phases.first { $0["phase"]?.string == phase.name }
        #expect(found?["seconds"]?.array?[number].integer == Int64(end - phase.at), "\(run): \(phase.name)")
      }
    }
  }

  @Test func `the clocks of the runs stand side by side, and agree with the objectives by hand`() throws {
    let clocks = try comparison(PaymentsSampleTests.runs)["clocks"]?.array ?? []
    func seconds(_ service: String, _ clock: String) -> [Int64?]? {
      clocks.first { $0["service"]?.string == service && $0["clock"]?.string == clock }?["seconds"]?.array?
        .map(\.integer)
    }
    // Writes frozen to up: 09:42:31 to 10:56:47, 09:28:34 to 10:06:56, 21:30:41 to 22:21:51, 20:24:12 to 20:50:37.
    #expect(seconds("payments", "business") == [4_456, 2_302, 3_070, 1_585])
    // The go: 09:57:30, 09:36:20, 21:39:05, 20:30:50.
    #expect(seconds("payments", "since-invocation") == [3_557, 1_836, 2_566, 1_187])
    // Accepted: never, 11:35:30, 00:19:00, 21:14:30.
    #expect(seconds("payments", "until-accepted") == [nil, 7_616, 10_099, 3_018])
    // The run from beginning to end: 09:00 to 11:05, 09:00 to 11:51:30, 21:00 to 00:28:30, 20:00 to 22:15.
    #expect(seconds("payments", "run") == [7_500, 10_290, 12_510, 8_100])
    // Down in the night from 22:05:10 to 22:09:50, in the failback from 20:43:52 to 20:45:04.
    #expect(seconds("payments", "downtime") == [0, 0, 280, 72])
  }

  @Test func `what the rehearsals showed of four tasks does not hold for the plan of the night`() throws {
    // `diff plan-v2.yaml plan.yaml`: the durations of four tasks, and approvals of a gate.
    let comparison = try comparison(Self.rehearsals)
    let expired = comparison["expired"]?.array ?? []
    #expect(expired.map { $0["run"]?.string } == ["payments-aks/rehearsal-1", "payments-aks/rehearsal-2"])
    #expect(expired.allSatisfy { $0["against"]?.string == "payments-aks/live" })
    let changed = ["drain-queues", "sync-payments", "start-target-api", "catch-up-batch"]
    // Rehearsal 1 never came to catch-up-batch.
    #expect(expired.first?["tasks"]?.array?.map { $0["id"]?.string } == changed.dropLast())
    #expect(expired.last?["tasks"]?.array?.map { $0["id"]?.string } == changed)
    #expect(expired.last?["tasks"]?.array?.allSatisfy { $0["members"]?.array?.map(\.string) == ["duration"] } == true)
    #expect(
      expired.last?["tasks"]?.array?.map { $0["checks"]?.array?.compactMap(\.string) ?? [] }
        == [[], ["replicas-level"], ["api-ready"], ["batch-caught-up"]])
    let changes = expired.last?["changes"]?.array ?? []
    #expect(changes.map { $0["id"]?.string } == changed + ["acceptance"])
    #expect(changes.last?["members"]?.array?.map(\.string) == ["approvals", "separate"])
    // The memory that the pods had, which was what broke the night.
    #expect(
      comparison["findings"]?.array?.map { $0["rule"]?.string } == [
        "evidence-expired", "evidence-expired", "parameters-differ", "parameters-differ",
      ])
  }

  @Test func `the order in which streams are named changes nothing, nor does the alias`() throws {
    let sandbox = try Sandbox()
    let trust = ["--trust", PaymentsSampleTests.path("trust")]
    for form in [[], ["--json"]] {
      let expected = try sandbox.run(Sandbox.program, ["compare"] + Self.paths(PaymentsSampleTests.runs) + trust + form)
      let other = try sandbox.run(
        Sandbox.program, ["diff"] + Self.paths(["live", "failback", "rehearsal-2", "rehearsal-1"]) + trust + form,
        environment: ["TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "SWIFT_DETERMINISTIC_HASHING": "1"])
      #expect(other.output == expected.output)
      #expect(expected.output.utf8.count > 5_000)
    }
  }
}
