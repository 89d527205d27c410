import ArgumentParser
import Reports
import TestSupport
import Testing

@testable import cutlog

/// The page of `status` in the middle of the invented night: 22:10 UTC, 00:10 in Amsterdam, with payments degraded.
///
/// Each number follows from `story/live.txt` and the plan, as the comments say. By the plan `shift-traffic-50` ends at T and
/// 60 min 30 s.
@Suite struct StatusPageTests {
  private static let page = [
    // The forecast finish less the planned one.
    "late    yes, by 9m 30s (9 behind the plan)",
    // Planned: T and 2 h 47 min 30 s, the length of the critical path.
    // Forecast: shift-traffic-50 has worked from 22:02:50 to its pause at 22:06:10, 20 s more than its 3 min, so nothing of it
    // is left: 22:10. Then shift-traffic-100 (3 min) 22:13, smoke-tests (6) 22:19, move-pilots (16) 22:35, move-tenants (70)
    // 23:45, acceptance (3) 23:48, unsilence-alerts (2) 23:50, unlock-deployments (2) 23:52, hand-over (5) 23:57.
    "done    23:57:00, in 1h 47m 00s (planned 23:47:30)",
    // open-writes is the point of no return; bob started it at 21:56:13.
    "decide  nothing left: past the point of no return, open-writes at 21:56:13",
    "",
    "at      2026-10-03T22:10:00Z, T+1h 10m 00s, as asked",
    // alice entered it.
    "phase   open since 21:56:05",
    // 11 of readiness and freeze, 5 of quiesce, 4 syncs, 9 of the switch, open-writes, switch-dns and shift-traffic-10 are done.
    // 53 - 32 - 3 - 4 = 14 wait.
    "tasks   32 of 53 done, 3 running, 14 waiting, 4 for a rollback",
    // T and 5 h, less 23:57.
    "window  closes 02:00:00, 2h 03m 00s after the finish",
    "",
    "Now",
    "",
    "task                 who       for          of  forecast  remark",
    // Worked from 22:02:50 to 22:06:10, 3 min 20 s. The role network is dave's since 21:01:40.
    "shift-traffic-50     dave   3m 20s      3m 00s  22:10:00  paused since 22:06:10",
    // 21:58:11 to now. hana took the role dba over from bob at 22:07:30.
    "reverse-replication  hana  11m 49s     10m 00s  22:10:00",
    // 21:58:22 to now; two hours later it would end.
    "watch-lag            hana  11m 38s  2h 00m 00s  23:58:22  background",
    "",
    "Late",
    "",
    "task or gate         should have  late by  forecast  effect",
    // By the plan T and 60 min 30 s, now is T and 70 min: 9 min 30 s. It is critical, so all of that moves the finish.
    "shift-traffic-50     finished      9m 30s  22:10:00  moves the finish",
    // Should have started then.
    "shift-traffic-100    started       9m 30s  22:10:00  moves the finish",
    // T and 63 min 30 s; its forecast start is the end of shift-traffic-100.
    "smoke-tests          started       6m 30s  22:13:00  moves the finish",
    // T and 69 min 30 s.
    "move-pilots          started          30s  22:19:00  moves the finish",
    // Has 64 min of float, of which the delay of 9 min 30 s leaves 54 min 30 s; so has catch-up-batch behind it.
    "start-batch          started       6m 30s  22:13:00  54m 30s float left",
    // T and 66 min 30 s.
    "catch-up-batch       started       3m 30s  22:16:00  54m 30s float left",
    // Float 83 min.
    "suspend-source       started          30s  22:19:00  1h 13m 30s float left",
    // A milestone; float 104 min.
    "payments-live        finished      6m 30s  22:13:00  1h 34m 30s float left",
    // By the plan at T and 62 min 30 s; float 105 min, forecast now, 7 min 30 s late.
    "reverse-replication  finished      7m 30s  22:10:00  1h 37m 30s float left",
    "",
    "Next",
    "",
    "task               who    forecast  planned     takes  waits for",
    // Nothing is free to start: these come next by the forecast.
    "shift-traffic-100  dave   22:10:00  22:00:30   3m 00s  shift-traffic-50",
    "smoke-tests        carol  22:13:00  22:03:30   6m 00s  shift-traffic-100",
    "start-batch        carol  22:13:00  22:03:30   3m 00s  shift-traffic-100",
    "catch-up-batch     hana   22:16:00  22:06:30  25m 00s  start-batch",
    "suspend-source     carol  22:19:00  22:09:30   3m 00s  smoke-tests",
    "",
    "Gates",
    "",
    "gate        state    approved  forecast  deadline  lacks",
    // move-tenants ends at 23:45 by the forecast, the gate takes 3 min. The deadline is T and 4 h.
    "acceptance  not yet  0 of 2    23:48:00  01:00:00  validate-business, move-tenants, catch-up-batch, suspend-source",
    "",
    "Objectives whose clocks run",
    "",
    "objective         runs for       limit        left  forecast",
    // The freeze of payments-db at 21:30:41 makes payments degraded; the plan ends the outage with shift-traffic-100 at 22:13.
    "pay-business       39m 19s     45m 00s      5m 41s  met, 42m 19s",
    // Since the go at 21:39:05.
    "pay-invocation     30m 55s     45m 00s     14m 05s  met, 33m 55s",
    // The announced maintenance lasts from 21:25 to 22:10; of the outage only 22:10 to 22:13 lies behind it.
    "pay-net                 0s     15m 00s     15m 00s  met, 3m 00s",
    // The backlog of settlements isn't cleared, so 22:13 is only the earliest that the clock can stop.
    "pay-backlog        39m 19s  2h 00m 00s  1h 20m 41s  open, 42m 19s",
    // An acceptance comes after the service is back.
    "pay-accepted       39m 19s  3h 00m 00s  2h 20m 41s  open, 42m 19s",
    // From run.began at 21:00:00 to 23:57, or later: consumers-bound, listener-owner and dns-answers are required and failed.
    "whole-run       1h 10m 00s  4h 00m 00s  2h 50m 00s  open, 2h 57m 00s",
    "",
    "What is wrong",
    "",
    // monitoring, after the pods came back at 60 percent.
    "- service payments is degraded since 22:09:50",
    // Declared at 22:06:30, resolved only at 22:26.
    "- incident payments, severity 2: declared 22:06:30, not resolved",
    // erin's second report.
    "- backlog settlements of payments: 3610 at 22:10:00",
    // Passes again only at 22:33.
    "- check consumers-bound failed at 21:51:40: settle has 0 members",
    // Typed in at its place in time; passes only at 22:36:20.
    "- check listener-owner failed at 21:44:05: chargebacks: we-gateway",
    // Passes only at 22:29.
    "- check analytics-connected failed at 21:53:30: log-workspace: connection refused",
    "",
    // The probes of payments; of three events of 22:10:00 they stand last in the stream.
    "last event  0s ago: service.observed, line 306 monitoring-018",
  ]

  @Test func `ten minutes into the outage the first three lines say how late, when, and how long to decide`() throws {
    let outcome = try Sandbox().expect(
      "status", PaymentsSampleTests.path("live.jsonl.gz"), "--trust", PaymentsSampleTests.path("trust"), "--at", "T+1h10m")
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for (line, expected) in zip(lines, Self.page) { #expect(line == expected) }
    #expect(lines.count > Self.page.count)
  }

  @Test(arguments: ["T-10m", "T+37m30s", "T+1h10m", "T+2h", "T+4h"])
  func `on a terminal of 80 columns no line is longer`(time: String) throws {
    var written: [UInt8] = []
    let console = Console(
      output: { bytes in
        written += bytes
        return true
      }, error: { _ in true }, form: .init(width: 80))
    var verb = try #require(
      try CutlogCommand.parseAsRoot([
        "status", PaymentsSampleTests.path("live.jsonl.gz"), "--trust", PaymentsSampleTests.path("trust"), "--at", time,
      ]) as? any Verb)
    let services = SystemServices.recorder([:])
    #expect(verb.execute(in: Surroundings(console: console, environment: [:], services: services, remembered: nil)) == .done)
    let lines = String(decoding: written, as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 15)
    // Only a name that is longer than the line itself can't be broken.
    for line in lines where line.contains(" ") { #expect(line.count <= 80, "\(line)") }
  }
}
