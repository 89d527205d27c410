import CutoverModel
import Documents
import Testing

@Suite struct `the plan of the vocabulary` {
  let plan: Plan
  let document: PlanDocument

  init() throws {
    document = try readPlan(ExamplePlan.yaml)
    plan = document.plan
  }

  @Test func `is taken without remarks`() {
    #expect(document.remarks == [])
  }

  @Test func `has its heading`() throws {
    #expect(plan.plan == "payments-aks")
    #expect(plan.version == 3)
    #expect(plan.title == "Payments to AKS")
    #expect(plan.change == "CHG-1042")
    #expect(plan.timezone == "Europe/Amsterdam")
    #expect(plan.sites == Plan.Sites(source: "westeurope", target: "northeurope"))
    let opens = try #require(PlanTime("T-30m"))
    let closes = try #require(PlanTime("T+4h"))
    #expect(plan.window == Plan.Window(opens: opens, closes: closes))
  }

  @Test func `has its people, services and waves`() {
    var alice = Plan.Person(id: "alice")
    alice.principal = "alice@example.com"
    alice.roles = ["lead"]
    alice.team = "platform"
    alice.deputy = "bob"
    #expect(plan.people.first == alice)
    #expect(plan.people.map(\.id) == ["alice", "bob"])
    var payments = Plan.Service(id: "payments")
    payments.datasets = ["payments-db"]
    payments.freezeImpact = .degraded
    #expect(plan.services == [payments])
    var wave = Plan.Wave(id: "w2")
    wave.count = 400
    wave.unit = "tenants"
    #expect(plan.waves == [wave])
  }

  @Test func `has its objectives and planned impact`() {
    var rto = Objective(id: "pay-rto", metric: .rto, limit: .span(TimeSpan(seconds: 2_700)))
    rto.service = "payments"
    var rpo = Objective(id: "pay-rpo", metric: .rpo, limit: .span(.zero))
    rpo.dataset = "payments-db"
    var tenants = Objective(id: "tenants", metric: .rto, limit: .span(TimeSpan(seconds: 14_400)))
    tenants.wave = "w2"
    tenants.percent = 95
    #expect(plan.objectives == [rto, rpo, tenants])
    #expect(
      plan.impact == [
        Plan.PlannedImpact(
          service: "payments", from: TaskBoundary(task: "freeze-writes", side: .start),
          to: TaskBoundary(task: "open-writes", side: .finish))
      ])
  }

  @Test func `has its checks, gate and rollback`() {
    var readOnly = Plan.Check(id: "db-read-only")
    readOnly.kind = .configuration
    readOnly.expected = "on"
    readOnly.from = TaskBoundary(task: "freeze-writes", side: .finish)
    readOnly.until = TaskBoundary(task: "open-writes", side: .start)
    var smoke = Plan.Check(id: "smoke-login")
    smoke.kind = .smoke
    smoke.command = "./smoke login"
    smoke.required = true
    #expect(plan.checks == [readOnly, smoke])
    var gate = Plan.Gate(id: "go-live")
    gate.approvals = 2
    gate.roles = ["lead", "dba"]
    gate.separate = true
    gate.after = [Dependency(predecessor: "sync")]
    gate.requires = ["db-read-only"]
    gate.deadline = PlanTime(offset: TimeSpan(seconds: 7_200))
    gate.onTimeout = "no-go"
    gate.commits = true
    #expect(plan.gates == [gate])
    var rollback = Plan.Rollback()
    rollback.decideBy = PlanTime(offset: TimeSpan(seconds: 10_800))
    rollback.trigger = "smoke tests red at T+2h"
    rollback.tasks = ["unfreeze-writes"]
    #expect(plan.rollback == rollback)
  }

  @Test func `has its tasks`() {
    #expect(
      plan.tasks.map(\.id) == [
        "lock-deploys", "freeze-writes", "sync", "open-writes", "unfreeze-writes",
      ])
    var freeze = PlannedTask(id: "freeze-writes")
    freeze.title = "Put payments read-only"
    freeze.layer = "data"
    freeze.phase = "quiesce"
    freeze.action = "freeze_writes"
    freeze.owner = "dba"
    freeze.duration = .fixed(TimeSpan(seconds: 120))
    freeze.after = [Dependency(predecessor: "lock-deploys")]
    freeze.checks = ["db-read-only"]
    freeze.rollback = "unfreeze-writes"
    #expect(plan.tasks[1] == freeze)
    #expect(plan.tasks[2].mode == .automated)
    #expect(plan.tasks[3].isPointOfNoReturn)
    #expect(plan.tasks[3].after == [Dependency(predecessor: "go-live")])
    #expect(plan.tasks[4].isRollbackOnly)
  }

  @Test func `has its expectations`() {
    var expect = Expectation()
    expect.dns = [.init(name: "pay.example.com", answers: ["10.2.0.8"])]
    var endpoint = Expectation.Endpoint(key: "payments/db-url", value: "postgres://ne-db/payments")
    endpoint.legacy = ["postgres://we-db/payments"]
    expect.endpoints = [endpoint]
    expect.configuration = [.init(key: "region", value: "northeurope")]
    var listener = Expectation.Listener(listener: "settlement-files")
    listener.owner = "ne-gateway"
    listener.side = "target"
    expect.listeners = [listener]
    var consumer = Expectation.Consumer(topic: "payments", group: "settle")
    consumer.side = "target"
    expect.consumers = [consumer]
    var workload = Expectation.Workload(workload: "payments-api")
    workload.replicas = 6
    workload.memoryLimit = "2Gi"
    workload.configRevision = "r41"
    expect.workloads = [workload]
    var job = Expectation.Job(job: "ledger-close")
    job.every = TimeSpan(seconds: 3_600)
    job.grace = TimeSpan(seconds: 600)
    job.priority = 1
    expect.jobs = [job]
    #expect(plan.expect == expect)
  }

  @Test func `is the same plan with carriage returns or a byte order mark`() throws {
    let crlf = ExamplePlan.yaml.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    for text in [crlf, "\u{FEFF}" + ExamplePlan.yaml] {
      let other = try readPlan(text)
      #expect(other.plan.tasks == plan.tasks)
      #expect(other.plan.objectives == plan.objectives)
      #expect(other.canonicalTasks == document.canonicalTasks)
    }
  }
}
