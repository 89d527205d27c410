package import CloudEvents
package import CutoverModel

/// What a run would have taken without some of what delayed it.
///
/// The finish is reckoned anew on the collapsed as-built model. What each alone would have saved doesn't add up to what
/// all together would: they may lie on parallel paths, or within each other.
package struct ButFor: Hashable, Sendable {
  /// Time that a completed task lost.
  package struct Cause: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
      /// Nobody worked on it.
      case pause
      /// It was tried in vain: from the attempt's start to the next one's.
      case attempt
      /// It was done once more after it had been completed: from that completion to the next end.
      case repetition
    }

    package var task: String
    package var kind: Kind
    /// Which attempt of the task, from 1.
    package var attempt: Int
    package var from: EventMoment
    package var to: EventMoment

    package var length: TimeSpan { to.since(from) }
  }

  package struct Result: Hashable, Sendable {
    package var cause: Cause
    /// When the run would have finished without it alone.
    package var finish: Timestamp
    /// How much earlier that is.
    package var saved: TimeSpan
  }

  /// How many causes are shown each alone.
  package static let named = 100

  /// The longest hundred causes, by when they began.
  package var alone: [Result] = []
  /// How many causes there are.
  package var count: Int
  /// When the run would have finished without all of them.
  package var finish: Timestamp
  package var saved: TimeSpan
}

extension ButFor {
  /// Nil where nothing was lost, or where a time would lie outside the years that times may have.
  ///
  /// - Parameter tasks: By the activity's number.
  init?(_ model: CollapsedAsBuilt, _ tasks: [TaskVariance], isCounted: (Int) -> Bool, actual: Timestamp) {
    var causes: [(number: Int, cause: Cause)] = []
    for (number, task) in tasks.enumerated() where task.actualFinish != nil && isCounted(number) {
      causes += Self.causes(of: task).map { (number, $0) }
    }
    guard !causes.isEmpty else { return nil }
    let lost = Dictionary(grouping: causes, by: \.number)
      .mapValues { Self.length(ofUnion: $0.map(\.cause)) }
    guard let together = model.finish(without: lost).flatMap({ Self.time($0, like: actual) }) else { return nil }
    count = causes.count
    finish = together
    saved = actual.since(together)
    let longest = causes.enumerated().sorted { left, right in
      let (one, other) = (left.element.cause.length, right.element.cause.length)
      return one == other ? left.offset < right.offset : one > other
    }
    let shown = longest.prefix(Self.named).map(\.element).sorted { left, right in
      let (one, other) = (left.cause.from, right.cause.from)
      return one == other ? left.number < right.number : one.precedes(other)
    }
    for (number, cause) in shown {
      let removed = [number: max(.zero, cause.length)]
      guard let time = model.finish(without: removed).flatMap({ Self.time($0, like: actual) }) else { continue }
      alone.append(Result(cause: cause, finish: time, saved: actual.since(time)))
    }
  }

  private static func time(_ instant: TimeSpan, like actual: Timestamp) -> Timestamp? {
    let time = actual.advanced(by: instant - TimeSpan(nanoseconds: actual.nanoseconds))
    return Timestamp.earliest <= time && time <= Timestamp.latest ? time : nil
  }

  /// What a completed task lost, attempt by attempt.
  static func causes(of task: TaskVariance) -> [Cause] {
    var causes: [Cause] = []
    func add(_ kind: Cause.Kind, _ attempt: Int, _ from: EventMoment?, _ to: EventMoment?) {
      guard let from, let to, from.time < to.time else { return }
      causes.append(Cause(task: task.id, kind: kind, attempt: attempt + 1, from: from, to: to))
    }
    let attempts = task.attempts
    for (number, attempt) in attempts.enumerated() {
      for pause in attempt.pauses { add(.pause, number, pause.from, pause.to) }
      guard attempts.indices.contains(number + 1) else { continue }
      let next = attempts[number + 1]
      if attempt.outcome == .completed {
        add(.repetition, number + 1, attempt.end, next.end)
      } else {
        add(.attempt, number, attempt.start, next.start)
      }
    }
    return causes
  }

  /// How long the causes of one task last, what they share counted once.
  static func length(ofUnion causes: [Cause]) -> TimeSpan {
    var length = TimeSpan.zero
    var end: Timestamp?
    for cause in causes.sorted(by: { $0.from.precedes($1.from) }) {
      let from = max(cause.from.time, end ?? cause.from.time)
      guard cause.to.time > from else { continue }
      length = length + cause.to.time.since(from)
      end = cause.to.time
    }
    return length
  }
}
