import CloudEvents
import CutoverModel
import Documents
import JSONText
import Replay
import Reports
import TestSupport
import Testing

/// A night with something in every layer, as people and programs read it.
@Suite struct `The page of a state` {
  private static let plan = """
    plan: payments-aks
    version: 3
    sites: { source: westeurope, target: northeurope }
    services: [ { id: payments, datasets: [payments-db], freezeImpact: degraded }, { id: reporting, datasets: [payments-db] } ]
    waves: [ { id: w1, count: 400, unit: tenants } ]
    checks:
      - { id: db-read-only, kind: configuration }
      - { id: smoke-login, kind: smoke, required: true }
    gates:
      - { id: go-live, approvals: 2, after: [sync], deadline: T+30m, commits: true }
      - { id: close-out, approvals: 1, after: [open-writes], deadline: T+2h }
    tasks:
      - { id: lock-deploys, duration: 5m }
      - { id: freeze-writes, duration: 2m, after: [lock-deploys], checks: [db-read-only] }
      - { id: sync, duration: 8m, after: [freeze-writes] }
      - { id: open-writes, duration: 2m, after: [go-live], checks: [smoke-login] }
      - { id: unfreeze-writes, duration: 2m, only: rollback }
    """

  private static let night = """
    22:00 run.began
    22:00 role.taken role=lead actor=alice@example.com
    22:00 role.taken role=dba actor=bob@example.com from=carol
    22:00 phase.entered phase=freeze
    22:00 phase.entered phase=sync wave=w1
    22:01 task.started task=lock-deploys actor=alice@example.com
    22:02 deployment.made scope=payments
    22:03 deployment.locked scope=payments
    22:03 task.completed task=lock-deploys
    22:05 task.started task=freeze-writes
    22:06 writes.frozen dataset=payments-db side=source
    22:06 task.failed task=freeze-writes
    22:07 task.started task=freeze-writes
    22:08 check.failed check=db-read-only expected=on observed=off
    22:08 task.completed task=freeze-writes
    22:09 check.passed check=db-read-only expected=on observed=on
    22:10 service.down service=payments region=westeurope aspect=availability
    22:11 service.degraded service=payments region=northeurope level=62.5 aspect=latency
    22:12 traffic.shifted service=payments to=source percent=100
    22:13 traffic.shifted service=payments to=target percent=25
    22:13 replication.observed dataset=payments-db side=target sourcePosition=0/3A92F1 targetPosition=0/3A92F1 inSync=true lagSeconds=0.4
    22:14 data.recoverable dataset=payments-db side=target upTo=2026-11-22T22:06:00Z method=replica
    22:14 writes.observed dataset=payments-db side=source last=2026-11-22T22:05:59.812Z
    22:14 phase.entered phase=switch
    22:15 gate.requested gate=go-live
    22:16 gate.approved gate=go-live actor=alice@example.com
    22:15 task.started task=warm-caches
    22:15 dns.changed name=pay.example.com answers=["10.2.0.8","10.2.0.9"] ttl=60
    22:16 dns.observed name=pay.example.com resolver=8.8.8.8 answers=["10.1.0.8"]
    22:16 endpoint.changed key=payments/db-url value=postgres://ne-db.internal.example.com:5432/payments?sslmode=verify-full
    22:17 listener.bound listener=settlement-files owner=we-gateway side=source
    22:17 listener.bound listener=settlement-files owner=ne-gateway side=target
    22:17 listener.bound listener=card-callbacks owner=ne-gateway side=target
    22:18 consumer.bound topic=payments group=settle side=target members=3
    22:18 consumer.observed topic=payments group=ledger side=target members=0 lag=1204
    22:18 queue.observed queue=retries side=source depth=14 oldestSeconds=311
    22:18 queue.observed queue=retries side=target depth=0
    22:00 job.due job=ledger-close side=source
    22:01 job.started job=ledger-close side=source
    22:04 job.completed job=ledger-close side=source watermark=2026-11-22T22:00:00Z rows=18213
    22:05 job.suspended job=ledger-close side=source
    22:19 job.due job=ledger-close side=target
    22:18 workload.observed workload=payments-api side=target desired=6 ready=6 memoryLimit=2Gi configRevision=r41
    22:19 workload.terminated workload=payments-api side=target reason=OOMKilled
    22:20 workload.observed workload=payments-api side=target ready=5 restarts=1
    22:20 workload.suspended workload=payments-api side=source timeaccuracy=PT1M
    22:20 configuration.observed key=region value=northeurope revision=r41
    22:20 configuration.observed key=region region=westeurope value=westeurope revision=r40
    22:20 policy.changed policy=egress-analytics action=egress target=warehouse allowed=false timeaccuracy=PT1M
    22:20 data.diverged dataset=payments-db side=source writes=3
    22:20 service.down service=payments mode=dry-run
    22:20 dns.observed name=pay.example.com answers=["10.9.0.1"] mode=isolated
    22:21 task.started task=verify mode=isolated
    22:05 task.completed task=sync
    22:21 writer.changed dataset=payments-db from=source to=target
    """

  private func state(at time: String?, _ night: String = night) throws -> SystemState {
    let plan = try PlanDocument.read(bytes: Array(Self.plan.utf8), name: "plan.yaml").plan
    let instant = try time.map { StateInstant.at(try .init($0)) } ?? .end
    return try folding(StateFold(at: instant, plan: plan), over: Marbles(night).lines)
  }

  @Test func `groups what is known by layer, at 80 and at 120 columns`() throws {
    let state = try state(at: "2026-11-22T22:20:00Z")
    try GoldenFile.check(TerminalForm(width: 80).render(state.page), "state-80.txt")
    try GoldenFile.check(TerminalForm(width: 120).render(state.page), "state-120.txt")
    try GoldenFile.check(MarkdownForm().render(state.page), "state.md")
    try GoldenFile.check(JSONWriter.text(of: state.json, .indented) + "\n", "state.json")
  }

  @Test func `has nothing of layers of which nothing is known`() throws {
    let page = TerminalForm().render(
      try folding(StateFold(), over: Marbles("22:00 queue.observed queue=q side=west depth=3").lines).page)
    #expect(
      page == """
        at  2026-11-22T22:00:00Z, the last event

        Messaging

        queue  side  depth  since     line
        q      west  3      22:00:00     0

        """)
  }

  @Test func `shows hostile names escaped`() throws {
    let page = try state(at: nil, #"22:00 listener.bound listener=a\#u{1B}[2J owner=|\#u{202E}x side=<b>"#).page
    let terminal = TerminalForm().render(page)
    #expect(terminal.contains(#"a\u{1b}[2J"#) && !terminal.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    #expect(!MarkdownForm().render(page).contains("| |"))
  }
}
