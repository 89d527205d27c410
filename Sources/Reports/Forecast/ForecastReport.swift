package import CutoverModel
package import JSONText
package import Replay

/// The answer of `cutlog forecast`: how the next run of a plan is likely to go.
package struct ForecastReport: Sendable {
  package var plan: Plan
  package var forecast: Forecast
  /// Earlier runs that were given and don't count, and what else a reader should know of them.
  package var problems: [ReportProblem]

  package init(plan: Plan, forecast: Forecast, problems: [ReportProblem] = []) {
    self.plan = plan
    self.forecast = forecast
    self.problems = problems
  }

  /// Where the figures come from, for those who must not take one for the other.
  package var basis: String { forecast.n > 0 ? "history" : "estimates" }
}

extension EarlierRun {
  /// That a run tells only of what it completed; nil where it was whole.
  package var incompleteProblem: ReportProblem? {
    let what: String
    switch ending {
    case .whole: return nil
    case .rolledBack: what = "was rolled back"
    case .aborted: what = "was aborted"
    case .unfinished: what = "is not finished, or left things out"
    }
    return ReportProblem(
      .note, rule: "history-incomplete",
      message: "run \(run ?? "without a name") \(what): "
        + "only what it completed counts (\(Count.of(observations.count, "task or gate", "tasks and gates")))")
  }
}

// MARK: - JSON

extension ForecastReport {
  /// The member `forecast` of the JSON document.
  package var json: JSONValue {
    let risk = forecast.risk
    var members = [
      JSONMember("plan", .string(plan.plan)), JSONMember("planVersion", .integer(plan.version)),
      JSONMember("n", .integer(forecast.n)), JSONMember("basis", .string(basis)),
      JSONMember("ratios", .integer(forecast.history.all.ratios.count)),
      JSONMember("waits", .integer(forecast.history.all.waits.count)),
      JSONMember("draws", .integer(risk.simulation.draws)), JSONMember("seed", .integer(risk.simulation.seed)),
      JSONMember("plannedSeconds", .seconds(forecast.planned)),
      JSONMember("p50Seconds", .seconds(risk.duration?.p50)), JSONMember("p80Seconds", .seconds(risk.duration?.p80)),
      JSONMember("p95Seconds", .seconds(risk.duration?.p95)), JSONMember("meanSeconds", .seconds(risk.duration?.mean)),
      JSONMember("quantilesReliable", .bool(forecast.areQuantilesReliable)),
      JSONMember("rangeSeconds", .range(forecast.range)), JSONMember("finishRangeSeconds", .range(forecast.finishRange)),
    ]
    members += risk.membersBeyondDuration
    members.append(JSONMember("objectives", .array(objectivesJSON)))
    members.append(JSONMember("runs", .array(forecast.runs.map(\.json))))
    members.append(
      JSONMember(
        "leaveOneOut",
        [
          "n": .integer(forecast.runs.filter { $0.error != nil }.count),
          "medianAbsoluteError": .millionths(forecast.medianError),
        ]))
    members.append(JSONMember("classes", .array(classes.map(\.json))))
    return .object(members)
  }

  private var objectivesJSON: [JSONValue] {
    forecast.risk.objectives.enumerated().map { number, objective in
      .object([
        JSONMember("id", .string(objective.id)), JSONMember("probability", .share(objective.met)),
        JSONMember("limitSeconds", .seconds(objective.limit)),
        JSONMember("rangeSeconds", .range(forecast.range(ofObjective: number))),
        JSONMember("metAtPaceOf", .integer(metAtPace(number))),
      ])
    }
  }

  /// At the pace of how many earlier runs an objective would be met; nil where no plan can foresee it.
  func metAtPace(_ number: Int) -> Int? {
    guard forecast.n > 0, let limit = forecast.risk.objectives[number].limit, forecast.risk.objectives[number].met != nil
    else { return nil }
    return forecast.runs.filter { run in run.pace.clocks[number].map { $0 <= limit } ?? false }.count
  }

  /// What was observed of one kind of activity.
  struct ObservedClass {
    var name: String
    var sample: ReferenceClass.Sample
  }

  /// Those kinds of which anything was observed, and everything.
  var classes: [ObservedClass] {
    let kinds = ActivityKind.allCases.compactMap { kind in
      forecast.history.kinds[kind].map { ObservedClass(name: kind.rawValue, sample: $0) }
    }
    return kinds.isEmpty ? [] : kinds + [ObservedClass(name: "all", sample: forecast.history.all)]
  }
}

extension ForecastReport.ObservedClass {
  var json: JSONValue {
    func ratio(_ percent: Int) -> JSONValue { .millionths(sample.ratio(percent: percent)?.millionths) }
    return .object([
      JSONMember("class", .string(name)), JSONMember("ratios", .integer(sample.ratios.count)),
      JSONMember("waits", .integer(sample.waits.count)), JSONMember("least", ratio(0)), JSONMember("p50", ratio(50)),
      JSONMember("p80", ratio(80)), JSONMember("p95", ratio(95)), JSONMember("greatest", ratio(100)),
    ])
  }
}

extension Forecast.Run {
  fileprivate var json: JSONValue {
    .object([
      JSONMember("run", .text(run.run)), JSONMember("ending", .string(run.ending.rawValue)),
      JSONMember("completed", .integer(run.observations.count)), JSONMember("ratios", .integer(run.ratios.count)),
      JSONMember("waits", .integer(run.waits.count)), JSONMember("plannedSeconds", .seconds(run.planned)),
      JSONMember("actualSeconds", .seconds(run.duration)), JSONMember("paceSeconds", .seconds(pace.duration)),
      JSONMember("paceFinishSeconds", .seconds(pace.finish)),
      JSONMember("windowKept", pace.isWindowKept.map(JSONValue.bool) ?? .null),
      JSONMember("predictedSeconds", .seconds(predicted)), JSONMember("error", .millionths(error)),
    ])
  }
}

extension JSONValue {
  /// Both ends of a range in seconds, or null.
  fileprivate static func range(_ range: (lower: TimeSpan, upper: TimeSpan)?) -> JSONValue {
    guard let range else { return .null }
    return ["lower": .seconds(range.lower), "upper": .seconds(range.upper)]
  }
}
