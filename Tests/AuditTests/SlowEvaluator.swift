import Audit
import CloudEvents
import CutoverModel

/// A constraint judged by looking at every pair of events of every trace again: slow, and written from the definitions.
struct SlowEvaluator {
  /// One event as the random logs have it.
  struct Sample {
    var line: String
    var nanoseconds: Int64
    var letter: Letter
    var key: String?
  }

  let template: Template
  let isCorrelated: Bool
  let limit: Int64?
  /// The accuracy of all times.
  let accuracy: Int64

  private enum Answer: Comparable { case no, open, yes }

  func result(_ samples: [Sample]) -> RuleResult {
    let ordered = samples.enumerated().sorted {
      ($0.element.nanoseconds, $0.offset) < ($1.element.nanoseconds, $1.offset)
    }.map(\.element)
    guard isCorrelated else { return trace(ordered) }
    let keys = Set(ordered.compactMap(\.key))
    let isAlwaysActive = template.isActivated(by: .activation) == nil
    let results = keys.compactMap { key -> RuleResult? in
      let own = ordered.filter { $0.key == key }
      // Where only a's count, something else of that key doesn't make a trace of an absence.
      if isAlwaysActive, case .absence = template, !own.contains(where: { $0.letter.contains(.activation) }) { return nil }
      return trace(own)
    }
    return results.max { rank($0) < rank($1) } ?? .vacuous
  }

  private func rank(_ result: RuleResult) -> Int {
    switch result {
    case .vacuous: 0
    case .satisfied: 1
    case .undecidable: 2
    case .violated: 3
    }
  }

  /// Whether so long a time is within the limit; the times between two uncertain times are an interval.
  private func isWithin(_ one: Sample, _ other: Sample) -> Answer {
    guard let limit else { return .yes }
    let span = (one.nanoseconds - other.nanoseconds).magnitude
    if Int64(span) + accuracy <= limit { return .yes }
    return Int64(span) - accuracy >= limit ? .no : .open
  }

  private func trace(_ trace: [Sample]) -> RuleResult {
    guard limit != nil else { return template.expected(trace.map(\.letter)) }
    let (answers, isNegative) = judged(trace)
    guard let worst = isNegative ? answers.max() : answers.min() else { return .vacuous }
    if worst == .open { return .undecidable }
    return (worst == .yes) != isNegative ? .satisfied : .violated
  }

  /// For each activation whether it has its target in time, or for prohibitions whether it has one that is forbidden.
  private func judged(_ trace: [Sample]) -> (answers: [Answer], isNegative: Bool) {
    let a = { (index: Int) in trace[index].letter.contains(.activation) }
    let b = { (index: Int) in trace[index].letter.contains(.target) }
    let all = Array(trace.indices)
    func best(_ index: Int, _ places: some Sequence<Int>) -> Answer {
      // Between an event and itself there is no time, however uncertain it is.
      places.map { $0 == index ? .yes : isWithin(trace[index], trace[$0]) }.max() ?? .no
    }
    func after(_ isActivation: (Int) -> Bool, _ isTarget: (Int) -> Bool) -> [Answer] {
      all.filter(isActivation).map { index in best(index, all.filter { $0 >= index && isTarget($0) }) }
    }
    func anywhere(_ isActivation: (Int) -> Bool, _ isTarget: (Int) -> Bool) -> [Answer] {
      all.filter(isActivation).map { index in best(index, all.filter { isTarget($0) }) }
    }
    func before() -> [Answer] { all.filter(b).map { index in best(index, all.filter { $0 <= index && a($0) }) } }
    func alternateAfter() -> [Answer] {
      all.filter(a).map { index in
        let next = all.first { $0 > index && a($0) } ?? all.count - 1
        return best(index, all.filter { $0 > index && $0 <= next && b($0) })
      }
    }
    func alternateBefore() -> [Answer] {
      all.filter(b).map { index in
        let previous = all.last { $0 < index && b($0) } ?? -1
        return best(index, all.filter { $0 > previous && $0 <= index && a($0) })
      }
    }
    func next() -> [Answer] { all.filter(a).map { index in best(index, all.filter { $0 == index + 1 && b($0) }) } }
    func previous() -> [Answer] { all.filter(b).map { index in best(index, all.filter { $0 == index - 1 && a($0) }) } }
    switch template {
    case .respondedExistence: return (anywhere(a, b), false)
    case .coExistence: return (anywhere(a, b) + anywhere(b, a), false)
    case .response: return (after(a, b), false)
    case .precedence: return (before(), false)
    case .succession: return (after(a, b) + before(), false)
    case .alternateResponse: return (alternateAfter(), false)
    case .alternatePrecedence: return (alternateBefore(), false)
    case .alternateSuccession: return (alternateAfter() + alternateBefore(), false)
    case .chainResponse: return (next(), false)
    case .chainPrecedence: return (previous(), false)
    case .chainSuccession: return (next() + previous(), false)
    case .notCoExistence: return (anywhere(a, b) + anywhere(b, a), true)
    case .notRespondedExistence: return (anywhere(a, b), true)
    case .notSuccession: return (after(a, b), true)
    case .notChainSuccession: return (next(), true)
    default: return ([], false)
    }
  }
}
