import Audit
import CutoverModel
import Documents
import Replay
import Reports
import TestSupport

/// A small night judged by a policy that comes to every result, with one control that was read second-hand.
enum AuditedNight {
  static let policy = """
    policy: ours
    version: 2
    title: What every cutover of ours keeps
    controls:
      - { id: CC8.1, title: Changes are authorised, text: The entity authorizes changes., source: TSP section 100, secondHand: true }
      - { id: AU-9(3), title: Protection of audit information }
      - { id: CP-2, title: Nothing bears on this one }
    rules:
      - id: approved-first
        title: Nothing is opened before a gate was passed
        why: Writes in the target can't be taken back.
        severity: critical
        controls: [CC8.1, AU-9(3)]
        cannotShow: Whether the approver had understood what was approved.
        template: precedence
        activation: { type: gate.approved, where: { mode: live } }
        target: { type: [writes.opened, traffic.shifted], where: { data.percent: { not: [0, 1] } } }
        per: [wave]
        within: 4h
      - { id: no-failure, title: No task fails, why: A task that failed was not ready., severity: high, controls: [CC8.1], template: absence, activation: task.failed }
      - { id: ended, title: What is started is ended, why: An open end is nobody's., template: response, activation: task.started, target: [task.completed, task.failed], per: [task] }
      - { id: reconciled, title: What is lost is reconciled, why: Users would find it., severity: low, template: response, activation: data.lost, target: data.reconciled, per: [dataset] }
      - { id: begins, title: The run says that it begins, why: Else nobody knows when., controls: [AU-9(3)], template: existence, activation: run.began }
    """

  static let night = """
    22:00 run.began @id=r1
    22:01 task.started freeze by=alice@example.com @id=t1
    22:04 task.completed freeze by=alice@example.com @id=t2
    22:05 task.started switch by=bob@example.com @id=t3
    22:09 task.failed switch by=bob@example.com @id=t4 "the pipeline stopped"
    22:10 task.failed switch by=bob@example.com @id=t5
    22:11 writes.opened dataset=db wave=w1 side=target @id=w1
    22:12 task.started verify by=bob@example.com @id=t6
    22:20 run.ended outcome=completed @id=r2
    """

  /// The night as a run of that name.
  static func run(_ name: String = "payments/live", _ night: String = night, policy: String = policy) throws -> RunAudit {
    let policy = try PolicyDocument.read(bytes: Array(policy.utf8), name: "p.yaml").policy
    let lines = Marbles(night).lines
    let result = try folding(AuditFold(policy.rules), at: lines.placed(from: 4))
    var audit = RunAudit()
    var stream = StreamSummary(verdict: "open", isIntact: true)
    stream.origin = "example.com/ops/\(name)"
    stream.run = name
    stream.kind = "live"
    stream.size = 40
    stream.root = "ZO0Wp8giEORUqan98pQdDhiLqSz9P7Dr97glz2eNkAw="
    stream.signer = .init(name: "example.com/ops", vkey: "example.com/ops+00000000+AQ==", trusted: true)
    audit.streams = [stream]
    audit.opening = [("kind", "live"), ("environment", "production")]
    audit.planDigest = String(repeating: "0", count: 64)
    audit.span = result.span
    audit.ends = try folding(RunEndsFold(), at: lines.placed(from: 4))
    audit.policies = [
      .init(
        policy: policy, isPack: false, digest: String(repeating: "ab", count: 32), findings: result.report.findings)
    ]
    for event in audit.findings.flatMap(\.events) {
      let digit = String(event.index % 16, radix: 16)
      audit.leaves[.init(stream: event.stream, index: event.index)] = String(repeating: digit, count: 64)
    }
    audit.problems = result.report.notes.map(\.problem)
    return audit
  }
}
