internal import JSONText

/// The search for tasks and gates that wait for each other in a circle, whatever ends the links tie.
///
/// Linear in steps and links.
struct PlanCycles {
  struct Step {
    var id: String
    var location: TextLocation
    var waits: [(id: String, location: TextLocation)] = []
  }

  /// A circle: the members in order of waiting, and where the first of them names the second.
  struct Cycle {
    var members: [String]
    var location: TextLocation
  }

  private let steps: [Step]
  /// Per step, the steps it waits for and the place in its `waits`.
  private let edges: [[(step: Int, wait: Int)]]

  /// Steps in any order; waits for ids that aren't among them are left out.
  init(_ steps: [Step]) {
    self.steps = steps.sorted { $0.location < $1.location }
    var indexes: [String: Int] = [:]
    for (index, step) in self.steps.enumerated() where indexes[step.id] == nil {
      indexes[step.id] = index
    }
    edges = self.steps.map { step in
      step.waits.enumerated().compactMap { place, wait in indexes[wait.id].map { ($0, place) } }
    }
  }

  func report(to problems: ProblemCollector) {
    for cycle in cycles {
      let shown = cycle.members.prefix(50).map { "`\($0)`" }
      let left = cycle.members.count - shown.count
      let chain = shown + (left > 0 ? ["\(left) more"] : []) + shown.prefix(1)
      problems.error(
        .cycle, "cycle: \(chain.joined(separator: " after "))", at: cycle.location,
        hint: "each of them waits for the next, so none can begin")
    }
  }

  /// One shortest circle through the first step of each group of steps that wait for each other.
  var cycles: [Cycle] {
    let components = stronglyConnected()
    var seen: Set<Int> = []
    var cycles: [Cycle] = []
    for start in steps.indices where seen.insert(components[start]).inserted {
      if let cycle = shortestCycle(through: start, components) { cycles.append(cycle) }
    }
    return cycles
  }

  /// Breadth first within the component, from a step back to itself.
  private func shortestCycle(through start: Int, _ components: [Int]) -> Cycle? {
    var cameFrom: [Int: Int] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let step = queue[next]
      next += 1
      for edge in edges[step] where components[edge.step] == components[start] {
        if edge.step == start {
          var path = [step]
          while let last = path.last, last != start, let previous = cameFrom[last] {
            path.append(previous)
          }
          path.reverse()
          let second = path.count > 1 ? path[1] : start
          let wait = edges[start].first { $0.step == second }?.wait
          return Cycle(
            members: path.map { steps[$0].id },
            location: wait.map { steps[start].waits[$0].location } ?? steps[start].location)
        }
        if cameFrom[edge.step] == nil {
          cameFrom[edge.step] = step
          queue.append(edge.step)
        }
      }
    }
    return nil
  }

  /// The number of each step's component: Tarjan's algorithm with a stack of its own, for chains are long.
  private func stronglyConnected() -> [Int] {
    var component = [Int](repeating: -1, count: steps.count)
    var order = component
    var low = component
    var open: [Int] = []
    var counter = 0
    for root in steps.indices where order[root] < 0 {
      var path: [(step: Int, edge: Int)] = [(root, 0)]
      order[root] = counter
      low[root] = counter
      counter += 1
      open.append(root)
      while let top = path.last {
        if top.edge < edges[top.step].count {
          path[path.count - 1].edge += 1
          let next = edges[top.step][top.edge].step
          if order[next] < 0 {
            order[next] = counter
            low[next] = counter
            counter += 1
            open.append(next)
            path.append((next, 0))
          } else if component[next] < 0 {
            low[top.step] = min(low[top.step], order[next])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last { low[parent.step] = min(low[parent.step], low[top.step]) }
        guard low[top.step] == order[top.step] else { continue }
        while let member = open.popLast() {
          component[member] = top.step
          if member == top.step { break }
        }
      }
    }
    return component
  }
}
