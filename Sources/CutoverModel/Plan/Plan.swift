/// What was meant to happen: the document that is sealed into a stream at its opening.
///
/// Every identifier that a plan names exists in it, and its dependencies have no cycle; `Documents` refuses the
/// others. Arrays keep the order of the document.
package struct Plan: Hashable, Sendable {
  package var plan: String
  package var version: Int64
  package var title: String?
  package var change: String?
  package var timezone: String?
  package var sites: Sites?
  package var window: Window?
  package var people: [Person] = []
  package var services: [Service] = []
  package var objectives: [Objective] = []
  package var impact: [PlannedImpact] = []
  package var waves: [Wave] = []
  package var checks: [Check] = []
  package var gates: [Gate] = []
  package var rollback: Rollback?
  package var tasks: [PlannedTask] = []
  package var expect = Expectation()

  package init(plan: String, version: Int64) {
    self.plan = plan
    self.version = version
  }

  /// The sites that the cutover leaves (`source`) and goes to (`target`).
  package struct Sites: Hashable, Sendable {
    package var source: String
    package var target: String
    package init(source: String, target: String) {
      self.source = source
      self.target = target
    }
  }

  /// The span in which the cutover may happen, relative to T.
  package struct Window: Hashable, Sendable {
    package var opens: PlanTime
    package var closes: PlanTime
    package init(opens: PlanTime, closes: PlanTime) {
      self.opens = opens
      self.closes = closes
    }
  }

  /// Someone named in the plan, with principal, roles, team and deputy.
  package struct Person: Hashable, Sendable {
    package var id: String
    package var principal: String?
    package var roles: [String] = []
    package var team: String?
    package var deputy: String?
    package init(id: String) { self.id = id }
  }

  /// A service whose users the cutover may affect, with the data sets that it holds.
  package struct Service: Hashable, Sendable {
    /// What a write freeze of one of its data sets means to the users.
    package enum FreezeImpact: String, Sendable { case none, degraded, down }
    package var id: String
    package var datasets: [String] = []
    package var freezeImpact: FreezeImpact?
    package init(id: String) { self.id = id }
  }

  /// A span of planned outage, from the start or finish of one task to that of another.
  package struct PlannedImpact: Hashable, Sendable {
    package var service: String
    package var from: TaskBoundary
    package var to: TaskBoundary
    package init(service: String, from: TaskBoundary, to: TaskBoundary) {
      self.service = service
      self.from = from
      self.to = to
    }
  }

  /// A part of what is moved, as a number of items in a unit of its own.
  package struct Wave: Hashable, Sendable {
    package var id: String
    package var count: Int64?
    package var unit: String?
    package init(id: String) { self.id = id }
  }

  /// Something that is tested, and between which tasks; `required` where the run is not healthy without it.
  package struct Check: Hashable, Sendable {
    /// What kind of test it is, by the words of the plan.
    package enum Kind: String, CaseIterable, Sendable {
      case smoke, configuration, connectivity, reconciliation, listener, dns, readiness
    }
    package var id: String
    package var kind: Kind?
    package var expected: String?
    package var command: String?
    package var from: TaskBoundary?
    package var until: TaskBoundary?
    package var required = false
    package init(id: String) { self.id = id }
  }

  /// A point at which the run waits for approvals before what follows it.
  package struct Gate: Hashable, Sendable {
    package var id: String
    package var approvals: Int64 = 1
    package var roles: [String] = []
    /// Whether the approvals must come from different people.
    package var separate = false
    package var after: [Dependency] = []
    package var requires: [String] = []
    package var deadline: PlanTime?
    package var onTimeout: String?
    /// Whether a go here is the invocation: the decision that commits the run.
    package var commits = false
    /// How long the decision is planned to take.
    package var duration: PlannedDuration?
    package init(id: String) { self.id = id }
  }

  /// When a rollback is decided at the latest, what triggers it, and the tasks that it runs.
  package struct Rollback: Hashable, Sendable {
    package var decideBy: PlanTime?
    package var trigger: String?
    package var tasks: [String] = []
    package init() {}
  }
}

/// The start or the finish of a task, written `TASK.start` or `TASK.finish`.
package struct TaskBoundary: Hashable, Sendable {
  /// Which end of the task: its start or its finish.
  package enum Side: String, Sendable { case start, finish }
  package var task: String
  package var side: Side
  package init(task: String, side: Side) {
    self.task = task
    self.side = side
  }
}
