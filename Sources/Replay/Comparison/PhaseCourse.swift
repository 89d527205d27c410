internal import CloudEvents
package import CutoverModel

/// When the tasks of one phase were worked at in one run, from its start.
package struct PhaseCourse: Hashable, Sendable {
  /// Nil for tasks of no phase.
  package var phase: String?
  /// From T to the first start of one of its tasks; where none was recorded, to the first completion.
  package var from: TimeSpan
  /// From T to the last completion; nil where nothing was completed.
  package var to: TimeSpan?
  /// How many of its tasks were tried, and how many of these stand completed.
  package var tried: Int
  package var completed: Int
}

extension ComparedRun {
  /// The phases of a plan as this run went through them, in the plan's order; those of which it tried nothing are left out.
  ///
  /// - Parameter plan: Says which task belongs to which phase; a run by another plan is told by the tasks that both have.
  package func phaseCourses(by plan: Plan) -> [PhaseCourse] {
    guard let start = execution.start?.time else { return [] }
    var phases: [ExactText: ExactText?] = [:]
    var order: [ExactText?] = []
    for task in plan.tasks {
      let phase = task.phase.map { ExactText($0) }
      phases[ExactText(task.id)] = .some(phase)
      if !order.contains(phase) { order.append(phase) }
    }
    var courses: [ExactText?: PhaseCourse] = [:]
    for task in execution.tasks where task.isExecuted {
      guard let phase = phases[ExactText(task.id)],
        let from = (task.start ?? task.completion).flatMap({ $0.time.exactly(since: start) })
      else { continue }
      let to = task.completion.flatMap { $0.time.exactly(since: start) }
      var course = courses[phase] ?? PhaseCourse(phase: phase?.text, from: from, tried: 0, completed: 0)
      course.from = min(course.from, from)
      course.to = [course.to, to].compactMap(\.self).max()
      course.tried += 1
      if task.state == .completed { course.completed += 1 }
      courses[phase] = course
    }
    return order.compactMap { courses[$0] }
  }
}
