package import CutoverModel

/// How a plan comes out if it is carried out very often, with durations that aren't certain.
///
/// In each draw every activity gets a duration, and a wait where earlier runs showed any, independently of the others;
/// a forward pass puts them in time. Two random numbers belong to each activity in each draw, in the order of the
/// plan, so what one activity draws doesn't depend on what is known of another.
package struct ScheduleRisk: Hashable, Sendable {
  /// How often an objective was met.
  package struct ObjectiveChance: Hashable, Sendable {
    package var id: String
    package var limit: TimeSpan?
    /// Nil where no plan can foresee the clock. A draw that doesn't show it, as when a clock's end comes before its
    /// beginning, doesn't count as met.
    package var met: DrawShare?
  }

  /// In how many draws an activity held the finish where it was.
  package struct Criticality: Hashable, Sendable {
    package var id: String
    package var isGate: Bool
    package var critical: DrawShare
  }

  package var simulation: Simulation
  /// From the earliest start to the finish; nil where not every activity has a duration.
  package var duration: DrawnLengths?
  /// The finish, from T.
  package var finish: DrawnLengths?
  /// How often the finish came before the window closed; nil without a window or a finish.
  package var windowKept: DrawShare?
  /// In the order of the plan.
  package var objectives: [ObjectiveChance]
  /// Tasks and gates of the main network in the order of the plan; empty where there is no finish.
  package var criticality: [Criticality]
}

extension ScheduleRisk {
  /// Draws from the plan's own estimates; nil if the main network has no three-point duration.
  package init?(of plan: Plan, _ schedule: Schedule, _ simulation: Simulation) {
    let activities = schedule.activities.activities
    let isUncertain = zip(plan.durations, activities).contains { duration, activity in
      guard !activity.isRollbackOnly, case .threePoint(let least, _, let most) = duration else { return false }
      return least < most
    }
    guard isUncertain else { return nil }
    self = SimulatedPlan(plan, schedule).risk(simulation)
  }
}
