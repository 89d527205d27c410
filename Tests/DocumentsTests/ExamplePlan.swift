/// The plan that the vocabulary shows, as a file.
enum ExamplePlan {
  static let yaml = #"""
    plan: payments-aks
    version: 3
    title: Payments to AKS
    change: CHG-1042                     # [ticket]
    timezone: Europe/Amsterdam           # for terminal views; reports print UTC
    sites: { source: westeurope, target: northeurope }
    window: { opens: T-30m, closes: T+4h }
    people:
      - { id: alice, principal: alice@example.com, roles: [lead], team: platform, deputy: bob }
      - { id: bob, principal: bob@example.com, roles: [dba], team: data }
    services: [ { id: payments, datasets: [payments-db], freezeImpact: degraded } ]     # none | degraded | down
    objectives:
      - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 45m }    # [settle: 15m] [minimumLevel: 90] [exclude: announced]
      - { id: pay-rpo, metric: rpo, dataset: payments-db, limit: 0s }                   # or { count: 0, unit: writes }
      - { id: tenants, metric: rto, wave: w2, percent: 95, limit: 4h }                  # from the wave's first task or phase to the item's completion
    impact: [ { service: payments, from: freeze-writes.start, to: open-writes.finish } ] # the planned outage
    waves: [ { id: w2, count: 400, unit: tenants } ]
    checks:
      - { id: db-read-only, kind: configuration, expected: "on", from: freeze-writes.finish, until: open-writes.start }
      - { id: smoke-login, kind: smoke, command: ./smoke login, required: true }
    gates:
      - { id: go-live, approvals: 2, roles: [lead, dba], separate: true, after: [sync], requires: [db-read-only], deadline: T+2h, onTimeout: no-go, commits: true }
    rollback: { decideBy: T+3h, trigger: smoke tests red at T+2h, tasks: [unfreeze-writes] }
    tasks:
      - { id: lock-deploys, title: Lock deployments, layer: deployment, phase: freeze, action: lock, owner: lead, mode: manual, duration: 5m }
      - id: freeze-writes
        title: Put payments read-only
        layer: data
        phase: quiesce
        action: freeze_writes            # verbs: reference/cutover-practice.md, and test, verify, backup
        owner: dba                       # a person or a role that somebody has
        mode: manual                     # manual | automated | milestone
        duration: 2m                     # or { optimistic: 1m, likely: 2m, pessimistic: 6m }; without one there are no planned times from here on
        after: [lock-deploys]            # task or gate, finish-to-start; or { task: x, type: FS|SS|FF|SF, lag: 5m }
        # start: T+30m · finishBy: T+1h · only: rollback · background: true · pointOfNoReturn: true · links: [CHG-1042] · service, dataset, region, wave, command
        checks: [db-read-only]           # *verified* when these pass after its completion
        rollback: unfreeze-writes
      - { id: sync, title: Replicas level, layer: data, phase: sync, action: sync_wait, owner: dba, mode: automated, duration: 8m, after: [freeze-writes] }
      - { id: open-writes, title: Open writes in the target, layer: data, phase: open, action: open_writes, owner: dba, mode: manual, duration: 2m, after: [go-live], checks: [smoke-login], pointOfNoReturn: true }
      - { id: unfreeze-writes, title: Open writes in the source again, layer: data, phase: rollback, action: open_writes, owner: dba, mode: manual, duration: 2m, only: rollback }
    expect:                              # what must be so at the end (a failback stream is judged with the sites swapped: source ↔ target wherever a side is named)
      dns: [ { name: pay.example.com, answers: [10.2.0.8] } ]
      endpoints: [ { key: payments/db-url, value: "postgres://ne-db/payments", legacy: ["postgres://we-db/payments"] } ]
      configuration: [ { key: region, value: northeurope } ]
      listeners: [ { listener: settlement-files, owner: ne-gateway, side: target } ]
      consumers: [ { topic: payments, group: settle, side: target } ]
      workloads: [ { workload: payments-api, replicas: 6, memoryLimit: 2Gi, configRevision: r41 } ]
      jobs: [ { job: ledger-close, every: 1h, grace: 10m, priority: 1 } ]

    """#
}
