import CutoverModel
import Documents
import Testing

/// Values of a plan that are supposed to be others: what can be said, and what is refused.
@Suite struct PlanChangeTests {
  private static let written = """
    plan: p
    version: 1
    window: { opens: T-30m, closes: T+4h }
    services: [ { id: pay, datasets: [db], freezeImpact: degraded }, { id: web.v2 } ]
    waves: [ { id: w1 }, { id: w2 } ]
    objectives:
      - { id: rto, metric: rto, service: pay, clock: business, limit: 45m, settle: 10m, minimumLevel: 90, exclude: announced }
      - { id: rpo, metric: rpo, dataset: db, limit: { count: 0, unit: writes } }
      - { id: cut, metric: rto, clock: { from: "task:a.started", to: "task:b.completed" }, limit: 30m }
      - { id: wave, metric: rto, wave: w1, percent: 95, limit: 4h }
    gates: [ { id: go, after: [a], deadline: T+2h, duration: 2m } ]
    rollback: { decideBy: T+3h }
    tasks:
      - { id: a, duration: 5m, start: T+1m, finishBy: T+1h }
      - { id: b, duration: { optimistic: 1m, likely: 2m, pessimistic: 6m }, after: [go] }
    """

  /// A change, what stands in the file before, and what the file would say instead.
  struct Example: Sendable, CustomStringConvertible {
    var change: String
    var before: String
    var after: String
    var description: String { change }
  }

  static let examples = [
    Example(change: "objective.rto.limit=1h", before: "limit: 45m", after: "limit: 1h"),
    Example(change: "objective.rpo.limit=3/rows", before: "count: 0, unit: writes", after: "count: 3, unit: rows"),
    Example(change: "objective.rpo.limit=5m", before: "{ count: 0, unit: writes }", after: "5m"),
    Example(change: "objective.rto.clock=downtime", before: "clock: business", after: "clock: downtime"),
    Example(
      change: "objective.cut.clock=task:b.started/last:run.ended", before: #"{ from: "task:a.started", to: "task:b.completed" }"#,
      after: #"{ from: "task:b.started", to: "last:run.ended" }"#),
    Example(change: "objective.rto.settle=1m", before: "settle: 10m", after: "settle: 1m"),
    Example(change: "objective.rto.settle=none", before: " settle: 10m,", after: ""),
    Example(change: "objective.rto.minimumLevel=50", before: "minimumLevel: 90", after: "minimumLevel: 50"),
    Example(change: "objective.rto.exclude=none", before: ", exclude: announced", after: ""),
    Example(change: "objective.wave.percent=100", before: "percent: 95", after: "percent: 100"),
    Example(change: "objective.wave.wave=w2", before: "wave: w1", after: "wave: w2"),
    Example(change: "objective.rto.service=web.v2", before: "service: pay", after: "service: web.v2"),
    Example(change: "objective.rpo.dataset=db", before: "dataset: db", after: "dataset: db"),
    Example(change: "objective.rto.metric=rto", before: "id: rto, metric: rto", after: "id: rto, metric: rto"),
    Example(change: "task.a.duration=20m", before: "duration: 5m", after: "duration: 20m"),
    Example(change: "task.a.duration=none", before: "duration: 5m, ", after: ""),
    Example(
      change: "task.a.duration=10m/15m/30m", before: "duration: 5m",
      after: "duration: { optimistic: 10m, likely: 15m, pessimistic: 30m }"),
    Example(change: "task.a.start=T", before: "start: T+1m", after: "start: T"),
    Example(change: "task.a.finishBy=T+2h", before: "finishBy: T+1h", after: "finishBy: T+2h"),
    Example(change: "gate.go.duration=PT10M", before: "duration: 2m", after: "duration: 10m"),
    Example(change: "gate.go.deadline=none", before: "deadline: T+2h, ", after: ""),
    Example(change: "service.pay.freezeImpact=none", before: "freezeImpact: degraded", after: "freezeImpact: none"),
    Example(change: "service.web.v2.freezeImpact=down", before: "{ id: web.v2 }", after: "{ id: web.v2, freezeImpact: down }"),
    Example(change: "window.opens=T", before: "opens: T-30m", after: "opens: T"),
    Example(change: "window.closes=T+6h", before: "closes: T+4h", after: "closes: T+6h"),
    Example(change: "rollback.decideBy=T+2h30m", before: "decideBy: T+3h", after: "decideBy: T+2h30m"),
  ]

  private func changed(
    _ changes: String..., in text: String = written
  ) throws -> (document: PlanDocument, changes: [Hypothesis.Change]) {
    try readPlan(text).changed(by: try changes.map { try PlanChange($0) })
  }

  @Test(arguments: examples) func `a changed plan is the plan that says so itself`(example: Example) throws {
    let edited = Self.written.replacing(example.before, with: example.after, maxReplacements: 1)
    #expect(Self.written.contains(example.before))
    let supposed = try changed(example.change)
    #expect(supposed.document.plan == (try readPlan(edited).plan))
    // What is supposed again is what the plan says by then.
    let again = try supposed.document.changed(by: [try PlanChange(example.change)])
    #expect(again.document.plan == supposed.document.plan)
    #expect(again.changes[0].changesNothing)
    #expect(again.changes[0].from == again.changes[0].to)
    #expect(supposed.changes[0].changesNothing == (example.before == example.after))
  }

  @Test func `every key that can be supposed is among the examples`() throws {
    let tried = try Self.examples.map { example in
      let name = try PlanChange(example.change).name.split(separator: ".")
      return "\(name[0]).\(name[name.count - 1])"
    }
    #expect(Set(tried) == Set(PlanChange.keys.map { "\($0.kind).\($0.name)" }))
  }

  @Test func `each change tells what the plan says, as it is written`() throws {
    let supposed = try changed(
      "objective.rpo.limit=5m", "objective.cut.clock=run", "task.b.duration=3m", "objective.rto.exclude=none",
      "service.web.v2.freezeImpact=down")
    #expect(supposed.changes.map(\.key) == [
      "objective.rpo.limit", "objective.cut.clock", "task.b.duration", "objective.rto.exclude", "service.web.v2.freezeImpact",
    ])
    #expect(supposed.changes.map(\.from) == ["0/writes", "task:a.started/task:b.completed", "1m/2m/6m", "announced", nil])
    #expect(supposed.changes.map(\.to) == ["5m", "run", "3m", nil, "down"])
    #expect(!supposed.changes.contains { $0.changesNothing })
  }

  @Test(arguments: [
    "objective.rto.limit=PT45M", "objective.rto.limit=45m", "objective.cut.settle=15m", "objective.cut.settle=none",
    "objective.wave.exclude=none", "task.b.duration=60s/PT2M/6m", "window.closes=T+240m", "window.opens=T-30m",
    "objective.rto.clock=business", "task.b.start=none",
  ])
  func `what means the same changes nothing, and is told to`(change: String) throws {
    #expect(try changed(change).changes[0].changesNothing)
  }

  @Test(arguments: [
    "objective.rto.limit=46m", "task.b.duration=2m", "objective.cut.settle=14m", "objective.rto.settle=none",
    "objective.rpo.limit=0s", "objective.wave.percent=none", "window.closes=T+4m",
  ])
  func `what means something else changes something`(change: String) throws {
    #expect(try changed(change).changes[0].changesNothing == false)
  }

  @Test func `an objective is added where its metric is given`() throws {
    let supposed = try changed(
      "objective.new.limit=5m", "objective.new.metric=rto", "objective.new.service=pay", "objective.new.clock=downtime")
    let edited = Self.written.replacing(
      "gates:", with: "  - { id: new, metric: rto, limit: 5m, service: pay, clock: downtime }\ngates:")
    #expect(supposed.document.plan == (try readPlan(edited).plan))
    #expect(supposed.changes.allSatisfy { $0.from == nil && !$0.changesNothing })
    let first = try changed("objective.o.metric=rpo", "objective.o.dataset=db", "objective.o.limit=0s", in: plan("services: [ { id: s, datasets: [db] } ]", "tasks: []"))
    #expect(first.document.plan.objectives.map(\.id) == ["o"])
  }

  @Test func `a plan without a window is given one by both its ends`() throws {
    #expect(try changed("window.opens=T", "window.closes=T+1h", in: plan("tasks: []")).document.plan.window != nil)
    #expect(error("window.closes=T+1h", in: plan("tasks: []"))?.message == "`opens` is missing in `window`")
    #expect(try changed("rollback.decideBy=T+1h", in: plan("tasks: []")).document.plan.rollback?.decideBy != nil)
  }

  @Test func `the plan that was changed stays as it was, and so do places of what wasn't`() throws {
    let document = try readPlan(Self.written)
    let supposed = try document.changed(by: [try PlanChange("objective.rto.limit=1h"), try PlanChange("task.a.finishBy=T+2h")]).document
    #expect(document.plan == (try readPlan(Self.written).plan))
    #expect(document.places.location(of: .limit(objective: "rto")) != nil)
    #expect(supposed.places.location(of: .limit(objective: "rto")) == nil)
    #expect(supposed.places.location(of: .limit(objective: "cut")) == document.places.location(of: .limit(objective: "cut")))
    #expect(supposed.canonicalTasks != document.canonicalTasks)
  }

  @Test func `a remark on a value that is supposed names the change and no place in the file`() throws {
    let supposed = try changed("task.m.duration=5m", in: plan("tasks: [ { id: m, mode: milestone } ]"))
    #expect(supposed.document.remarks.map(\.rule) == [.milestoneDuration])
    #expect(supposed.document.remarks.map(\.file) == ["task.m.duration=5m"])
    #expect(supposed.document.remarks.map(\.line) == [0])
  }

  // MARK: - Refusals

  private func error(_ changes: String..., in text: String = written) -> PlanChangeError? {
    do {
      _ = try readPlan(text).changed(by: try changes.map { try PlanChange($0) })
      return nil
    } catch { return error as? PlanChangeError }
  }

  @Test(arguments: [
    ("", "expected KEY=VALUE"), ("=", "expected KEY=VALUE"), ("=1h", "expected KEY=VALUE"), ("objective.rto.limit", "expected KEY=VALUE"),
    ("objective=1h", "expected `objective.ID.KEY`"), ("objective.=1h", "expected `objective.ID.KEY`"),
    ("objective.rto=1h", "expected `objective.ID.KEY`"), ("objective..limit=1h", "expected `objective.ID.KEY`"),
    ("objectives.rto.limit=1h", "`objectives` can't be supposed otherwise"), ("tasks=1", "`tasks` can't be supposed"),
    ("objective.rto.limits=1h", "`limits` of an objective can't be supposed"), ("task.a.after=b", "`after` of a task"),
    ("window=1h", "`` of `window` can't be supposed"), ("window.a.closes=T", "`a.closes` of `window`"),
    ("objective.rto.limit=", "there is no value"), ("objective.nosuch.limit=1h", "unknown objective `nosuch`"),
    ("objective.RTO.limit=1h", "unknown objective `RTO`"), ("task.go.duration=1h", "unknown task `go`"),
    ("objective.rto.limit=none", "`limit` of objective `rto` is `none`, expected a duration"),
    ("objective.rto.limit=-1h", "expected a duration that isn't negative"), ("objective.rto.limit= 1h", "expected a duration"),
    ("objective.rto.limit=0/writes", "is a mapping, expected a duration"), ("objective.rpo.limit=0/writes/x", "the value has 3 parts"),
    ("objective.rpo.limit=x/writes", "`count` of `limit`"), ("objective.rpo.clock=business", "has no meaning for the metric `rpo`"),
    ("objective.rto.percent=95", "has no meaning without `wave`"), ("objective.rto.clock=busines", "unknown clock `busines`"),
    ("objective.rto.service=none", "`service` is missing in objective `rto`"), ("objective.rto.exclude=all", "expected `announced`"),
    ("objective.rto.minimumLevel=101", "expected an integer from 0 to 100"), ("objective.rto.minimumLevel=null", "is nothing"),
    ("objective.cut.clock=task:x.started/run", "unknown task `x` in `from`"),
    ("objective.cut.clock=task:a.started/run", "`to` of `clock` of objective `cut` is `run`, expected `task:ID.started`"), ("objective.new.metric=rto", "`limit` is missing"),
    ("task.a.duration=3m/2m/1m", "expected that order"), ("task.a.duration=1m/2m", "the value has 2 parts"),
    ("task.a.duration=//", "expected a duration"), ("task.a.duration=99999999999999h", "expected a duration"),
    ("task.a.finishBy=T", "is before its `start`"), ("task.a.start=1h", "expected a time such as T"),
    ("gate.go.deadline=T+", "expected a time such as T"), ("service.pay.freezeImpact=up", "expected one of `none`"),
    ("window.closes=T-30m", "is not after `opens`"), ("rollback.decideBy=soon", "expected a time such as T"),
  ])
  func `what no plan could say is refused as a plan would be`(change: String, message: String) throws {
    let refused = try #require(error(change))
    #expect(refused.message.contains(message), "\(refused.message)")
    #expect(refused.change == change)
  }

  @Test func `a refusal suggests the word that was probably meant`() {
    #expect(error("objectiv.rto.limit=1h")?.hint == "did you mean `objective`?")
    #expect(error("objective.rto.limt=1h")?.hint == "did you mean `limit`?")
    #expect(error("objective.rt.limit=1h")?.hint == "did you mean `rto`?")
    #expect(error("objective.rto.clock=downtme")?.hint == "did you mean `downtime`?")
    #expect(error("gate.stop.deadline=T")?.hint == "the plan has `go`")
    #expect(error("gate.go.deadline=T", in: plan("tasks: []"))?.hint == "the plan declares no gate")
  }

  @Test func `a key given twice is refused, and the later one is named`() {
    let refused = error("objective.rto.limit=1h", "objective.rto.settle=1m", "objective.rto.limit=2h")
    #expect(refused?.change == "objective.rto.limit=2h")
    #expect(refused?.message == "`objective.rto.limit` is given twice, expected each key once")
  }

  @Test func `of several changes the one that is wrong is named`() {
    #expect(error("objective.rto.limit=1h", "task.a.duration=x", "window.closes=T+9h")?.change == "task.a.duration=x")
    #expect(error("objective.rto.limit=1h", "objective.rto.service=none")?.change == nil)
  }

  @Test func `a value may say what a window already outside couldn't alone`() throws {
    #expect(error("window.opens=T+5h") != nil)
    #expect(try changed("window.opens=T+5h", "window.closes=T+6h").document.plan.window?.opens == PlanTime("T+5h"))
  }

  @Test func `no text brings the reading of changes down`() throws {
    let pieces = ["objective", "task", ".", "..", "rto", "a", "limit", "duration", "=", "/", "1h", "none", "\u{0}", "\u{301}", "🙂", "\n", "{", "[", "&a", "*", "T+", "-"]
    var state: UInt64 = 7
    let document = try readPlan(Self.written)
    for _ in 0..<3_000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += pieces[Int((state >> 33) % UInt64(pieces.count))]
      }
      guard let change = try? PlanChange(text) else { continue }
      _ = try? document.changed(by: [change])
    }
  }
}
