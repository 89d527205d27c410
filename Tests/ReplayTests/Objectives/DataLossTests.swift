import CutoverModel
import Replay
import Testing

/// The loss of a data set runs to the moment at which writes stopped; zero must be proved.
@Suite struct `Data loss` {
  private let frozen = db("writes.frozen", "22:00:00", #"{"side":"source"}"#)
  private let opened = db("writes.opened", "22:10:00", #"{"side":"target"}"#)

  private func replica(_ time: String, _ data: String) -> String {
    db("replication.observed", time, "{\"side\":\"target\",\(data)}")
  }

  @Test func `of a planned switchover is zero by positions that stand still`() throws {
    let lines = [
      frozen, replica("22:01:00", #""sourcePosition":"0/9A","targetPosition":"0/97""#),
      replica("22:02:00", #""sourcePosition":"0/9A","targetPosition":"0/9A","inSync":true"#),
      opened,
    ]
    let result = try judged(rpo("0s"), lines)
    #expect(result.verdict == .met)
    #expect(result.value == .zero)
    #expect(result.residual == .zero)
    #expect(result.from?.index == 0)
    #expect(result.to?.index == 2)
    #expect(result.missing.isEmpty)
  }

  @Test func `isn't zero by one reading, or before the freeze, or after the opening`() throws {
    let level = #""sourcePosition":"0/9A","targetPosition":"0/9A","inSync":true"#
    for times in [["22:01:00"], ["21:58:00", "21:59:00"], ["22:11:00", "22:12:00"]] {
      let result = try judged(rpo("0s"), [frozen, opened] + times.map { replica($0, level) })
      #expect(result.verdict == .unknown, "\(times)")
    }
  }

  @Test func `isn't zero where the source position moves on or the target lags`() throws {
    let moving = [
      frozen, replica("22:01:00", #""sourcePosition":"0/9A","targetPosition":"0/9A""#),
      replica("22:02:00", #""sourcePosition":"0/9B","targetPosition":"0/9B""#), opened,
    ]
    let report = try objectives(payPlan([rpo("0s")]), moving)
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.findings.map(\.rule) == ["source-position-moves-after-freeze"])
    let behind = [
      frozen, replica("22:01:00", #""sourcePosition":"0/9A","targetPosition":"0/90""#),
      replica("22:02:00", #""sourcePosition":"0/9A","targetPosition":"0/99""#), opened,
    ]
    #expect(try judged(rpo("0s"), behind).verdict == .unknown)
  }

  @Test func `isn't zero where inSync contradicts the positions`() throws {
    let level = #""sourcePosition":"0/9A","targetPosition":"0/9A""#
    let (first, second) = (replica("22:01:00", level), replica("22:02:00", level))
    let denied = replica("22:03:00", level + #","inSync":false"#)
    #expect(try judged(rpo("0s"), [frozen, first, second, opened]).verdict == .met)
    let bare = replica("22:03:00", #""inSync":false"#)
    for lines in [[first, second, denied], [first, denied], [first, second, bare]] {
      let report = try objectives(payPlan([rpo("0s")]), [frozen] + lines + [opened])
      #expect(report.objectives[0].verdict == .unknown)
      #expect(report.objectives[0].value == nil)
      #expect(
        report.objectives[0].missing.contains(
          "replication.observed whose inSync agrees with its positions"))
      #expect(report.findings.map(\.rule) == ["sync-contradicts-positions"])
      #expect(report.findings.first?.indexes == [lines.count])
    }
    let commit = replica(
      "22:03:00", level + #","inSync":false,"lastCommit":"2026-11-22T22:00:00Z""#)
    #expect(try judged(rpo("0s"), [frozen, first, commit, opened]).verdict == .unknown)
    let confirmed = replica("22:04:00", level + #","inSync":true"#)
    let later = try objectives(
      payPlan([rpo("0s")]), [frozen, first, denied, confirmed, opened])
    #expect(later.objectives[0].verdict == .met)
    #expect(later.findings.map(\.rule) == ["sync-contradicts-positions"])
  }

  @Test func `isn't shown by an event that says more than it can know`() throws {
    func recoverable(_ time: String, _ upTo: String) -> String {
      db(
        "data.recoverable", time, "{\"side\":\"target\",\"upTo\":\"2026-11-22T\(upTo)Z\"}")
    }
    let ahead = recoverable("22:01:00", "23:00:00")
    let report = try objectives(payPlan([rpo("1h")]), [frozen, ahead, opened])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(
      report.objectives[0].value
        == MeasuredSpan(stated: nil, lower: .zero, upper: nil, canBeLower: true))
    #expect(report.findings.map(\.rule) == ["recoverable-after-event"])
    #expect(report.findings.first?.indexes == [1])
    let early = recoverable("21:00:00", "23:00:00")
    #expect(try judged(rpo("30m"), [early, frozen, opened]).verdict == .missed)
    #expect(try judged(rpo("2h"), [early, frozen, opened]).verdict == .unknown)
    let sound = recoverable("21:50:00", "21:40:00")
    let both = try judged(rpo("30m"), [sound, ahead, frozen, opened])
    #expect(both.verdict == .met)
    #expect(both.seconds == .minutes(20))
    #expect(try judged(rpo("10m"), [sound, ahead, frozen, opened]).verdict == .unknown)
    #expect(try judged(rpo("10m"), [sound, frozen, opened]).verdict == .missed)
    let now = try objectives(
      payPlan([rpo("1h")]), [frozen, recoverable("22:01:00", "22:01:00"), opened])
    #expect(now.objectives[0].verdict == .met)
    #expect(now.findings.isEmpty)
    let commit = replica("22:01:00", #""lastCommit":"2026-11-22T23:00:00Z""#)
    let replicated = try objectives(payPlan([rpo("1h")]), [frozen, commit, opened])
    #expect(replicated.objectives[0].verdict == .unknown)
    #expect(replicated.findings.map(\.rule) == ["recoverable-after-event"])
  }

  @Test func `is never proved zero by lag alone`() throws {
    let before = [replica("21:59:50", #""lagSeconds":3"#), frozen, opened]
    let result = try judged(rpo("1m"), before)
    #expect(result.verdict == .met)
    #expect(result.lower == .zero)
    #expect(result.upper == TimeSpan(seconds: 13))
    #expect(try judged(rpo("0s"), before).verdict == .unknown)
    #expect(try judged(rpo("12s"), before).verdict == .unknown)
    let after = [frozen, replica("22:05:00", #""lagSeconds":0,"inSync":true"#), opened]
    #expect(try judged(rpo("0s"), after).verdict == .unknown)
    #expect(try judged(rpo("1s"), after).verdict == .met)
  }

  @Test func `is unknown with neither positions nor times`() throws {
    let result = try judged(rpo("1h"), [frozen, opened])
    #expect(result.verdict == .unknown)
    #expect(
      result.missing == ["data.recoverable, or positions in replication.observed, of db"])
    let nothing = try judged(rpo("1h"), [])
    #expect(nothing.verdict == .unknown)
    #expect(nothing.missing.count == 3)
  }

  /// Linear 2024: restored to 04:47 while writes went on until 09:56; ending the window at the fault (07:20) would
  /// give 2h33m.
  @Test func `ends when writes stop and not at the fault`() throws {
    let minute = ["timeaccuracy": "PT1M"]
    let lines = [
      pay("fault.occurred", "07:20:00", minute),
      db("writes.frozen", "09:56:00", #"{"side":"west"}"#, minute),
      db(
        "data.recoverable", "10:48:00",
        #"{"side":"west","upTo":"2026-11-22T04:47:00Z","method":"backup"}"#, minute),
      db("writes.opened", "10:49:00", #"{"side":"west"}"#, minute),
    ]
    let result = try judged(rpo("5h"), lines)
    #expect(result.seconds == TimeSpan(seconds: 18_540))
    #expect(result.lower == TimeSpan(seconds: 18_480))
    #expect(result.upper == TimeSpan(seconds: 18_600))
    #expect(result.verdict == .missed)
    #expect(result.residual == result.value)
    #expect(result.from?.index == 2)
    #expect(result.to?.index == 1)
    let replayed = db(
      "data.recoverable", "20:00:00",
      #"{"side":"west","upTo":"2026-11-22T09:50:00Z","method":"replay"}"#, minute)
    let later = try judged(rpo("5h"), lines + [replayed])
    #expect(later.seconds == TimeSpan(seconds: 18_540))
    #expect(later.residual?.stated == .minutes(6))
    let lost = db(
      "data.lost", "21:00:00", #"{"from":"2026-11-22T09:00:00Z","to":"2026-11-22T09:02:00Z"}"#)
    #expect(try judged(rpo("5h"), lines + [replayed, lost]).residual?.stated == .minutes(2))
  }

  @Test func `takes the last write that was seen after the freeze`() throws {
    let recoverable = db(
      "data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:59:40Z"}"#)
    #expect(
      try judged(rpo("1m"), [frozen, recoverable, opened]).seconds == TimeSpan(seconds: 20))
    let seen = db(
      "writes.observed", "22:03:00", #"{"side":"source","last":"2026-11-22T21:59:40Z"}"#)
    let level = try judged(rpo("1m"), [frozen, recoverable, seen, opened])
    #expect(level.seconds == .zero)
    #expect(level.upper == TimeSpan(seconds: 1))
    let leak = db(
      "writes.observed", "22:03:00", #"{"side":"source","last":"2026-11-22T22:02:40Z"}"#)
    let report = try objectives(payPlan([rpo("1m")]), [frozen, recoverable, leak, opened])
    #expect(report.objectives[0].seconds == .minutes(3))
    #expect(report.findings.map(\.rule) == ["writes-after-freeze"])
  }

  @Test func `is only bounded below where nothing but the service was down`() throws {
    let lines = [
      db("data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:00:00Z"}"#),
      pay("service.down", "22:00:00"),
      db("writer.changed", "22:08:00", #"{"from":"source","to":"target"}"#), opened,
    ]
    let result = try judged(rpo("2h"), lines)
    #expect(result.verdict == .unknown)
    #expect(result.seconds == nil)
    #expect(result.lower == TimeSpan(seconds: 3_599))
    #expect(result.upper == nil)
    #expect(result.missing == ["writes.frozen or writes.observed (last) of db"])
    #expect(try judged(rpo("30m"), lines).verdict == .missed)
  }

  @Test func `is zero by a reconciliation that matches after writes stopped`() throws {
    let matches = db("data.reconciled", "22:30:00", #"{"matches":true,"source":5,"target":5}"#)
    #expect(try judged(rpo("0s"), [frozen, opened, matches]).verdict == .met)
    let early = db("data.reconciled", "21:30:00", #"{"matches":true}"#)
    #expect(try judged(rpo("0s"), [frozen, opened, early]).verdict == .unknown)
    let differs = db("data.reconciled", "22:40:00", #"{"matches":false}"#)
    #expect(try judged(rpo("0s"), [frozen, opened, matches, differs]).verdict == .unknown)
    let contradictory = db(
      "data.reconciled", "22:30:00", #"{"matches":true,"source":5,"target":4}"#)
    let report = try objectives(payPlan([rpo("0s")]), [frozen, opened, contradictory])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.findings.map(\.rule) == ["reconciliation-contradicts-itself"])
  }

  @Test func `against a limit of zero is missed where something was lost or diverged`() throws {
    let proved = [
      frozen, replica("22:01:00", #""sourcePosition":7,"targetPosition":7"#),
      replica("22:02:00", #""sourcePosition":7,"targetPosition":7"#), opened,
    ]
    #expect(try judged(rpo("0s"), proved).verdict == .met)
    let lost = db("data.lost", "23:00:00", #"{"count":3,"unit":"writes"}"#)
    let report = try objectives(payPlan([rpo("0s")]), proved + [lost])
    #expect(report.objectives[0].verdict == .missed)
    #expect(report.findings.map(\.rule) == ["loss-contradicts-proof"])
    let diverged = db("data.diverged", "22:20:00", #"{"side":"source","writes":954}"#)
    #expect(try judged(rpo("0s"), [frozen, opened, diverged]).verdict == .missed)
    let reconciled = db("data.reconciled", "23:30:00", #"{"matches":true}"#)
    let resolved = try judged(rpo("0s"), [frozen, opened, diverged, reconciled])
    #expect(resolved.verdict == .unknown)
    let unnamed = run("data.lost", "23:00:00")
    #expect(try judged(rpo("0s"), proved + [unnamed]).verdict == .missed)
  }

  @Test func `is judged by counts where the limit is one`() throws {
    func count(_ limit: Int64) -> Objective {
      var objective = rpo("0s")
      objective.limit = .count(limit, unit: "writes")
      return objective
    }
    let diverged = db("data.diverged", "22:20:00", #"{"side":"source","writes":954}"#)
    let lost = db("data.lost", "22:30:00", #"{"count":6,"unit":"writes"}"#)
    let lines = [frozen, opened, diverged, lost]
    #expect(try judged(count(959), lines).verdict == .missed)
    #expect(try judged(count(960), lines).verdict == .met)
    #expect(try judged(count(960), lines).count == 960)
    let other = db("data.lost", "22:31:00", #"{"count":1,"unit":"files"}"#)
    #expect(try judged(count(960), lines + [other]).verdict == .unknown)
    #expect(try judged(count(0), [frozen, opened]).verdict == .unknown)
    let proved = db("data.reconciled", "22:30:00", #"{"matches":true}"#)
    #expect(try judged(count(0), [frozen, opened, proved]).verdict == .met)
  }

  @Test func `counts only readings of the live system`() throws {
    let dry = ["mode": "isolated"]
    let lines = [
      frozen, opened, db("data.reconciled", "22:30:00", #"{"matches":true}"#, dry),
    ]
    #expect(try judged(rpo("0s"), lines).verdict == .unknown)
  }

  @Test func `after a rollback and a retry is that of the move`() throws {
    let lines = [
      frozen, db("writes.opened", "22:05:00", #"{"side":"source"}"#),
      db("writes.frozen", "23:00:00", #"{"side":"source"}"#),
      replica("23:01:00", #""sourcePosition":7,"targetPosition":6"#),
      replica("23:02:00", #""sourcePosition":7,"targetPosition":7"#),
      db("writes.opened", "23:05:00", #"{"side":"target"}"#),
    ]
    #expect(try judged(rpo("0s"), lines).verdict == .met)
    #expect(try judged(rpo("0s"), Array(lines.prefix(2))).verdict == .unknown)
  }

  @Test func `without a data set in its events is a finding`() throws {
    let report = try objectives(
      payPlan([rpo("0s")]), [run("data.reconciled", "22:00:00", data: #"{"matches":true}"#)])
    #expect(report.objectives[0].verdict == .unknown)
    #expect(report.findings.map(\.rule) == ["dataset-missing/data.reconciled"])
  }

  @Test func `of writes that open again where they were frozen is no number by a snapshot from before`() throws {
    let snapshot = db("data.recoverable", "21:00:00", #"{"side":"source","upTo":"2026-11-22T20:59:00Z"}"#)
    let lag = db("replication.observed", "21:59:00", #"{"side":"source","lagSeconds":5}"#)
    let back = db("writes.opened", "22:10:00", #"{"side":"source"}"#)
    for limit in ["0s", "30m", "2h"] {
      let result = try judged(rpo(limit), [snapshot, lag, frozen, back])
      #expect(result.verdict == .unknown && result.value == nil, "\(limit)")
      #expect(result.missing == ["data.recoverable, or positions in replication.observed, of db"])
    }
    // What was restored in between is a loss.
    let restored = db("data.recoverable", "22:05:00", #"{"side":"source","upTo":"2026-11-22T20:59:00Z"}"#)
    let result = try judged(rpo("30m"), [snapshot, lag, frozen, restored, back])
    #expect(result.verdict == .missed && result.value?.stated == TimeSpan("61m"))
  }
}
