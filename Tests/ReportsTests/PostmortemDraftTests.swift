import CutoverModel
import Documents
import Replay
import Reports
import TestSupport
import Testing

/// The parts of a postmortem's draft, made from folds over events in memory.
@Suite struct `A postmortem draft` {
  private static let planText = """
    plan: payments
    version: 1
    services: [ { id: payments, freezeImpact: none } ]
    objectives:
      - { id: net, metric: rto, service: payments, limit: 25m, exclude: announced }
      - { id: gross, metric: rto, service: payments, limit: 25m }
    tasks:
      - { id: freeze, duration: 10m }
      - { id: open, duration: 20m, after: [freeze] }
    """

  private static func at(_ type: String, _ time: String, _ attributes: [String: String] = [:], data: String? = nil) -> String {
    event(type, at: "2026-11-22T\(time)Z", attributes, data: data)
  }

  private static func task(_ word: String, _ id: String, _ time: String, data: String? = nil) -> String {
    at("task.\(word)", time, ["task": id], data: data)
  }

  private func report(_ lines: [String]) throws -> RunReport {
    let plan = try PlanDocument.read(bytes: Array(Self.planText.utf8), name: "plan.yaml").plan
    let schedule = try Schedule(of: plan)
    var report = RunReport(timeline: try folding(TimelineFold(plan: plan, schedule: schedule), over: lines))
    report.plan = plan
    report.variance = try folding(VarianceFold(plan: plan, schedule: schedule), over: lines)
    return report
  }

  private func draft(_ report: RunReport) -> String {
    Postmortem(report).markdown(program: ProgramName(name: "cutlog", version: "0"))
  }

  private func section(_ heading: String, of draft: String) -> String {
    let rest = draft.split(separator: "\n## \(heading)\n", maxSplits: 1).dropFirst().first ?? ""
    return rest.split(separator: "\n## ", maxSplits: 1).first.map(String.init) ?? ""
  }

  // MARK: - The diagram

  @Test func `draws a failed task to its failure, and one that is paused to the last that is told`() throws {
    let text = draft(
      try report([
        Self.task("started", "freeze", "22:00:00"), Self.task("failed", "freeze", "22:26:00"),
        Self.task("started", "open", "22:27:00"), Self.task("paused", "open", "22:31:00"),
      ]))
    #expect(text.contains(" freeze :crit, a1, 2026-11-22T22:00:00, 2026-11-22T22:26:00\n"))
    #expect(text.contains(" open :active, a2, 2026-11-22T22:27:00, 2026-11-22T22:31:00\n"))
  }

  @Test func `draws a task that the plan doesn't hold to its cancellation`() throws {
    let text = draft(try report([Self.task("started", "extra", "22:00:00"), Self.task("cancelled", "extra", "22:05:00")]))
    #expect(text.contains(" extra :done, a"))
    #expect(text.contains(", 2026-11-22T22:00:00, 2026-11-22T22:05:00\n"))
  }

  // MARK: - Links

  @Test func `leads from a reading in the midst of others to their entry`() throws {
    let readings = (0...2).map { Self.at("queue.observed", "22:0\($0):00", data: #"{"queue":"q","depth":\#($0)}"#) }
    var report = try report(readings)
    var problem = ReportProblem(.warning, rule: "made-up", message: "something about a reading", index: 1)
    problem.count = 1
    report.problems = [problem]
    #expect(section("Findings", of: draft(report)).contains("[1](#2026-11-22-2200-utc)"))
  }

  // MARK: - Times

  private static let vague = "Times without seconds are known to the minute at best."

  @Test func `explains times without seconds only where there are some`() throws {
    func text(_ time: String) throws -> String {
      draft(try report([Self.at("note.added", time, ["timeaccuracy": "PT2M"], data: #"{"text":"x"}"#)]))
    }
    #expect(!(try text("22:00:30").contains(Self.vague)))
    #expect(try text("22:00:00").contains(Self.vague))
  }

  @Test func `explains the times of pauses too`() throws {
    let paused = [
      Self.task("started", "freeze", "22:00:10"),
      Self.at("task.paused", "22:05:00", ["task": "freeze", "timeaccuracy": "PT2M"]),
    ]
    #expect(draft(try report(paused)).contains(Self.vague))
  }

  @Test func `says of an import among other streams alone that it doesn't know when its events were known`() throws {
    func stream(_ kind: String) -> StreamSummary {
      var stream = StreamSummary(verdict: "closed", isIntact: true)
      stream.kind = kind
      return stream
    }
    func text(_ kinds: [String]) throws -> String {
      var report = try report([Self.task("started", "freeze", "22:00:00")])
      report.streams = kinds.map(stream)
      return section("Timeline", of: draft(report))
    }
    let mixed = try text(["live", "import"])
    #expect(mixed.contains("Each was known within a minute"))
    #expect(mixed.contains("That is not so of stream 2: when its events were known isn't recorded, for it is an import"))
    let whole = try text(["import"])
    #expect(whole.contains("When each of these was known isn't recorded: the stream is an import"))
    #expect(!whole.contains("within a minute") && !whole.contains("That is not so"))
    #expect(!(try text(["live", "live"]).contains("import")))
  }

  // MARK: - Questions and clocks

  @Test func `doesn't ask when an event happened that was told out of order, but does where an order is open`() throws {
    func questions(_ rule: String) throws -> String {
      var report = try report([Self.task("started", "freeze", "22:00:00"), Self.task("completed", "freeze", "22:10:00")])
      report.problems = [ReportProblem(.warning, rule: rule, message: "made up", index: 1, count: 1)]
      return section("Open questions", of: draft(report))
    }
    #expect(!(try questions("time-before-earlier-event").contains("When did line")))
    #expect(try questions("gate-order-open").contains("When did line"))
  }

  @Test func `names beside a clock only the objectives that this reading judges`() throws {
    func service(_ type: String, _ time: String) -> String {
      Self.at(type, time, ["service": "payments", "timeaccuracy": "PT0S"])
    }
    let lines = [
      Self.at(
        "maintenance.announced", "20:00:00", ["service": "payments", "timeaccuracy": "PT0S"],
        data: #"{"from":"2026-11-22T22:00:00.000000000Z","to":"2026-11-22T22:30:00.000000000Z"}"#),
      service("service.down", "22:10:00"), service("service.up", "22:50:00"),
    ]
    var report = try report(lines)
    let plan = try #require(report.plan)
    report.objectives = try folding(ObjectivesFold(plan: plan, options: .init(streamKind: "live", planIndex: 0)), over: lines)
    let clocks = section("Clocks", of: draft(report))
    #expect(clocks.contains("| `business` | 40m 00s | `gross` |"))
    #expect(clocks.contains("| `business`, without announced maintenance | 20m 00s (19m 59.999999999s … 20m 00s) | `net` |"))
  }
}
