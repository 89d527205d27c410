import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// Each entry of a plan's `expect` against what was seen.
@Suite struct `Expectations` {
  private static let aligned = """
    21:00 run.began
    22:00 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
    22:00 endpoint.observed key=db-url value=ne-db
    22:00 configuration.observed key=region value=northeurope
    22:00 listener.bound listener=files owner=gateway side=target
    22:00 consumer.bound topic=payments group=settle side=target
    22:00 workload.observed workload=api side=target ready=6 desired=6 memoryLimit=2Gi configRevision=r41
    22:00 job.started job=ledger side=target
    22:05 job.completed job=ledger side=target
    22:30 run.ended
    """

  @Test func `are all aligned where all was seen`() throws {
    let report = try state(marble(Self.aligned))
    #expect(report.expectations.map(\.result) == Array(repeating: .aligned, count: 7))
    #expect(
      report.expectations.map(\.section.layer) == [
        "network", "integration", "configuration", "storage", "messaging", "compute", "batch",
      ])
    #expect(
      report.expectations.map(\.expected) == [
        "10.2.0.8, 10.2.0.9", "ne-db", "northeurope", "owned by gateway at north", "bound at north",
        "6 ready, memory limit 2Gi, revision r41", "every 1h 00m 00s, at most 10m 00s late",
      ])
    #expect(
      report.expectations.map(\.observed) == [
        "one answers 10.2.0.8, 10.2.0.9", "ne-db", "northeurope", "gateway at north", "bound at north",
        "6 of 6 ready, memory limit 2Gi, revision r41", "cycles: 1 kept",
      ])
    #expect(report.expectations.map { $0.events.map(\.index) } == [[1], [2], [3], [4], [5], [6], [7, 8]])
    #expect(report.findings.isEmpty)
  }

  @Test(arguments: 1..<9)
  func `are known no more once what shows them is gone`(removed: Int) throws {
    var lines = marble(Self.aligned)
    lines.remove(at: removed)
    let report = try state(lines)
    let section = min(removed - 1, 6)
    for (index, entry) in report.expectations.enumerated() {
      let isConsumer = removed == 5
      // That a consumer didn't bind by the end counts; a job seen only at its end still ran.
      let expected: AlignmentResult =
        index != section || removed == 7 ? .aligned : isConsumer ? .misaligned : .unknown
      #expect(entry.result == expected, "\(entry.section): \(entry.message)")
    }
  }

  @Test func `are unknown with nothing seen, and nothing to expect is no pass`() throws {
    let report = try state(marble("22:00 run.began"))
    #expect(report.expectations.map(\.result) == Array(repeating: .unknown, count: 7))
    #expect(report.verdict == .unknown)
    let nothing = try folding(AlignmentFold(plan: nil), over: marble("22:00 run.began"))
    #expect(nothing.expectations.isEmpty)
    #expect(nothing.verdict == .unknown)
    #expect(nothing.checks.map(\.rule) == AlignmentRule.allCases)
    #expect(Set(nothing.checks.map(\.outcome)) == [.notApplicable])
  }

  @Test func `are judged with source and target swapped in a failback`() throws {
    let lines = marble(
      """
      21:00 stream.opened kind=failback
      22:00 listener.released listener=files owner=gateway side=source
      22:00 listener.bound listener=files owner=gateway side=target
      22:00 consumer.unbound topic=payments group=settle side=north
      22:01 consumer.bound topic=payments group=settle side=west
      22:02 workload.suspended workload=api side=north
      22:03 workload.observed workload=api side=west ready=6 memoryLimit=2Gi configRevision=r41
      """)
    let report = try state(lines)
    #expect(try report.expectation(.listeners).expected == "owned by gateway at west")
    #expect(try report.expectation(.listeners).result == .aligned)
    #expect(try report.expectation(.consumers).result == .aligned)
    #expect(try report.expectation(.workloads).result == .aligned)
    #expect(report.said(.primarySuspended) == ["api satisfied"])
    #expect(report.said(.listenerMoved) == ["files satisfied"])
    let live = try state(Array(lines.dropFirst()))
    #expect(try live.expectation(.consumers).result == .misaligned)
    #expect(try live.expectation(.workloads).result == .misaligned)
    #expect(live.said(.primarySuspended) == ["api violated"])
  }

  @Test func `name a site of the plan as it is, in a failback too`() throws {
    let plan = StatePlan.text.replacing("group: settle, side: target", with: "group: settle, side: west")
    let lines = marble("22:01 consumer.bound topic=payments group=settle side=west")
    #expect(try state(lines, plan, kind: "failback").expectation(.consumers).result == .aligned)
    #expect(try state(lines, plan).expectation(.consumers).result == .aligned)
  }

  @Test func `are judged at a moment by what was so then`() throws {
    let lines = marble(
      """
      22:00 endpoint.observed key=db-url value=we-db
      22:30 endpoint.changed key=db-url value=ne-db
      23:00~30m endpoint.changed key=db-url value=we-db
      """)
    func result(_ at: String) throws -> AlignmentResult { try state(lines, at: at).expectation(.endpoints).result }
    #expect(try result("21:59:59") == .unknown)
    #expect(try result("22:00:00") == .misaligned)
    #expect(try result("22:29:59") == .misaligned)
    #expect(try result("22:30:00") == .aligned)
    #expect(try result("22:59:59") == .aligned)
    #expect(try result("23:10:00") == .unknown)
    #expect(try result("23:30:00") == .misaligned)
  }

  @Test func `count a consumer as late only once the run has come so far`() throws {
    let lines = marble(
      """
      21:00 run.began
      22:00 writes.opened side=target @dataset=db
      22:10 consumer.bound topic=payments group=settle side=target
      """)
    func result(_ at: String) throws -> AlignmentResult { try state(lines, at: at).expectation(.consumers).result }
    #expect(try result("21:59:00") == .unknown)
    #expect(try result("22:05:00") == .misaligned)
    #expect(try result("22:10:00") == .aligned)
    let closed = marble("21:00 stream.opened kind=live\n22:00 run.began\n22:10 stream.closed events=1")
    #expect(try state(closed).expectation(.consumers).result == .misaligned)
    let open = marble("21:00 stream.opened kind=live")
    #expect(try state(streams: [closed, open]).expectation(.consumers).result == .unknown)
  }

  @Test func `want a consumer bound at its side alone`() throws {
    let here = "22:00 consumer.bound topic=payments group=settle side=target\n"
    func result(_ other: String) throws -> AlignmentResult {
      let report = try state(marble(here + other))
      #expect(report.said(.consumerBound) == ["payments (settle) satisfied"])
      return try report.expectation(.consumers).result
    }
    #expect(try result("22:30 consumer.observed topic=payments group=settle side=source members=2") == .misaligned)
    #expect(try result("21:30 consumer.observed topic=payments group=settle side=source members=2") == .unknown)
    #expect(try result("22:30 consumer.unbound topic=payments group=settle side=source") == .aligned)
  }

  @Test func `take the last word of each workload, aspect by aspect`() throws {
    func entry(_ text: String) throws -> (AlignmentResult, String?) {
      let entry = try state(marble(text)).expectation(.workloads)
      return (entry.result, entry.observed)
    }
    let seen = "22:00 workload.observed workload=api side=target ready=6 memoryLimit=2Gi configRevision=r41\n"
    #expect(try entry(seen) == (.aligned, "6 ready, memory limit 2Gi, revision r41"))
    #expect(try entry(seen + "22:10 workload.observed workload=api side=target ready=4").0 == .misaligned)
    #expect(try entry(seen + "22:10 workload.observed workload=api side=target ready=6 desired=8").0 == .misaligned)
    #expect(try entry(seen + "22:10 workload.suspended workload=api side=target").0 == .misaligned)
    #expect(try entry(seen + "22:10 workload.terminated workload=api side=target reason=Error").0 == .unknown)
    #expect(try entry(seen + "22:10 workload.observed workload=api side=source ready=0").0 == .aligned)
    #expect(try entry(seen + "22:10 workload.observed workload=api side=target ready=many").0 == .unknown)
    #expect(try entry("22:10 workload.observed workload=api ready=6 memoryLimit=2147483648 configRevision=r41").0 == .aligned)
  }

  @Test func `of a rehearsal may be seen in isolation`() throws {
    let lines = marble("22:00 endpoint.observed key=db-url value=ne-db @mode=isolated")
    #expect(try state(lines).expectation(.endpoints).result == .unknown)
    #expect(try state(lines, kind: "rehearsal").expectation(.endpoints).result == .aligned)
  }

  @Test func `rest on the streams of a run together, in whatever order they are named`() throws {
    let one = marble("22:00 endpoint.observed key=db-url value=we-db @source=a\n22:30 run.ended")
    let two = marble("22:10 endpoint.observed key=db-url value=ne-db @source=b\n22:20 run.began")
    for lines in [[one, two], [two, one]] {
      let report = try state(streams: lines)
      #expect(try report.expectation(.endpoints).result == .aligned)
      #expect(report.streams == 2)
    }
    let same = marble("22:00 endpoint.observed key=db-url value=ne-db @source=b\n22:20 run.began")
    for lines in [[one, same], [same, one]] {
      #expect(try state(streams: lines).expectation(.endpoints).result == .unknown)
    }
  }
}

/// What can't be read, or makes no sense, is a finding and never a pass.
@Suite struct `Bad input to the state` {
  @Test func `is a finding that names the member, and makes its subject unknown`() throws {
    let report = try state(
      marble(
        """
        22:00 dns.observed name=pay.example.com answers=10.2.0.8
        22:00 dns.observed answers=[10.2.0.8]
        22:00 endpoint.observed key=db-url value=[ne-db]
        22:00 endpoint.changed key=db-url
        22:00 listener.bound listener=files owner=gateway
        22:00 listener.observed listener=files
        22:00 consumer.bound topic=payments group=settle
        22:00 consumer.observed topic=payments group=settle side=target members=few
        22:00 workload.observed workload=api ready=-1 memoryLimit=true
        22:00 workload.observed workload=7
        22:00 job.completed job=ledger side=target watermark=soon
        22:00 queue.observed queue=in side=target depth=-3
        22:00 policy.changed policy=analytics allowed=perhaps
        22:00 check.passed
        22:00 task.completed
        """))
    #expect(Set(report.expectations.map(\.result)).isSubset(of: [.unknown, .aligned]))
    // That the job completed is said well; only its watermark is not.
    #expect(report.expectations.filter { $0.result == .aligned }.map(\.section) == [.jobs])
    #expect(
      report.findings.map(\.rule) == [
        "check-missing", "member-malformed/consumer.observed/members", "member-malformed/dns.observed/answers",
        "member-malformed/endpoint.observed/value", "member-malformed/job.completed/watermark",
        "member-malformed/policy.changed/allowed", "member-malformed/queue.observed/depth",
        "member-malformed/workload.observed/memoryLimit", "member-malformed/workload.observed/ready",
        "member-malformed/workload.observed/workload",
        "member-missing/consumer.bound/side", "member-missing/dns.observed/name",
        "member-missing/endpoint.changed/value", "member-missing/listener.bound/side",
        "member-missing/listener.observed/owners", "task-missing",
      ])
  }

  @Test func `with a side that is no site counts for none of them`() throws {
    let report = try state(
      marble(
        """
        22:00 listener.bound listener=files owner=gateway side=mars
        22:00 consumer.bound topic=payments group=settle side=mars
        22:00 workload.observed workload=api side=mars ready=6 memoryLimit=2Gi configRevision=r41
        22:00 queue.observed queue=in side=mars depth=1
        """))
    #expect(report.findings.map(\.rule) == ["side-unknown"])
    #expect(report.findings.first?.count == 4)
    #expect(try report.expectation(.listeners).result == .misaligned)
    #expect(try report.expectation(.consumers).result == .unknown)
    #expect(try report.expectation(.workloads).result == .unknown)
    #expect(report.said(.queuesInStep) == ["in undecidable"])
  }

  @Test func `with more sources than can be told apart leaves a subject unknown`() throws {
    let lines = (0..<100).map { "22:00 endpoint.observed key=db-url value=ne-db @source=s\($0)" }
    #expect(try state(marble(lines.joined(separator: "\n"))).expectation(.endpoints).result == .unknown)
    #expect(
      try state(marble(lines.prefix(64).joined(separator: "\n"))).expectation(.endpoints).result == .aligned)
  }

  @Test func `with data that is no object, or none, crashes nothing`() throws {
    let kinds = EventKind.allCases.map(\.rawValue)
    for data in [nil, "[]", "null", "7", "\"x\""] {
      let lines = kinds.map { event($0, at: "2026-11-22T22:00:00Z", data: data) }
      let report = try state(lines)
      #expect(report.expectations.allSatisfy { $0.result != .aligned })
      #expect(report.checks.allSatisfy { $0.outcome != .satisfied })
    }
  }

  @Test func `with times at the ends of what can be written crashes nothing`() throws {
    let data = #"{"job":"ledger","queue":"in","side":"target","depth":1,"workload":"api","topic":"payments","group":"settle"}"#
    for kind in EventKind.allCases.map(\.rawValue) + ["job.due"] {
      let lines = ["1678-01-01T00:00:00Z", "2261-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z"].flatMap { time in
        [kind, "job.due", "job.started", "job.suspended", "queue.observed", "writer.changed"].map {
          event($0, at: time, ["timeaccuracy": "PT2000000H", "dataset": "db"], data: data)
        }
      }
      let report = try state(lines)
      #expect(report.expectations.count == 7)
    }
  }

  @Test func `with a listener that the plan doesn't know is told where two hold it`() throws {
    let report = try state(
      marble(
        """
        22:00 listener.bound listener=other owner=a side=target
        22:01 listener.bound listener=other owner=a side=source
        22:02 listener.observed listener=other owners=[a] side=target
        22:01 listener.bound listener=third owner=a side=source
        """))
    #expect(report.said(.listenerOwnedOnce) == ["files undecidable", "other violated"])
  }
}

/// Cycles of a job that is due every hour, with ten minutes to spare.
@Suite struct `Cycles of a job` {
  private func judged(_ text: String, at: String? = nil) throws -> ExpectationResult {
    try state(marble(text), at: at).expectation(.jobs)
  }

  @Test func `are told apart in what became of them`() throws {
    let entry = try judged(
      """
      20:00 job.due job=ledger side=source
      20:01 job.started job=ledger side=source
      20:20 job.completed job=ledger side=source
      21:00 job.due job=ledger side=source
      21:30 job.started job=ledger side=source
      21:40 job.completed job=ledger side=source
      22:00 job.due job=ledger side=target
      23:00 job.due job=ledger side=target
      23:01 job.started job=ledger side=target
      23:02 job.failed job=ledger side=target
      """)
    #expect(entry.result == .misaligned)
    #expect(entry.observed == "cycles: 1 kept, 1 missing, 1 late, 1 failed")
    #expect(entry.message == "of its cycles 1 missing, 1 late, 1 failed")
  }

  @Test func `are missed although nobody told that they were due`() throws {
    let first = """
      20:00 job.due job=ledger side=source
      20:01 job.started job=ledger side=source
      20:20 job.completed job=ledger side=source

      """
    let later = """
      22:00 job.due job=ledger side=source
      22:01 job.started job=ledger side=source
      22:20 job.completed job=ledger side=source
      """
    #expect(try judged(first + later).observed == "cycles: 2 kept, 1 missing")
    #expect(try judged(first + "21:30 run.ended").observed == "cycles: 1 kept, 1 missing")
    let pending = try judged(first + "21:05 run.ended")
    #expect(pending.result == .aligned)
    #expect(pending.observed == "cycles: 1 kept, 1 not late yet")
  }

  @Test func `are kept by a retry in the same hour`() throws {
    let due = """
      22:00 job.due job=ledger side=target
      22:00:02 job.due job=ledger side=source @source=other
      22:01 job.started job=ledger side=target
      22:02 job.failed job=ledger side=target
      22:20 job.started job=ledger side=target
      22:30 job.completed job=ledger side=target
      """
    #expect(try judged(due).result == .aligned)
    let runs = due.split(separator: "\n").dropFirst(2).joined(separator: "\n")
    #expect(try judged(runs).result == .aligned)
    #expect(try judged(runs, at: "22:25:00").result == .misaligned)
  }

  @Test func `are not called late by an end whose start was not recorded`() throws {
    let due = "22:00 job.due job=ledger side=target\n"
    #expect(try judged(due + "22:08 job.completed job=ledger side=target").result == .aligned)
    #expect(try judged(due + "22:30 job.completed job=ledger side=target").result == .unknown)
  }

  @Test func `that may lie behind the moment asked for leave it open`() throws {
    let lines = """
      22:00 job.due job=ledger side=target
      22:05 job.started job=ledger side=target
      22:10~30m job.completed job=ledger side=target
      """
    #expect(try judged(lines, at: "22:20:00").result == .unknown)
    #expect(try judged(lines, at: "22:40:00").result == .aligned)
  }

  @Test func `rest on the last run where the plan says nothing of how often`() throws {
    let plan = StatePlan.text.replacing("{ job: ledger, every: 1h, grace: 10m }", with: "{ job: ledger }")
    func result(_ text: String) throws -> AlignmentResult { try state(marble(text), plan).expectation(.jobs).result }
    #expect(try result("22:00 job.completed job=ledger side=target") == .aligned)
    #expect(try result("22:00 job.completed job=ledger side=target\n22:30 job.failed job=ledger side=target") == .misaligned)
    #expect(try result("22:00 job.started job=ledger side=target") == .unknown)
  }
}

/// Which readings may be the last.
@Suite struct `Last readings` {
  @Test func `don't depend on which arrive first`() throws {
    var random = FixedRandom(7)
    for _ in 0..<200 {
      let lines = (0..<8).map { number in
        let minute = 10 + Int.random(in: 0..<20, using: &random)
        let accuracy = ["", "~1m", "~10m"].randomElement(using: &random) ?? ""
        let value = ["ne-db", "we-db"].randomElement(using: &random) ?? ""
        let source = ["a", "b", "c"].randomElement(using: &random) ?? ""
        return "22:\(minute)\(accuracy) endpoint.observed key=db-url value=\(value) @source=\(source)\(number % 2)"
      }
      let entry = try state(marble(lines.joined(separator: "\n"))).expectation(.endpoints)
      for _ in 0..<3 {
        let shuffled = lines.shuffled(using: &random)
        // Events of one source at one time are told apart by their lines, so those stay in order.
        let stable = Set(lines.map { $0.prefix(5) + ($0.split(separator: "=").last ?? "") }).count == 8
        guard stable else { continue }
        let again = try state(marble(shuffled.joined(separator: "\n"))).expectation(.endpoints)
        #expect(again.result == entry.result && again.observed == entry.observed)
      }
    }
  }
}

/// Amounts of memory as clusters write them.
@Suite struct `Amounts of memory` {
  @Test(arguments: [
    ("2Gi", "2048Mi", true), ("1G", "1000M", true), ("1Gi", "1G", false), ("1.5Gi", "1536Mi", true),
    ("1500m", "1.5", true), ("2Gi", "2gi", false), ("many", "many", true), ("9999999999Pi", "9999999999Pi", true),
    ("", "", true), ("1.", "1", false), ("1.2345Gi", "1.2345Gi", true),
  ])
  func `are compared by what they amount to`(left: String, right: String, areEqual: Bool) {
    #expect(MemoryQuantity.areEqual(left, right) == areEqual)
  }

  @Test func `counts on an event at an instant only where no clock leaves it open`() throws {
    func outcome(_ second: String) throws -> AlignmentCheck.Outcome {
      let lines = marble(
        """
        22:00 endpoint.changed key=db-url value=ne-db
        \(second) endpoint.changed key=db-url value=we-db @source=/fast
        23:00 source.clock source=/fast offset=PT0S accuracy=PT30S reason=r
        """)
      let fold = AlignmentFold(plan: try StatePlan.plan(), at: try Timestamp("2026-11-22T22:10:00Z"))
      return try correcting(fold, over: lines.placed).output.first(.endpointCurrent).outcome
    }
    #expect(try outcome("22:09:20") == .violated)
    #expect(try outcome("22:09:50") == .undecidable)
    #expect(try outcome("22:10:20") == .undecidable)
    #expect(try outcome("22:10:40") == .satisfied)
  }
}
