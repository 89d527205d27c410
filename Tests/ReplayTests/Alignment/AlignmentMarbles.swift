import CutoverModel
import Testing

@testable import Replay

/// One small timeline and what a rule says of it.
struct AlignmentMarble: Sendable, CustomTestStringConvertible {
  var rule: AlignmentRule
  var outcome: AlignmentCheck.Outcome
  var what: String
  var kind: String?
  var text: String

  init(
    _ rule: AlignmentRule, _ outcome: AlignmentCheck.Outcome, _ what: String, kind: String? = nil, _ text: String
  ) {
    self.rule = rule
    self.outcome = outcome
    self.what = what
    self.kind = kind
    self.text = text
  }

  var testDescription: String { "\(rule.rawValue) is \(outcome.rawValue): \(what)" }

  /// The check over some of the lines.
  func judged(_ lines: [String]) throws -> AlignmentCheck { try state(lines, kind: kind).first(rule) }
}

extension AlignmentMarble {
  static let all = network + settings + bindings + compute + data + batch + tests

  private static let network: [AlignmentMarble] = [
    .init(
      .dnsAnswers, .satisfied, "answered as expected after the change, in whatever order and case",
      """
      21:00 dns.observed name=pay.example.com answers=[10.1.0.8] resolver=one
      22:00 dns.changed name=PAY.example.com. answers=[10.2.0.8,10.2.0.9]
      22:05 dns.observed name=pay.example.com answers=[10.2.0.9,10.2.0.8] resolver=one
      """),
    .init(
      .dnsAnswers, .violated, "one resolver still answers the old address",
      """
      22:00 dns.changed name=pay.example.com answers=[10.2.0.8,10.2.0.9]
      22:05 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
      22:06 dns.observed name=pay.example.com answers=[10.1.0.8] resolver=two
      """),
    .init(
      .dnsAnswers, .violated, "set to something else, and nobody has asked since",
      """
      21:00 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
      22:00 dns.changed name=pay.example.com answers=[10.2.0.8]
      """),
    .init(
      .dnsAnswers, .undecidable, "changed, and no resolver was asked",
      "22:00 dns.changed name=pay.example.com answers=[10.2.0.8,10.2.0.9]"),
    .init(
      .dnsAnswers, .undecidable, "one resolver was last asked before the change",
      """
      21:00 dns.observed name=pay.example.com answers=[10.1.0.8] resolver=two
      22:00 dns.changed name=pay.example.com answers=[10.2.0.8,10.2.0.9]
      22:05 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
      """),
    .init(
      .dnsAnswers, .undecidable, "asked before or after the change, which is open",
      """
      22:00~30m dns.changed name=pay.example.com answers=[10.2.0.8,10.2.0.9] @source=console
      22:05 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
      """),
    .init(
      .dnsAnswers, .undecidable, "the last answer can't be read",
      """
      22:05 dns.observed name=pay.example.com answers=[10.2.0.8,10.2.0.9] resolver=one
      22:06 dns.observed name=pay.example.com answers=10.2.0.8 resolver=one
      """),
    .init(
      .analyticsAllowed, .satisfied, "allowed in the end",
      """
      22:00 policy.changed policy=egress action=deny target=analytics/workspace allowed=false
      22:30 policy.changed policy=egress action=deny target=analytics/workspace allowed=true
      """),
    .init(
      .analyticsAllowed, .violated, "forbidden, by the layer",
      "22:00 policy.observed policy=egress action=connect target=ws-1 allowed=false @layer=analytics"),
    .init(
      .analyticsAllowed, .violated, "forbidden, by the task",
      "22:00 policy.observed policy=egress action=connect allowed=false @task=dashboards"),
    .init(.analyticsAllowed, .undecidable, "planned for, and no policy seen", "22:00 run.began"),
    .init(
      .analyticsAllowed, .undecidable, "whether it is allowed is not said",
      "22:00 policy.changed policy=analytics-egress action=applied"),
    .init(
      .analyticsAllowed, .undecidable, "another action was allowed later",
      """
      22:00 policy.changed policy=egress action=apply target=analytics allowed=false
      22:30 policy.observed policy=egress action=probe target=analytics allowed=true
      """),
  ]

  private static let settings: [AlignmentMarble] = [
    .init(
      .endpointCurrent, .satisfied, "the new value, but for the region that is left",
      """
      21:00 endpoint.observed key=db-url value=we-db @region=west
      22:00 endpoint.changed key=db-url value=ne-db @region=north
      """),
    .init(.endpointCurrent, .violated, "a legacy endpoint", "22:00 endpoint.observed key=db-url value=we-db"),
    .init(
      .endpointCurrent, .violated, "a legacy endpoint in one of two regions",
      """
      22:00 endpoint.changed key=db-url value=ne-db @region=north
      22:05 endpoint.observed key=db-url value=we-db @region=edge
      """),
    .init(.endpointCurrent, .undecidable, "nothing seen", "22:00 endpoint.observed key=other value=we-db"),
    .init(
      .endpointCurrent, .undecidable, "seen only where it is left",
      "22:00 endpoint.observed key=db-url value=ne-db @region=source"),
    .init(
      .endpointCurrent, .undecidable, "two sources disagree, and which was last is open",
      """
      22:00~30m endpoint.observed key=db-url value=we-db @source=notes
      22:10 endpoint.observed key=db-url value=ne-db
      """),
    .init(
      .endpointCurrent, .undecidable, "only tried dry",
      "22:00 endpoint.changed key=db-url value=ne-db @mode=dry-run"),
    .init(
      .configurationComplete, .satisfied, "the region's parameter",
      "22:00 configuration.observed key=region value=northeurope"),
    .init(
      .configurationComplete, .violated, "another region's",
      "22:00 configuration.observed key=region value=westeurope"),
    .init(
      .configurationComplete, .violated, "no value at all", "22:00 configuration.observed key=region value=null"),
    .init(
      .configurationComplete, .undecidable, "a digest only",
      "22:00 configuration.observed key=region digest=00ff"),
    .init(.configurationComplete, .undecidable, "nothing seen", "22:00 run.ended"),
  ]

  private static let bindings: [AlignmentMarble] = [
    .init(
      .consumerBound, .satisfied, "bound at its side",
      "22:00 consumer.bound topic=payments group=settle side=target"),
    .init(
      .consumerBound, .violated, "the run ended without it",
      """
      22:00 consumer.bound topic=payments group=fraud side=target
      22:30 run.ended
      """),
    .init(
      .consumerBound, .violated, "writes were opened without it",
      """
      21:00 consumer.bound topic=payments group=settle side=source
      22:00 writes.opened side=target @dataset=db
      """),
    .init(
      .consumerBound, .violated, "unbound again",
      """
      22:00 consumer.bound topic=payments group=settle side=target
      22:30 consumer.observed topic=payments group=settle side=target members=0
      """),
    .init(
      .consumerBound, .violated, "its lag was read, and nobody was seen bound",
      """
      22:30 consumer.observed topic=payments group=settle side=target lag=900
      22:40 run.ended
      """),
    .init(
      .consumerBound, .undecidable, "its lag was read, and the run goes on",
      "22:30 consumer.observed topic=payments group=settle side=target lag=900"),
    .init(
      .consumerBound, .undecidable, "a number of members that can't be",
      "22:30 consumer.observed topic=payments group=settle side=target members=-1"),
    .init(
      .consumerBound, .undecidable, "not yet, and the run goes on",
      "22:00 consumer.bound topic=payments group=settle side=source"),
    .init(
      .consumerBound, .undecidable, "bound at a side that is not said",
      """
      22:00 consumer.bound topic=payments group=settle
      22:30 run.ended
      """),
    .init(
      .consumerBound, .undecidable, "a line is withheld that may have told it",
      """
      22:10 withheld index=0 reason=secret
      22:30 run.ended
      22:31 seal checkpoint=x
      """),
    .init(
      .listenerMoved, .satisfied, "released there, bound here",
      """
      21:00 listener.bound listener=files owner=old side=source
      22:00 listener.released listener=files owner=old side=source
      22:01 listener.bound listener=files owner=gateway side=target
      """),
    .init(
      .listenerMoved, .violated, "never moved",
      "21:00 listener.observed listener=files owners=[old] side=west"),
    .init(
      .listenerMoved, .violated, "seen on the old side after it was bound here",
      """
      22:01 listener.bound listener=files owner=gateway side=target
      22:05 listener.observed listener=files owners=[old] side=source
      """),
    .init(
      .listenerMoved, .undecidable, "bound here, and its release there was not seen",
      """
      21:00 listener.bound listener=files owner=old side=source
      22:01 listener.bound listener=files owner=gateway side=target
      """),
    .init(.listenerMoved, .undecidable, "nothing seen", "22:00 run.ended"),
    .init(
      .listenerOwnedOnce, .satisfied, "one owner, the right one",
      "22:01 listener.bound listener=files owner=gateway side=target"),
    .init(
      .listenerOwnedOnce, .violated, "two owners at one side",
      """
      22:01 listener.bound listener=files owner=gateway side=target
      22:02 listener.observed listener=files owners=[gateway,other] side=target
      """),
    .init(
      .listenerOwnedOnce, .violated, "the right owner at the wrong side",
      "22:01 listener.bound listener=files owner=gateway side=source"),
    .init(
      .listenerOwnedOnce, .violated, "nobody",
      """
      22:01 listener.bound listener=files owner=gateway side=target
      22:02 listener.released listener=files owner=gateway side=target
      """),
    .init(
      .listenerOwnedOnce, .undecidable, "bound or released, which was last is open",
      """
      22:01~30m listener.released listener=files owner=gateway side=target @source=notes
      22:10 listener.bound listener=files owner=gateway side=target
      """),
    .init(
      .listenerOwnedOnce, .undecidable, "a registry that says no side",
      "22:01 listener.observed listener=files owners=[gateway]"),
    .init(
      .listenerOwnedOnce, .undecidable, "a registry that can't be read",
      """
      22:01 listener.bound listener=files owner=gateway side=target
      22:02 listener.observed listener=files owners=gateway side=target
      """),
  ]

  private static let compute: [AlignmentMarble] = [
    .init(
      .workloadSurvivesLimit, .satisfied, "runs at its limit, however that is written",
      "22:00 workload.observed workload=api side=target ready=6 memoryLimit=2048Mi restarts=0"),
    .init(
      .workloadSurvivesLimit, .violated, "killed at its limit, though it runs again",
      """
      22:00 workload.terminated workload=api side=target reason=OOMKilled memoryLimit=2Gi
      22:10 workload.observed workload=api side=target ready=6 memoryLimit=2Gi
      """),
    .init(
      .workloadSurvivesLimit, .violated, "killed at the only limit it was seen with",
      """
      22:00 workload.observed workload=api side=target ready=6 memoryLimit=2Gi
      22:05 workload.terminated workload=api side=target reason=OOMKilled
      """),
    .init(
      .workloadSurvivesLimit, .undecidable, "killed at a limit that is not known",
      "22:05 workload.terminated workload=api side=target reason=OOMKilled"),
    .init(
      .workloadSurvivesLimit, .undecidable, "killed at another limit and not seen running since",
      """
      22:00 workload.observed workload=api side=target ready=6 memoryLimit=2Gi
      22:05 workload.terminated workload=api side=target reason=OOMKilled memoryLimit=512Mi
      """),
    .init(
      .workloadSurvivesLimit, .undecidable, "seen at another limit only",
      "22:00 workload.observed workload=api side=target ready=6 memoryLimit=512Mi"),
    .init(
      .workloadSurvivesLimit, .undecidable, "restarted for a reason not recorded",
      "22:00 workload.observed workload=api side=target ready=6 memoryLimit=2Gi restarts=3"),
    .init(
      .workloadSurvivesLimit, .undecidable, "terminated for a reason not recorded, though it runs again",
      """
      22:00 workload.terminated workload=api side=target
      22:10 workload.observed workload=api side=target ready=6 memoryLimit=2Gi
      """),
    .init(
      .workloadSurvivesLimit, .satisfied, "terminated for a reason that isn't memory, and runs again",
      """
      22:00 workload.terminated workload=api side=target reason=Evicted
      22:10 workload.observed workload=api side=target ready=6 memoryLimit=2Gi
      """),
    .init(
      .primarySuspended, .satisfied, "suspended",
      """
      21:00 workload.observed workload=api side=source ready=6
      22:00 workload.suspended workload=api side=source
      """),
    .init(
      .primarySuspended, .satisfied, "none ready, seen in its region",
      "22:00 workload.observed workload=api ready=0 desired=0 @region=west"),
    .init(
      .primarySuspended, .violated, "last seen running",
      """
      22:00 workload.suspended workload=api side=source
      22:10 workload.observed workload=api side=source ready=2
      """),
    .init(
      .primarySuspended, .undecidable, "not seen on the old side",
      "22:00 workload.suspended workload=api side=target"),
    .init(
      .primarySuspended, .undecidable, "a pod ended, how many are left was not seen",
      "22:00 workload.terminated workload=api side=source reason=Completed"),
    .init(
      .primarySuspended, .undecidable, "suspended before or after it ran, which is open",
      """
      22:00~30m workload.suspended workload=api side=source @source=notes
      22:10 workload.observed workload=api side=source ready=2
      """),
    .init(
      .primaryRestarted, .satisfied, "runs with the right revision", kind: "failback",
      "22:00 workload.observed workload=api side=west ready=6 configRevision=r41"),
    .init(
      .primaryRestarted, .violated, "another revision", kind: "failback",
      "22:00 workload.observed workload=api side=west ready=6 configRevision=r40"),
    .init(
      .primaryRestarted, .violated, "still suspended", kind: "failback",
      "22:00 workload.suspended workload=api side=target configRevision=r41"),
    .init(
      .primaryRestarted, .undecidable, "the revision is not said", kind: "failback",
      "22:00 workload.resumed workload=api side=target"),
    .init(
      .primaryRestarted, .undecidable, "seen on the other side only", kind: "failback",
      "22:00 workload.observed workload=api side=north ready=6 configRevision=r41"),
    .init(
      .primaryRestarted, .notApplicable, "no failback",
      "22:00 workload.observed workload=api side=west ready=6 configRevision=r41"),
  ]

  private static let data: [AlignmentMarble] = [
    .init(
      .promotionAfterSync, .satisfied, "level after the freeze",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01 replication.observed side=target sourcePosition=7 targetPosition=7 @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .violated, "promoted while behind",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01 replication.observed side=target sourcePosition=7 targetPosition=6 @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      22:03 replication.observed side=target sourcePosition=7 targetPosition=7 @dataset=db
      """),
    .init(
      .promotionAfterSync, .violated, "out of sync by its own word, with no freeze",
      """
      22:01 replication.observed side=target inSync=false @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .violated, "the old writer had writes of its own",
      """
      22:02 writer.changed from=source to=target @dataset=db
      22:30 data.diverged side=source writes=3 @dataset=db
      23:30 writer.changed from=target to=source @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "level, and yet the old writer had writes of its own",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01 replication.observed side=target inSync=true @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      22:30 data.diverged side=source writes=3 @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "level only afterwards",
      """
      22:00 writes.frozen side=source @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      22:03 replication.observed side=target inSync=true @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "level before the freeze only",
      """
      21:59 replication.observed side=target inSync=true @dataset=db
      22:00 writes.frozen side=source @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "no freeze",
      """
      21:59 replication.observed side=target inSync=true @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "a lag of zero",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01 replication.observed side=target lagSeconds=0 @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "a reading that contradicts itself",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01 replication.observed side=target sourcePosition=7 targetPosition=7 inSync=false @dataset=db
      22:02 writer.changed from=source to=target @dataset=db
      """),
    .init(
      .promotionAfterSync, .undecidable, "level before or after the promotion, which is open",
      """
      22:00 writes.frozen side=source @dataset=db
      22:01~30m replication.observed side=target inSync=true @dataset=db @source=notes
      22:10 writer.changed from=source to=target @dataset=db
      """),
    .init(.promotionAfterSync, .undecidable, "planned, and not seen", "22:00 run.ended"),
    .init(
      .promotionAfterSync, .undecidable, "no data set is named",
      """
      22:00 writes.frozen side=source
      22:02 writer.changed from=source to=target
      """),
  ]

  private static let batch: [AlignmentMarble] = [
    .init(
      .jobCyclesKept, .satisfied, "every cycle that was due ran in time",
      """
      22:00 job.due job=ledger side=target
      22:05 job.started job=ledger side=target
      22:15 job.completed job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .satisfied, "one run each hour, with nothing said of what was due",
      """
      21:00 job.started job=ledger side=source
      21:10 job.completed job=ledger side=source
      22:05 job.started job=ledger side=target
      22:15 job.completed job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .satisfied, "what fell due while suspended ran when resumed",
      """
      21:50 job.suspended job=ledger side=source
      22:00 job.due job=ledger side=target
      22:40 job.resumed job=ledger side=target
      22:41 job.started job=ledger side=target
      22:45 job.completed job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .violated, "late",
      """
      22:00 job.due job=ledger side=target
      22:15 job.started job=ledger side=target
      22:25 job.completed job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .violated, "missing",
      """
      22:00 job.due job=ledger side=target
      23:00 run.ended
      """),
    .init(
      .jobCyclesKept, .violated, "missing, by the hours between its runs",
      """
      20:00 job.started job=ledger side=source
      20:10 job.completed job=ledger side=source
      23:00 run.ended
      """),
    .init(
      .jobCyclesKept, .violated, "failed",
      """
      22:00 job.due job=ledger side=target
      22:05 job.started job=ledger side=target
      22:15 job.failed job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .violated, "still suspended",
      """
      21:50 job.suspended job=ledger side=source
      22:00 job.due job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .undecidable, "may still come",
      """
      22:00 job.due job=ledger side=target
      22:05 run.ended
      """),
    .init(
      .jobCyclesKept, .undecidable, "not seen to end",
      """
      22:00 job.due job=ledger side=target
      22:05 job.started job=ledger side=target
      """),
    .init(
      .jobCyclesKept, .undecidable, "in time or late, by the accuracy of its times",
      """
      22:00 job.due job=ledger side=target
      22:08~5m job.started job=ledger side=target
      22:25 job.completed job=ledger side=target
      """),
    .init(.jobCyclesKept, .undecidable, "nothing seen", "22:00 run.ended"),
    .init(
      .queuesInStep, .satisfied, "the same depth on both sides",
      """
      22:00 queue.observed queue=in side=source depth=40
      22:03 queue.observed queue=in side=target depth=40
      """),
    .init(
      .queuesInStep, .satisfied, "the old side is empty",
      """
      22:00 queue.observed queue=in side=source depth=0
      22:03 queue.observed queue=in side=target depth=7
      """),
    .init(
      .queuesInStep, .violated, "some were left behind",
      """
      22:00 queue.observed queue=in side=source depth=9
      22:03 queue.observed queue=in side=target depth=7
      """),
    .init(
      .queuesInStep, .undecidable, "readings too far from each other",
      """
      22:00 queue.observed queue=in side=source depth=9
      22:06 queue.observed queue=in side=target depth=9
      """),
    .init(
      .queuesInStep, .undecidable, "near or not, by the accuracy of their times",
      """
      22:00 queue.observed queue=in side=source depth=9
      22:04~2m queue.observed queue=in side=target depth=7
      """),
    .init(.queuesInStep, .undecidable, "one side only", "22:00 queue.observed queue=in side=source depth=0"),
    .init(.queuesInStep, .notApplicable, "no queue", "22:00 run.ended"),
    .init(
      .watermarksAgree, .satisfied, "the new side has come as far",
      """
      22:00 job.completed job=close side=source watermark=2026-11-22T21:55:00Z
      23:00 job.completed job=close side=target watermark=2026-11-22T21:55:00Z
      """),
    .init(
      .watermarksAgree, .violated, "the new side is behind",
      """
      22:00 job.completed job=close side=source watermark=2026-11-22T21:55:00Z
      23:00 job.completed job=close side=target watermark=2026-11-22T20:55:00Z
      """),
    .init(
      .watermarksAgree, .undecidable, "one side only",
      "22:00 job.completed job=close side=source watermark=2026-11-22T21:55:00Z"),
    .init(
      .watermarksAgree, .undecidable, "a watermark that the event can't know yet",
      """
      22:00 job.completed job=close side=source watermark=2026-11-22T21:55:00Z
      23:00 job.completed job=close side=target watermark=2026-11-22T23:55:00Z
      """),
    .init(
      .watermarksAgree, .undecidable, "too uncertain to compare",
      """
      22:00 job.completed job=close side=source watermark=2026-11-22T21:55:00Z
      23:00~30m job.completed job=close side=target watermark=2026-11-22T21:45:00Z
      """),
  ]

  private static let tests: [AlignmentMarble] = [
    .init(
      .smokePassed, .satisfied, "passed after it counts",
      """
      22:00 task.started @task=open
      22:05 check.failed check=smoke-login
      22:10 check.passed check=smoke-login
      """),
    .init(
      .smokePassed, .violated, "failed in the end",
      """
      22:00 task.started @task=open
      22:05 check.passed check=smoke-login
      22:10 check.failed check=smoke-login
      """),
    .init(
      .smokePassed, .undecidable, "passed before it counts",
      """
      21:00 check.passed check=smoke-login
      22:00 task.started @task=open
      """),
    .init(
      .smokePassed, .undecidable, "waived",
      """
      22:00 task.started @task=open
      22:10 check.waived check=smoke-login
      """),
    .init(.smokePassed, .undecidable, "not run", "22:00 task.started @task=open"),
    .init(
      .smokePassed, .undecidable, "two sources disagree, and which was last is open",
      """
      22:00 task.started @task=open
      22:05~30m check.failed check=smoke-login @source=notes
      22:10 check.passed check=smoke-login
      """),
    .init(
      .doneVerified, .satisfied, "its check passed after it was done",
      """
      22:00 task.started @task=open
      22:02 task.completed @task=open
      22:10 check.passed check=read-write
      """),
    .init(
      .doneVerified, .violated, "done but not verified",
      """
      22:00 task.started @task=open
      22:02 task.completed @task=open
      22:10 check.failed check=read-write
      """),
    .init(
      .doneVerified, .undecidable, "its check failed before it was done, and was not run again",
      """
      22:00 task.started @task=open
      22:01 check.failed check=read-write
      22:02 task.completed @task=open
      """),
    .init(
      .doneVerified, .undecidable, "its check was run before or after, which is open",
      """
      22:00 task.started @task=open
      22:02~30m task.completed @task=open @source=notes
      22:10 check.passed check=read-write
      """),
    .init(
      .doneVerified, .undecidable, "begun, and not seen to end",
      """
      22:00 task.started @task=open
      22:30 run.ended
      """),
    .init(.doneVerified, .notApplicable, "nothing is done", "22:00 task.started @task=open"),
  ]
}
