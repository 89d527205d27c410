import ArgumentParser
import Documents
import JSONText
import Replay
import Reports
import SealedLog

/// Checks a plan and prints its schedule.
struct PlanVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Check a plan and print its schedule.",
    discussion: HelpText.discussion(
      """
      Reads a plan in YAML or JSON, and says with line and column what is wrong in it. Then computes its schedule by the \
      critical path method, and whether its window, deadlines and objectives can be met if all goes to plan. \
      Where durations have three points, it is drawn many times: how long it takes then, and how often it keeps its window \
      and its objectives. With --with it tells what the schedule would be if the plan said something else; the file stays \
      as it is.
      """ + HelpText.changes,
      examples: [
        "cutlog plan plan.yaml", "cutlog plan plan.yaml --json | jq '.plan.criticalPath'",
        "cutlog plan plan.yaml --with task.sync.duration=20m --with window.closes=T+6h",
      ],
      status: [
        (0, "the plan is sound, and nothing in it says that it can't be kept"),
        (1, "an objective, a deadline or the window that it can't meet"), (2, "no plan, or malformed or cyclic"),
        (64, "usage, and --with what the plan can't say"),
      ]))

  @Argument(help: "The plan, or - for standard input.") var file: String
  @OptionGroup var change: ChangeOptions
  @OptionGroup var simulation: SimulationOptions
  @OptionGroup var form: JSONOption

  func perform(in surroundings: Surroundings) throws -> ExitStatus {
    let changes = try change.changes()
    let console = surroundings.console
    let bytes = try ReadWhole.fileOrInput(file, as: .plan)
    let name = file == "-" ? "standard input" : file
    var document: PlanDocument
    do throws(DocumentError) {
      document = try PlanDocument.read(bytes: bytes, name: name)
    } catch {
      if form.json {
        var answer = ReportDocument(verb: "plan", verdict: "malformed")
        answer.planDigest = Digest(hashing: bytes).hex
        answer.problems = error.problems.map(\.problem)
        try console.write(answer)
      }
      throw Failure(error)
    }
    let hypothesis = try changes.change(&document)
    let schedule: Schedule
    do throws(ScheduleCycle) { schedule = try Schedule(of: document.plan) } catch {
      throw Failure(name, error.description)
    }
    let places = document.places
    var report = ScheduleReport(
      plan: document.plan, schedule: schedule, remarks: document.remarks.map(\.problem), file: name,
      locate: { places.location(of: $0) })
    report.risk = ScheduleRisk(of: document.plan, schedule, simulation.simulation(of: document.plan, schedule))
    if form.json {
      var answer = ReportDocument(verb: "plan", verdict: report.verdict)
      answer.planDigest = Digest(hashing: bytes).hex
      answer.hypothesis = hypothesis
      answer.body = [JSONMember("plan", report.json)]
      answer.problems = report.problems
      try console.write(answer)
    } else {
      var page = hypothesis?.page ?? Page()
      page.append(hypothesis == nil ? report.page : report.page.supposed)
      try console.write(page)
    }
    return schedule.isFeasible == false ? .doesNotHold : .done
  }
}

extension DocumentProblem {
  /// The problem with its place, as reports and JSON have it; a value that is only supposed has no place.
  var problem: ReportProblem {
    let severity: ReportProblem.Severity =
      switch self.severity {
      case .error: .error
      case .warning: .warning
      case .note: .note
      }
    return ReportProblem(
      severity, rule: rule.rawValue, message: message, file: file, line: line > 0 ? line : nil,
      column: line > 0 ? column : nil)
  }
}
