import CloudEvents
import CutoverModel
import Testing

@testable import Replay

/// Timelines in, states out.
@Suite struct `The state at an instant` {
  private static let night = """
    22:00 run.began
    22:01 phase.entered phase=freeze
    22:02 deployment.locked scope=payments
    22:05 task.started task=freeze-writes
    22:06 writes.frozen dataset=db side=source
    22:07 task.completed task=freeze-writes
    22:08 phase.entered phase=switch
    22:10 service.down service=pay region=west
    22:12 dns.changed name=pay.example.com answers=["10.2.0.8"] ttl=60
    22:13 service.degraded service=pay region=north level=50
    22:15 writer.changed dataset=db from=source to=target
    22:16 writes.opened dataset=db side=target
    22:20 service.up service=pay
    22:30 run.ended outcome=completed
    """

  @Test func `holds what was so by then and nothing of later`() throws {
    #expect(
      try state(Self.night, at: "22:09") == """
        run began - @22:00
        phase -: phase=switch @22:08
        task freeze-writes: completed x1 no-check @22:07
        locks payments: locked=true @22:02
        copies db/source: writes=frozen @22:06
        """)
    #expect(
      try state(Self.night, at: "22:14") == """
        run began - @22:00
        phase -: phase=switch @22:08
        task freeze-writes: completed x1 no-check @22:07
        service pay: down [north degraded@22:13, west down@22:10] @22:10
        dns pay.example.com/-/-: answers=10.2.0.8 ttl=60 @22:12
        locks payments: locked=true @22:02
        copies db/source: writes=frozen @22:06
        """)
    #expect(try state(Self.night, at: "21:59") == "")
  }

  @Test func `without an instant is the one after the last event`() throws {
    let end = try systemState(Self.night)
    #expect(end.isEnd && end.time?.clock == "22:30")
    #expect(try end.text == state(Self.night, at: "23:00"))
    #expect(end.text.hasPrefix("run ended completed @22:30\n"))
    #expect(end.text.contains("service pay: up [whole up@22:20, north up@22:20, west up@22:20] @22:20"))
    #expect(end.text.contains("datasets db: writer=target writerBefore=source @22:15"))
  }

  @Test func `lets an event that was typed in late fall into its place`() throws {
    let late = """
      22:00 endpoint.changed key=db value=west
      22:20 endpoint.changed key=db value=north
      22:10 endpoint.changed key=db value=nowhere
      """
    #expect(try state(late, at: "22:15") == "endpoints db/-: value=nowhere @22:10")
    #expect(try state(late, at: "22:25") == "endpoints db/-: value=north @22:20")
  }

  @Test func `counts an event at the very instant`() throws {
    #expect(try state("22:00 service.down service=pay", at: "22:00") == "service pay: down [whole down@22:00] @22:00")
    #expect(try state("22:00:00.000000001 service.down service=pay", at: "22:00") == "")
  }

  @Test func `means the plan's sites by source and target, swapped in a failback`() throws {
    let lines = "22:00 queue.observed queue=q side=source depth=3\n22:01 traffic.shifted service=pay to=target percent=10"
    #expect(
      try state(lines, plan: payPlan()) == """
        traffic pay: north 10.0 @22:01
        queues q/west: depth=3 @22:00
        """)
    #expect(
      try state(lines, plan: payPlan(), kind: "failback") == """
        traffic pay: west 10.0 @22:01
        queues q/north: depth=3 @22:00
        """)
  }

  @Test func `keeps dry runs and isolated copies apart from the live system`() throws {
    #expect(
      try state(
        """
        22:00 service.up service=pay
        22:01 service.down service=pay mode=dry-run
        22:02 dns.observed name=a answers=[] mode=isolated
        22:03 check.passed check=c mode=isolated
        22:04 task.started task=t mode=dry-run
        """) == """
        task t: started x1 no-check @22:04
        service pay: up [whole up@22:00] @22:00
        dry-run service pay: down [whole down@22:01] @22:01
        isolated dns a/-/-: answers= @22:02
        isolated checks c: result=passed @22:03
        """)
  }

  // MARK: - Services

  @Test func `a service is as its worst part, since that is so`() throws {
    let lines = """
      22:00 service.degraded service=pay region=west
      22:01 service.down service=pay region=north
      22:02 service.down service=pay region=west
      22:03 service.up service=pay region=north
      22:04 service.down service=pay region=west
      22:05 service.up service=pay region=west
      """
    #expect(
      try state(lines, at: "22:04") == "service pay: down [north up@22:03, west down@22:02] @22:01")
    #expect(try state(lines, at: "22:05") == "service pay: up [north up@22:03, west up@22:05] @22:05")
  }

  @Test func `a freeze makes a service what the plan says until writes open`() throws {
    let plan = payPlan(freezeImpact: .degraded)
    let lines = """
      22:00 writes.frozen dataset=db side=west
      22:10 writer.changed dataset=db from=west to=north
      22:11 writes.opened dataset=db side=north
      """
    #expect(
      try state(lines, at: "22:05", plan: plan) == """
        service pay: degraded [freeze db/west degraded@22:00] @22:00
        copies db/west: writes=frozen @22:00
        """)
    #expect(try state(lines, at: "22:10", plan: plan).hasPrefix("service pay: degraded"))
    #expect(try state(lines, at: "22:11", plan: plan).hasPrefix("service pay: up [] @22:11"))
    let unsaid = try systemState(lines, at: "22:05", plan: payPlan(freezeImpact: nil))
    #expect(unsaid.live.services.map(\.state) == [nil])
    #expect(unsaid.live.services.map(\.hasUnstatedFreeze) == [true])
  }

  @Test func `nothing said of a planned service, check or data set is told as such`() throws {
    let plan = payPlan { $0.checks = [Plan.Check(id: "smoke")] }
    let state = try systemState("22:00 note.added text=x", plan: plan)
    #expect(state.live.services.map(\.state) == [nil])
    #expect(state.live.services.map(\.basis) == [nil])
    #expect(state.live.checks.map(\.id) == ["smoke"] && state.live.checks[0].item == nil)
    #expect(state.live.datasets.map(\.dataset) == ["db"] && state.live.datasets[0].item == nil)
  }

  @Test func `bad news without a service counts for every one, good news for none`() throws {
    #expect(
      try state(
        "22:00 service.up service=a\n22:01 service.up service=b\n22:02 service.down\n22:03 service.up") == """
        service a: down [whole down@22:02] @22:02
        service b: down [whole down@22:02] @22:02
        """)
    #expect(
      try state("22:00 service.down service=a\n22:01 service.up service=*")
        == "service a: up [whole up@22:01] @22:01")
    #expect(try state("22:02 service.down\n22:03 service.up") == "service -: down [whole down@22:02] @22:02")
    #expect(try state("22:02 service.up") == "")
    #expect(try state("22:02 service.down service=*") == "service *: down [whole down@22:02] @22:02")
  }

  // MARK: - The system

  @Test func `a share that a later one leaves no room for is cut`() throws {
    let lines = """
      22:00 traffic.shifted service=pay to=west percent=100
      22:10 traffic.shifted service=pay to=north percent=10
      22:20 traffic.shifted service=pay to=north percent=100
      """
    #expect(
      try state(lines, at: "22:15") == "traffic pay: north 10.0 @22:10\ntraffic pay: west 90.0 cut @22:00")
    #expect(
      try state(lines, at: "22:20") == "traffic pay: north 100.0 @22:20\ntraffic pay: west 0.0 cut @22:00")
  }

  @Test func `shares with fractions leave each other their room`() throws {
    let lines = [("a", "33.3"), ("b", "33.3"), ("c", "33.4"), ("d", "0")].enumerated().map { number, share in
      "22:0\(number) traffic.shifted service=pay to=\(share.0) percent=\(share.1)"
    }
    #expect(try !state(lines.joined(separator: "\n")).contains("cut"))
  }

  @Test func `a share of all services counts for each, until one says otherwise`() throws {
    #expect(
      try state(
        """
        22:00 traffic.shifted service=* to=west percent=100
        22:10 traffic.shifted service=pay to=west percent=20
        22:11 traffic.shifted service=shop to=north percent=5
        """) == """
        traffic pay: west 20.0 @22:10
        traffic shop: north 5.0 @22:11
        traffic shop: west 95.0 cut @22:00
        """)
    #expect(try state("22:00 traffic.shifted service=* to=west percent=100") == "traffic *: west 100.0 @22:00")
  }

  @Test func `a listener shows all its owners, by side`() throws {
    let lines = """
      22:00 listener.bound listener=files owner=we-gw side=west
      22:10 listener.bound listener=files owner=ne-gw side=north
      22:20 listener.released listener=files owner=we-gw side=west
      22:30 listener.observed listener=files side=north owners=[]
      22:40 listener.observed listener=files owners=["x"]
      22:50 listener.observed listener=files owners=["ne-gw"]
      """
    let both = try systemState(lines, at: "22:15")
    #expect(both.text == "listener files: [ne-gw/north @22:10, we-gw/west @22:00] @22:10")
    #expect(both.live.listeners[0].isDuplicate)
    #expect(try state(lines, at: "22:20") == "listener files: [ne-gw/north @22:10] @22:20")
    #expect(try state(lines, at: "22:30") == "listener files: [] @22:30")
    #expect(try state(lines, at: "22:40") == "listener files: [x/- @22:40] @22:40")
    #expect(try state(lines, at: "22:50") == "listener files: [ne-gw/- @22:50] @22:50")
  }

  @Test func `consumers, jobs and workloads keep what was last said of each part`() throws {
    #expect(
      try state(
        """
        22:00 consumer.bound topic=pay group=settle side=west
        22:01 consumer.observed topic=pay group=settle side=west members=3 lag=7
        22:02 consumer.observed topic=pay group=settle side=west members=0
        22:00 job.due job=close side=west
        22:01 job.started job=close side=west
        22:04 job.completed job=close side=west watermark=2026-11-22T22:00:00Z rows=12
        23:00 job.due job=close side=west
        22:00 workload.observed workload=api side=west desired=6 ready=6 memoryLimit=2Gi
        22:05 workload.terminated workload=api side=west reason=OOMKilled
        22:06 workload.observed workload=api side=west ready=5 restarts=1
        22:00 workload.observed workload=old side=west desired=6 ready=6
        22:07 workload.suspended workload=old side=west
        22:08 workload.observed workload=old side=west desired=0 ready=0
        """) == """
        consumers pay/settle/west: bound=false members=0 lag=7 @22:02
        jobs close/west: state=due due=23:00 started=22:01 completed=22:04 watermark=22:00 rows=12 @23:00
        workloads api/west/-: state=short desired=6 ready=5 restarts=1 memoryLimit=2Gi terminated=22:05 reason=OOMKilled @22:06
        workloads old/west/-: state=suspended suspended=true desired=0 ready=0 @22:08
        """)
  }

  @Test func `configuration of another region is another thing, and a reading replaces the whole of the one before`() throws {
    #expect(
      try state(
        """
        22:00 configuration.observed key=region value=west revision=r40
        22:01 configuration.observed key=region value=north region=north
        22:02 configuration.observed key=region digest=abc
        22:03 policy.changed policy=egress action=deny target=analytics allowed=false
        """) == """
        configuration region/-: digest=abc @22:02
        configuration region/north: value=north @22:01
        policies egress/deny/analytics/-: allowed=false @22:03
        """)
  }

  @Test func `copies tell freeze, position, lag and what is recoverable`() throws {
    #expect(
      try state(
        """
        22:00 writes.frozen dataset=db side=west
        22:01 replication.observed dataset=db side=north sourcePosition=7 targetPosition=6 lagSeconds=1.5
        22:02 replication.observed dataset=db side=north targetPosition=7 inSync=true
        22:03 data.recoverable dataset=db side=north upTo=2026-11-22T22:00:00Z method=replica
        22:04 writes.observed dataset=db side=west last=2026-11-22T21:59:58Z
        22:05 data.reconciled dataset=db matches=true
        """) == """
        datasets db: reconciled=true @22:05
        copies db/north: sourcePosition=7 targetPosition=7 inSync=true lagSeconds=1.5 recoverableUpTo=22:00 method=replica @22:03
        copies db/west: writes=frozen lastWrite=21:59:58 @22:04
        """)
  }
}
