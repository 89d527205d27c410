import Foundation
import JSONText
import TestSupport

/// A failback in which everything goes wrong that a stream can show, so that a rule that isn't violated by it can hardly
/// be violated at all.
enum WorstRun {
  static let plan = """
    plan: worst
    version: 1
    sites: { source: west, target: north }
    window: { opens: T, closes: T+1h }
    people: [ { id: alice, roles: [lead] } ]
    services: [ { id: payments, datasets: [db], freezeImpact: down } ]
    objectives:
      - { id: pay-rto, metric: rto, service: payments, clock: business, limit: 5m }
      - { id: pay-rpo, metric: rpo, dataset: db, limit: 0s }
    impact: [ { service: payments, from: freeze.start, to: open.finish } ]
    checks: [ { id: level, kind: reconciliation }, { id: smoke-login, kind: smoke, required: true } ]
    gates: [ { id: go, roles: [lead], after: [freeze], requires: [level], commits: true } ]
    tasks:
      - { id: freeze, phase: quiesce, action: freeze_writes, dataset: db, duration: 10m }
      - { id: promote, phase: failback, action: promote, dataset: db, duration: 10m, after: [go], checks: [smoke-login] }
      - { id: open, phase: open, action: open_writes, dataset: db, duration: 10m, after: [promote] }
      - { id: forgotten, phase: validate, duration: 5m, after: [open] }
    expect:
      dns: [ { name: pay.example.com, answers: [10.1.0.8] } ]
      endpoints: [ { key: db-url, value: west-db, legacy: [north-db] } ]
      configuration: [ { key: region, value: west } ]
      listeners: [ { listener: files, owner: west-gateway, side: target } ]
      consumers: [ { topic: payments, group: settle, side: target } ]
      workloads: [ { workload: api, replicas: 2, memoryLimit: 2Gi, configRevision: r42 } ]
      jobs: [ { job: ledger, every: 1h, grace: 10m } ]
    """

  /// Type, time, attributes, and the payload where there is one.
  private static let story = """
    run.began 20:00
    job.due 20:00 {"job":"ledger","side":"north"}
    task.started 20:01 task=freeze
    writes.frozen 20:02 dataset=db {"side":"north"}
    service.down 20:02 service=payments {"level":0}
    data.diverged 20:03 dataset=db {"side":"north","writes":3}
    replication.observed 20:04 dataset=db {"side":"west","sourcePosition":"10","targetPosition":"8"}
    task.started 20:05 task=promote
    writer.changed 20:06 dataset=db {"from":"north","to":"west"}
    task.completed 20:07 task=freeze
    gate.approved 20:08 gate=go actor=mallory
    task.completed 20:10 task=promote
    check.failed 20:11 {"check":"smoke-login","kind":"smoke"}
    task.started 20:12 task=open
    data.reconciled 20:13 dataset=db {"matches":false}
    writes.opened 20:14 dataset=db {"side":"west"}
    listener.bound 20:15 {"listener":"files","owner":"west-gateway","side":"west"}
    listener.observed 20:16 {"listener":"files","owners":["north-gateway"],"side":"north"}
    consumer.unbound 20:17 {"topic":"payments","group":"settle","side":"west","members":0}
    workload.observed 20:18 {"workload":"api","side":"north","desired":2,"ready":2,"restarts":0,"memoryLimit":"2Gi","configRevision":"r42"}
    workload.observed 20:19 {"workload":"api","side":"west","desired":2,"ready":2,"restarts":1,"memoryLimit":"2Gi","configRevision":"r39"}
    workload.terminated 20:20 {"workload":"api","side":"west","reason":"OOMKilled","memoryLimit":"2Gi"}
    configuration.observed 20:21 region=west {"key":"region","value":"north"}
    endpoint.observed 20:22 {"key":"db-url","value":"north-db"}
    dns.observed 20:23 {"name":"pay.example.com","answers":["10.2.0.8"],"resolver":"ns1"}
    policy.observed 20:24 layer=analytics {"policy":"egress-analytics","action":"allow","target":"logs","allowed":false}
    queue.observed 20:25 {"queue":"settlements","side":"north","depth":5}
    queue.observed 20:26 {"queue":"settlements","side":"west","depth":7}
    job.started 20:30 {"job":"ledger","side":"north"}
    job.completed 20:35 {"job":"ledger","side":"north","watermark":"2026-10-10T20:00:00Z"}
    data.lost 20:40 dataset=db {"count":3,"unit":"writes","from":"2026-10-10T20:02:00Z","to":"2026-10-10T20:03:00Z"}
    job.completed 20:45 {"job":"ledger","side":"west","watermark":"2026-10-10T19:00:00Z"}
    service.up 20:50 service=payments {"level":100}
    task.started 21:28 task=else
    task.completed 21:30 task=else
    task.completed 21:31 task=open
    run.ended 21:40 {"outcome":"completed"}
    """

  static var events: [String] {
    story.split(separator: "\n").enumerated().map { number, line in
      var words = line.split(separator: " ", maxSplits: 2)
      var attributes: [String: String] = [:]
      var rest = words.count > 2 ? words.removeLast() : ""
      while let word = rest.split(separator: " ").first, !word.hasPrefix("{") {
        let pair = word.split(separator: "=")
        attributes[String(pair[0])] = String(pair[1])
        rest = rest.dropFirst(word.count + 1)
      }
      return event(
        String(words[0]), at: "2026-10-10T\(words[1]):00Z", id: "w\(number + 1)", source: "/worst", attributes,
        data: rest.isEmpty ? nil : String(rest))
    }
  }

  /// Records it as `worst.jsonl.gz`.
  static func record(in sandbox: Sandbox) throws {
    try sandbox.write(plan, to: "worst.yaml")
    try sandbox.expect("keygen", "example.com/ops", "-o", "ops.key")
    try sandbox.expect(
      "open", "worst.jsonl.gz", "--plan", "worst.yaml", "--key", "ops.key", "--kind", "failback", "--starts",
      "2026-10-10T20:00:00Z")
    try sandbox.expect("record", "worst.jsonl.gz", try sandbox.file(events.joined(separator: "\n")))
    try sandbox.expect("close", "worst.jsonl.gz", "--key", "ops.key")
  }
}
