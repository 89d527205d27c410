import CutoverModel
import Replay
import TestSupport
import Testing

/// What reconciliations prove, what losses and divergences leave open, and which evidence counts in every form.
@Suite struct `Data loss in full` {
  private let frozen = db("writes.frozen", "22:00:00", #"{"side":"source"}"#)
  private let opened = db("writes.opened", "22:10:00", #"{"side":"target"}"#)

  private func replica(_ time: String, _ data: String) -> String {
    db("replication.observed", time, "{\"side\":\"target\",\(data)}")
  }

  @Test func `isn't zero by a reconciliation of which nothing shows that writes had stopped`() throws {
    let matches = db("data.reconciled", "21:30:00", #"{"matches":true}"#)
    #expect(try judged(rpo("0s"), [matches]).verdict == .unknown)
    #expect(try judged(rpo("0s"), [matches, opened]).verdict == .unknown)
    let moved = db("writer.changed", "22:08:00", #"{"from":"source","to":"target"}"#)
    let late = db("data.reconciled", "22:30:00", #"{"matches":true}"#)
    #expect(try judged(rpo("0s"), [moved, opened, late]).verdict == .met)
  }

  @Test func `stays proved by a reconciliation where a later one matches too`() throws {
    let lines = [
      frozen, opened, db("data.reconciled", "22:20:00", #"{"matches":true}"#),
      db("data.recoverable", "22:30:00", #"{"side":"target","upTo":"2026-11-22T22:25:00Z","method":"replay"}"#),
      db("data.reconciled", "22:40:00", #"{"matches":true}"#),
    ]
    #expect(try judged(rpo("0s"), lines).to?.index == 2)
    #expect(try judged(rpo("0s"), [lines[0], lines[1], lines[3], lines[4]]).verdict == .unknown)
  }

  @Test func `is unknown where what was lost isn't shown to lie within the window`() throws {
    let recoverable = db(
      "data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:58:00Z"}"#)
    let lines = [frozen, recoverable, opened]
    #expect(try judged(rpo("5m"), lines).verdict == .met)
    func lost(_ data: String) -> [String] { lines + [db("data.lost", "23:00:00", data)] }
    let counted = try judged(rpo("5m"), lost(#"{"count":200000,"unit":"hooks"}"#))
    #expect(counted.verdict == .unknown)
    #expect(counted.missing == ["data.from and data.to of data.lost"])
    #expect(counted.seconds == .minutes(2))
    #expect(try judged(rpo("5m"), lost(#"{"from":"2026-11-22T21:00:00Z"}"#)).verdict == .unknown)
    let inside = lost(#"{"from":"2026-11-22T21:58:30Z","to":"2026-11-22T21:59:00Z"}"#)
    #expect(try judged(rpo("5m"), inside).verdict == .met)
    #expect(try judged(rpo("5m"), inside).residual?.stated == TimeSpan(seconds: 30))
    let outside = lost(#"{"from":"2026-11-22T21:00:00Z","to":"2026-11-22T21:04:00Z"}"#)
    let beyond = try judged(rpo("5m"), outside)
    #expect(beyond.verdict == .unknown)
    #expect(beyond.missing == ["whether what was lost or diverged lies within the limit"])
    #expect(try judged(rpo("7m"), outside).verdict == .met)
    #expect(try judged(rpo("3m"), outside).verdict == .missed)
    let diverged = lines + [db("data.diverged", "22:20:00", #"{"side":"west","writes":954}"#)]
    #expect(try judged(rpo("5m"), diverged).missing == ["data.from and data.to of data.diverged, or data.reconciled"])
  }

  @Test func `leaves a residual that is a lower bound where a loss has no times or a divergence remains`() throws {
    let timed = db(
      "data.lost", "23:00:00",
      #"{"from":"2026-11-22T21:00:00.000000000Z","to":"2026-11-22T21:02:00.000000000Z"}"#)
    #expect(try judged(rpo("1h"), [frozen, opened, timed]).residual?.stated == .minutes(2))
    for more in [
      db("data.lost", "23:01:00", #"{"count":1,"unit":"files"}"#),
      db("data.diverged", "22:20:00", #"{"side":"west","writes":954}"#),
    ] {
      let residual = try judged(rpo("1h"), [frozen, opened, timed, more]).residual
      #expect(residual?.stated == nil)
      #expect(residual?.upper == nil)
      #expect(residual.map { $0.lower > TimeSpan(seconds: 119) } == true)
    }
  }

  @Test func `of divergences is resolved one by one, each by the last reconciliation that concerns it`() throws {
    func diverged(_ id: String) -> String {
      event(
        "data.diverged", at: "2026-11-22T22:20:00Z", id: id, ["dataset": "db", "timeaccuracy": "PT0S"],
        data: #"{"side":"west","writes":5}"#)
    }
    func reconciled(_ time: String, _ matches: Bool, _ id: String? = nil) -> String {
      db("data.reconciled", time, "{\"matches\":\(matches)" + (id.map { ",\"resolves\":\"\($0)\"}" } ?? "}"))
    }
    var objective = rpo("0s")
    objective.limit = .count(0, unit: "writes")
    let both = [frozen, opened, diverged("d1"), diverged("d2")]
    func count(_ lines: [String]) throws -> Int64? { try judged(objective, both + lines).count }
    #expect(try count([]) == 10)
    #expect(try count([reconciled("22:30:00", true, "d1")]) == 5)
    #expect(try count([reconciled("22:30:00", true, "d1"), reconciled("22:31:00", true, "d2")]) == nil)
    #expect(try count([reconciled("22:30:00", true)]) == nil)
    #expect(try count([reconciled("22:30:00", true), reconciled("22:40:00", false, "d2")]) == 5)
    #expect(try count([reconciled("22:30:00", true, "d1"), reconciled("22:40:00", false)]) == 10)
    #expect(try count([reconciled("22:30:00", false, "d1"), reconciled("22:40:00", true)]) == nil)
    // One resolved by name says nothing of what was lost besides.
    let lagging = [
      replica("21:59:50", #""lagSeconds":30"#), diverged("d1"), reconciled("22:30:00", true, "d1"),
    ]
    let result = try judged(rpo("1h"), [frozen, opened] + lagging)
    #expect(result.residual?.upper == TimeSpan(seconds: 40))
  }

  @Test func `by positions compares them as they are written, whatever their form`() throws {
    for (position, other) in [
      (#""0/16B3748""#, #""0/16B3740""#), ("123456789", "123456788"),
      (#""mysql-bin.000123:4567""#, #""mysql-bin.000123:4566""#),
      (
        #""3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77,4f22fb58-71ca-11e1-9e33-c80aa9429562:1-5""#,
        #""3e11fa47-71ca-11e1-9e33-c80aa9429562:1-77,4f22fb58-71ca-11e1-9e33-c80aa9429562:1-4""#
      ),
      (#""checkpoint a""#, #""checkpoint b""#),
    ] {
      func reading(_ time: String, _ target: String) -> String {
        replica(time, "\"sourcePosition\":\(position),\"targetPosition\":\(target)")
      }
      let level = [frozen, reading("22:01:00", other), reading("22:02:00", position), opened]
      #expect(try judged(rpo("0s"), level).verdict == .met, "\(position)")
      let behind = [frozen, reading("22:01:00", other), reading("22:02:00", other), opened]
      #expect(try judged(rpo("0s"), behind).verdict == .unknown, "\(position)")
    }
  }

  @Test(arguments: ["backup", "snapshot", "replica", "replay"])
  func `is the same by whatever method the data was recovered`(method: String) throws {
    let recovered = db(
      "data.recoverable", "22:05:00",
      #"{"side":"target","upTo":"2026-11-22T21:30:00Z","method":"\#(method)"}"#)
    let report = try objectives(payPlan([rpo("1h")]), [frozen, recovered, opened])
    #expect(report.objectives[0].seconds == .minutes(30))
    #expect(report.objectives[0].verdict == .met)
    #expect(report.findings.isEmpty)
  }

  @Test func `of several data sets is judged by the worst`() throws {
    let plan = payPlan([rpo("10m")]) { plan in
      plan.services[0].datasets = ["db", "ledger"]
      plan.objectives[0].dataset = nil
      plan.objectives[0].service = "pay"
    }
    let ledger = ["dataset": "ledger"]
    let lines = [
      frozen, db("data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:55:00Z"}"#), opened,
      db("writes.frozen", "22:00:00", #"{"side":"source"}"#, ledger),
      db("writes.opened", "22:10:00", #"{"side":"target"}"#, ledger),
    ]
    #expect(try judged(plan, lines).verdict == .unknown)
    let late = db("data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:40:00Z"}"#, ledger)
    let result = try judged(plan, lines + [late])
    #expect(result.verdict == .missed)
    #expect(result.seconds == .minutes(20))
    let good = db("data.recoverable", "22:05:00", #"{"side":"target","upTo":"2026-11-22T21:59:00Z"}"#, ledger)
    #expect(try judged(plan, lines + [good]).verdict == .met)
    #expect(try judged(plan, lines + [good]).seconds == .minutes(5))
  }
}
