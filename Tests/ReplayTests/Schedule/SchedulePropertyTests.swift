import CutoverModel
import Testing

@testable import Replay

@Suite struct `On random networks with all kinds of links a schedule` {
  /// The early starts by relaxation until nothing moves: no topological order, no shared code.
  private func longestPaths(_ tasks: [PlannedTask]) -> [Int64] {
    let numbers = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.id, $0) })
    let durations = tasks.map { $0.duration?.expected.minutes ?? 0 }
    var starts = [Int64](repeating: 0, count: tasks.count)
    var hasMoved = true
    while hasMoved {
      hasMoved = false
      for (number, task) in tasks.enumerated() {
        for dependency in task.after {
          guard let before = numbers[dependency.predecessor] else { continue }
          let lag = dependency.lag.minutes
          let bound =
            switch dependency.relation {
            case .finishToStart: starts[before] + durations[before] + lag
            case .startToStart: starts[before] + lag
            case .finishToFinish: starts[before] + durations[before] + lag - durations[number]
            case .startToFinish: starts[before] + lag - durations[number]
            }
          if bound > starts[number] {
            starts[number] = bound
            hasMoved = true
          }
        }
      }
    }
    return starts
  }

  @Test func `agrees with the longest paths and keeps its floats in order`() throws {
    var random = FixedRandom(44)
    for _ in 0..<2_000 {
      let tasks = randomTasks(&random)
      let schedule = try Schedule(of: plan(tasks))
      let starts = longestPaths(tasks)
      #expect(schedule.tasks.map { $0.earlyStart?.minutes } == starts)
      let finish = zip(tasks, starts).map { $1 + ($0.duration?.expected.minutes ?? 0) }.max()
      #expect(schedule.network.finish?.minutes == finish)
      var least = TimeSpan(nanoseconds: .max)
      for task in schedule.tasks {
        let total = try #require(task.totalFloat)
        let free = try #require(task.freeFloat)
        #expect(free >= .zero && free <= total)
        #expect(task.isCritical == (total == .zero))
        least = min(least, total)
      }
      #expect(least == .zero)
    }
  }

  @Test func `has a critical path of tight links from a free start to the finish`() throws {
    var random = FixedRandom(7)
    for _ in 0..<2_000 {
      let tasks = randomTasks(&random)
      let schedule = try Schedule(of: plan(tasks))
      let planned = Dictionary(uniqueKeysWithValues: schedule.tasks.map { ($0.id, $0) })
      let path = try schedule.criticalPath.map { try #require(planned[$0]) }
      #expect(!path.isEmpty && path.allSatisfy(\.isCritical))
      #expect(path.first?.earlyStart == .zero)
      #expect(path.last?.earlyFinish == schedule.network.finish)
      for (before, after) in zip(path, path.dropFirst()) {
        let links = tasks.first { $0.id == after.id }?.after ?? []
        let isTight = try links.contains { link in
          guard link.predecessor == before.id else { return false }
          let isFromFinish = link.relation == .finishToStart || link.relation == .finishToFinish
          let isToStart = link.relation == .finishToStart || link.relation == .startToStart
          let from = try #require(isFromFinish ? before.earlyFinish : before.earlyStart)
          let to = try #require(isToStart ? after.earlyStart : after.earlyFinish)
          return from + link.lag == to
        }
        #expect(isTight)
      }
    }
  }

  /// Delaying a task by its free float moves nobody, and by its total float not the finish; one more moves it.
  @Test func `means its floats`() throws {
    var random = FixedRandom(2)
    for _ in 0..<500 {
      let tasks = randomTasks(&random, leads: false)
      let schedule = try Schedule(of: plan(tasks))
      let number = Int.random(in: 0..<tasks.count, using: &random)
      func delayed(by float: TimeSpan) throws -> Schedule {
        var later = tasks
        let start = try #require(schedule.tasks[number].earlyStart)
        later[number].start = PlanTime(offset: start + float)
        return try Schedule(of: plan(later))
      }
      let free = try delayed(by: try #require(schedule.tasks[number].freeFloat))
      for (other, task) in free.tasks.enumerated() where other != number {
        #expect(task.earlyStart == schedule.tasks[other].earlyStart)
      }
      let total = try #require(schedule.tasks[number].totalFloat)
      #expect(try delayed(by: total).network.finish == schedule.network.finish)
      let over = try delayed(by: total + .minutes(1)).network.finish
      #expect(over == schedule.network.finish.map { $0 + .minutes(1) })
    }
  }

  @Test func `holds 5,000 tasks and 20,000 links`() throws {
    var random = FixedRandom(5)
    var tasks: [PlannedTask] = []
    for number in 0..<5_000 {
      var links: [Dependency] = []
      if number > 0 {
        for _ in 0..<4 {
          let earlier = Int.random(in: max(0, number - 200)..<number, using: &random)
          let relation = Dependency.Relation.allCases.randomElement(using: &random)
          links.append(link(relation ?? .finishToStart, "t\(earlier)", lag: 1))
        }
      }
      tasks.append(task("t\(number)", Int64.random(in: 1...30, using: &random), links: links))
    }
    let schedule = try Schedule(of: plan(tasks))
    #expect(schedule.tasks.count == 5_000)
    #expect(schedule.tasks.allSatisfy { $0.totalFloat.map { $0 >= .zero } ?? false })
  }

  @Test func `holds a chain of 100,000 tasks without recursion`() throws {
    var tasks = [task("t0", 1)]
    for number in 1..<100_000 { tasks.append(task("t\(number)", 1, after: ["t\(number - 1)"])) }
    let schedule = try Schedule(of: plan(tasks))
    #expect(schedule.duration == .minutes(100_000))
    #expect(schedule.criticalPath.count == 100_000)
  }

  @Test func `saturates instead of overflowing`() throws {
    let huge = TimeSpan(nanoseconds: .max)
    var far = task("far", nil) { $0.duration = .fixed(huge) }
    far.after = []
    let schedule = try Schedule(
      of: plan([far, task("next", 5, links: [Dependency(predecessor: "far", lag: huge)])]))
    #expect(schedule.network.finish == huge)
  }
}
