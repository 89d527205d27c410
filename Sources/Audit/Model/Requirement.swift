package import CutoverModel
package import Replay

/// What a rule demands.
package enum Requirement: Hashable, Sendable {
  case constraint(Constraint)
  case separation(Separation)
  /// Objectives of the plan are met.
  case objectives(ObjectiveRequirement)
  /// The run kept to its plan.
  case schedule(ScheduleRequirement)
  /// A check of the system's state against the plan's `expect` passed.
  case state(AlignmentRule)
}

extension Requirement {
  /// Whether the rule is judged by what other folds found, and not by events.
  package var restsOnResults: Bool {
    switch self {
    case .constraint, .separation: false
    case .objectives, .schedule, .state: true
    }
  }

  /// The name of its template, or of its kind where it has none.
  package var templateName: String {
    switch self {
    case .constraint(let constraint): constraint.template.name
    case .separation: "separation"
    case .objectives: "objectives"
    case .schedule: "schedule"
    case .state: "state"
    }
  }
}

/// A template over two descriptions of events.
package struct Constraint: Hashable, Sendable {
  package var template: Template
  /// The `a` of the template.
  package var activation: EventPattern
  /// The `b` of the template; nil where it has none.
  package var target: EventPattern?
  /// The fields in which events belong together: the rule is judged for each of their values by itself.
  package var correlation: [EventField]
  /// The longest time between activation and target; nil for any.
  package var within: TimeSpan?
  /// The events that the rule looks at at all; nil for all of the run.
  package var among: EventPattern?

  package init(
    _ template: Template, activation: EventPattern, target: EventPattern? = nil, correlation: [EventField] = [],
    within: TimeSpan? = nil, among: EventPattern? = nil
  ) {
    self.template = template
    self.activation = activation
    self.target = target
    self.correlation = correlation
    self.within = within
    self.among = among
  }
}

/// Different people must have done different things.
package struct Separation: Hashable, Sendable {
  /// Acts that are told apart by who did them.
  package var activation: EventPattern
  /// Acts that nobody may do who did one of the first kind; nil where only the first kind is counted.
  package var target: EventPattern?
  /// The fields in which acts belong together, such as `gate`.
  package var correlation: [EventField]
  /// How many people at least must have done the first kind, where it was done at all.
  package var people: Int

  package init(activation: EventPattern, target: EventPattern? = nil, correlation: [EventField] = [], people: Int = 1) {
    self.activation = activation
    self.target = target
    self.correlation = correlation
    self.people = people
  }
}

/// Which objectives of the plan must be met.
package struct ObjectiveRequirement: Hashable, Sendable {
  /// By their ids; empty for all.
  package var ids: [String]
  /// Only those of this metric; nil for both.
  package var metric: Objective.Metric?

  package init(ids: [String] = [], metric: Objective.Metric? = nil) {
    self.ids = ids
    self.metric = metric
  }
}

/// In what a run must have kept to its plan, and what its plan must be.
package enum ScheduleRequirement: Hashable, Sendable {
  /// The run finished at most so long after its planned finish.
  case finishedWithin(TimeSpan)
  /// Every task of the plan was tried, or said to be left out.
  case allTasksTried
  /// No task was worked on that the plan doesn't have.
  case noUnplannedTask
  /// No completed task has a check that was last seen failed, and those with checks were seen to pass.
  case doneVerified
  /// Nothing began before what it waits for by the plan was done, by the times as stated.
  case orderKept
  /// Every gate was passed with the checks that it requires last seen passed, or waived.
  case gatesChecked
  /// All work was done within the plan's window; `background` tasks aside.
  case windowKept
  /// The plan, kept to the minute, meets its own dates and objectives.
  case feasible
  /// The plan was sealed before the first impact, freeze or task.
  case sealedBeforeAction
  /// The plan has a way back that it can still be decided to go, and that ends before the window closes.
  case rollbackReachable
}

extension ScheduleRequirement {
  /// Those that are written as a word.
  package static let words: [(word: String, requirement: ScheduleRequirement)] = [
    ("all-tasks-tried", .allTasksTried), ("no-unplanned-task", .noUnplannedTask), ("done-verified", .doneVerified),
    ("order-kept", .orderKept), ("gates-checked", .gatesChecked), ("window-kept", .windowKept),
    ("feasible", .feasible), ("sealed-before-action", .sealedBeforeAction), ("rollback-reachable", .rollbackReachable),
  ]

  /// Whether the plan alone shows it, whatever happened.
  var isOfPlanAlone: Bool {
    switch self {
    case .feasible, .sealedBeforeAction, .rollbackReachable: true
    default: false
    }
  }
}
