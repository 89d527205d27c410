package import CutoverModel
internal import JSONText

/// Something that only shows where runs are held against each other.
package struct ComparisonFinding: Hashable, Sendable {
  package enum Rule: String, CaseIterable, Hashable, Sendable {
    /// A task was completed so fast that it may not have done its work.
    case tooFast = "task-too-fast"
    /// The plan was changed since a run: what that run showed of the tasks doesn't hold for the later plan.
    case evidenceExpired = "evidence-expired"
    /// A run was made with other parameters than the later run of the same plan.
    case parametersDiffer = "parameters-differ"
    /// Runs by plans of different names: only tasks of equal ids are aligned.
    case notAligned = "tasks-not-aligned"
  }

  package var rule: Rule
  /// One sentence without a final period.
  package var message: String
  /// The run concerned, and the one that it is held against; by their order in the comparison.
  package var run: Int
  package var against: Int?
  package var tasks: [String]
  package var events: [EventReference]
}

extension ComparisonFinding {
  /// A task is too fast below its planned length divided by this.
  package static let planShare: Int64 = 10
  /// A task is too fast below the shortest completion in another run divided by this.
  package static let othersShare: Int64 = 5

  /// By rule, then by run, then in the order of the tasks.
  static func all(
    of runs: [ComparedRun], tasks: [RunComparison.Task], expired: [ExpiredEvidence]
  ) -> [ComparisonFinding] {
    tooFast(tasks, runs.count) + expired.compactMap(expiry) + differing(runs) + unaligned(runs, tasks)
  }

  // MARK: - Too fast to be true

  private struct Haste {
    var task: String
    var text: String
    var attempt: TaskRecord.Completing
  }

  /// One finding for each run that has such tasks.
  private static func tooFast(_ tasks: [RunComparison.Task], _ runs: Int) -> [ComparisonFinding] {
    (0..<runs).compactMap { run in
      let found = tasks.compactMap { haste($0, in: run) }
      guard !found.isEmpty else { return nil }
      return ComparisonFinding(
        rule: .tooFast, message: "done too fast to be true: \(listed(found.map(\.text)))", run: run,
        tasks: found.map(\.task), events: found.flatMap { [$0.attempt.from, $0.attempt.to] })
    }
  }

  /// What counts is the attempt that completed the task, without its pauses, and the most that it can have lasted.
  private static func haste(_ task: RunComparison.Task, in run: Int) -> Haste? {
    guard let record = task.records[run], !record.isMilestone, let attempt = record.completing,
      let stated = attempt.work.stated, let most = attempt.work.upper
    else { return nil }
    let others = task.records.enumerated().compactMap { number, other in
      number == run ? nil : other?.completing?.work.stated
    }
    let shortest = others.min()
    guard let expected = record.planned ?? shortest, expected > .zero, isUnder(most, expected, planShare) else { return nil }
    if stated > .zero, let shortest, !isUnder(most, shortest, othersShare) { return nil }
    let measure = record.planned.map { "\($0.readable) planned" } ?? "\(expected.readable) in another run"
    return Haste(task: task.id, text: "\(task.id) in \(stated.readable), against \(measure)", attempt: attempt)
  }

  /// The first twenty, and how many more there are.
  private static func listed(_ texts: [String]) -> String {
    let further = texts.count - listedTexts
    return texts.prefix(listedTexts).joined(separator: "; ") + (further > 0 ? "; and \(further) more" : "")
  }

  private static let listedTexts = 20

  private static func isUnder(_ span: TimeSpan, _ whole: TimeSpan, _ share: Int64) -> Bool {
    let scaled = span.nanoseconds.multipliedReportingOverflow(by: share)
    return !scaled.overflow && scaled.partialValue < whole.nanoseconds
  }

  // MARK: - Plans and parameters

  private static func expiry(_ expired: ExpiredEvidence) -> ComparisonFinding? {
    guard !expired.items.isEmpty else { return nil }
    let names = expired.items.map { item in
      let what = item.members + item.changedChecks.map { "check \($0)" }
      return what.isEmpty ? item.task : "\(item.task) (\(what.joined(separator: ", ")))"
    }
    let why = expired.isUnreadable ? "a plan can't be read, so any task may be another" : listed(names)
    return ComparisonFinding(
      rule: .evidenceExpired, message: "what it showed does not hold for the plan of the later run: \(why)",
      run: expired.run, against: expired.against, tasks: expired.items.map(\.task),
      events: expired.items.compactMap { $0.completion?.event })
  }

  private static func differing(_ runs: [ComparedRun]) -> [ComparisonFinding] {
    runs.indices.compactMap { number in
      guard let other = RunComparison.newest(like: number, in: runs) else { return nil }
      let (before, after) = (values(runs[number].parameters), values(runs[other].parameters))
      let names = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        .sorted { $0.text.precedesInBytes($1.text) }
      guard !names.isEmpty else { return nil }
      let texts = names.map { name in
        "\(name.text) \(before[name]?.text ?? "not set"), then \(after[name]?.text ?? "not set")"
      }
      return ComparisonFinding(
        rule: .parametersDiffer, message: "it had other parameters than the later run: \(Self.listed(texts))",
        run: number, against: other, tasks: [], events: [])
    }
  }

  private static func values(_ parameters: [JSONMember]) -> [ExactText: ExactText] {
    Dictionary(
      parameters.map { (ExactText($0.name), ExactText($0.value.string ?? JSONWriter.text(of: $0.value))) }
    ) { first, _ in first }
  }

  /// Of each run whose plan has another name than the one before it: the tasks that only one of both knows.
  private static func unaligned(_ runs: [ComparedRun], _ tasks: [RunComparison.Task]) -> [ComparisonFinding] {
    runs.indices.dropFirst().compactMap { number in
      guard let before = runs[number - 1].plan, let after = runs[number].plan,
        ExactText(before.plan) != ExactText(after.plan)
      else { return nil }
      let single = tasks.filter { ($0.records[number] == nil) != ($0.records[number - 1] == nil) }
      let both = tasks.count { $0.records[number] != nil && $0.records[number - 1] != nil }
      return ComparisonFinding(
        rule: .notAligned,
        message: """
          it was run by another plan, \(after.plan), not \(before.plan): \(both) tasks have an id that both know, \
          \(single.count) don't, and equal ids need not mean equal work
          """,
        run: number, against: number - 1, tasks: single.map(\.id), events: [])
    }
  }
}
