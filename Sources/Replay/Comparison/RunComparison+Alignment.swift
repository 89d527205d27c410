internal import CutoverModel

extension RunComparison {
  /// Keys in the order in which they first come, each once.
  private struct OrderedKeys<Key: Hashable> {
    private(set) var keys: [Key] = []
    private var seen: Set<Key> = []

    mutating func add(_ key: Key) { if seen.insert(key).inserted { keys.append(key) } }
  }

  /// The changes from each run to the next.
  private static func changes<Value, Result>(_ values: [Value], _ change: (Value, Value) -> Result) -> [Result] {
    zip(values, values.dropFirst()).map { change($0, $1) }
  }

  static func tasks(of runs: [ComparedRun]) -> [Task] {
    var order = OrderedKeys<ExactText>()
    for run in runs.reversed() {
      for task in run.execution.tasks where task.isPlanned { order.add(ExactText(task.id)) }
    }
    for run in runs { for task in run.execution.tasks { order.add(ExactText(task.id)) } }
    let records = runs.map { run in
      Dictionary(run.execution.tasks.map { (ExactText($0.id), $0) }) { first, _ in first }
    }
    return order.keys.map { key in
      let row = records.map { $0[key] }
      return Task(id: key.text, records: row, changes: changes(row) { Change(from: $0, to: $1) })
    }
  }

  static func phases(of runs: [ComparedRun]) -> [Phase] {
    var order = OrderedKeys<PhaseSpan.Key>()
    for run in runs.reversed() { for span in run.execution.phases { order.add(span.key) } }
    let spans = runs.map { run in Dictionary(run.execution.phases.map { ($0.key, $0) }) { first, _ in first } }
    return order.keys.map { key in
      let row = spans.map { $0[key] }
      let changes = changes(row) { before, after -> Change? in
        guard let before, let after else {
          return before == nil && after == nil ? nil : Change(before == nil ? .new : .gone)
        }
        return Change(from: before.span, to: after.span)
      }
      return Phase(phase: key.phase.text, wave: key.wave?.text, spans: row, changes: changes)
    }
  }

  static func clocks(of runs: [ComparedRun]) -> [Clock] {
    struct Key: Hashable {
      var service: ExactText?
      var clock: RecoveryClock
    }
    var order = OrderedKeys<Key>()
    var values: [[Key: MeasuredSpan]] = []
    for run in runs {
      var read: [Key: MeasuredSpan] = [:]
      func take(_ reading: ClockReading, of service: String?) {
        guard let value = reading.value else { return }
        let key = Key(service: service.map { ExactText($0) }, clock: reading.clock)
        if read[key] == nil { read[key] = value }
      }
      for service in run.objectives.services {
        for reading in service.clocks { take(reading, of: service.service) }
      }
      for result in run.objectives.objectives {
        guard case .between? = result.clock, let clock = result.clock else { continue }
        take(ClockReading(clock: clock, value: result.value), of: result.service)
      }
      values.append(read)
    }
    for run in runs.reversed() {
      for service in run.objectives.services {
        for clock in RecoveryClock.named { order.add(Key(service: service.service.map { ExactText($0) }, clock: clock)) }
      }
    }
    for run in runs.reversed() {
      for result in run.objectives.objectives {
        guard case .between? = result.clock, let clock = result.clock else { continue }
        order.add(Key(service: result.service.map { ExactText($0) }, clock: clock))
      }
    }
    return order.keys.compactMap { key in
      let row = values.map { $0[key] }
      guard row.contains(where: { $0 != nil }) else { return nil }
      return Clock(
        service: key.service?.text, clock: key.clock, values: row,
        changes: changes(row) { Change(from: $0, to: $1) })
    }
  }

  static func objectives(of runs: [ComparedRun]) -> [Objective] {
    var order = OrderedKeys<ExactText>()
    for run in runs.reversed() { for result in run.objectives.objectives { order.add(ExactText(result.id)) } }
    let results = runs.map { run in
      Dictionary(run.objectives.objectives.map { (ExactText($0.id), $0) }) { first, _ in first }
    }
    return order.keys.map { key in Objective(id: key.text, results: results.map { $0[key] }) }
  }

  /// Each run against the last later one that has a plan of the same name.
  static func expired(in runs: [ComparedRun]) -> [ExpiredEvidence] {
    runs.indices.compactMap { number in
      guard let other = newest(like: number, in: runs) else { return nil }
      return ExpiredEvidence(of: runs[number], at: number, against: runs[other], at: other)
    }
  }

  /// The last run behind one that has a plan of the same name.
  static func newest(like number: Int, in runs: [ComparedRun]) -> Int? {
    guard let plan = runs[number].plan else { return nil }
    return runs.indices.last { other in
      other > number && runs[other].plan.map { ExactText($0.plan) == ExactText(plan.plan) } ?? false
    }
  }
}
