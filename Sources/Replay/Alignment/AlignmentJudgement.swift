internal import CloudEvents
internal import CutoverModel

/// What was found of one subject, before withheld lines are weighed.
struct AlignmentJudgement: Sendable {
  var result: AlignmentResult
  /// What was seen, in words; nil where nothing was.
  var observed: String?
  var message: String
  var events: [EventMoment] = []
  /// Whether it is bad because something was never told; a withheld line may have told it.
  var restsOnAbsence = false

  init(
    _ result: AlignmentResult, _ message: String, observed: String? = nil, events: [EventMoment] = [],
    restsOnAbsence: Bool = false
  ) {
    self.result = result
    self.message = message
    self.observed = observed
    self.events = events
    self.restsOnAbsence = restsOnAbsence
  }

  static var nothingSeen: AlignmentJudgement { .init(.unknown, "nothing was observed of it") }

  /// Of several parts the worst, with what all of that kind say and rest on; nil for no parts.
  static func worst(of parts: [AlignmentJudgement]) -> AlignmentJudgement? {
    guard let result = parts.map(\.result).max() else { return nil }
    let deciding = parts.filter { $0.result == result }
    var judgement = AlignmentJudgement(result, joined(deciding.map(\.message)))
    let seen = parts.compactMap(\.observed)
    judgement.observed = seen.isEmpty ? nil : joined(seen)
    judgement.events = deciding.flatMap(\.events)
    judgement.restsOnAbsence = deciding.allSatisfy(\.restsOnAbsence)
    return judgement
  }

  /// The texts one after the other, each once, the first few of many.
  private static func joined(_ texts: [String]) -> String {
    var seen: Set<ExactText> = []
    let different = texts.filter { seen.insert(ExactText($0)).inserted }
    let text = different.prefix(5).joined(separator: "; ")
    return different.count > 5 ? "\(text); and \(different.count - 5) more" : text
  }

  /// The events as an answer names them: each once, in order, at most a hundred.
  var references: [EventReference] {
    var seen: Set<EventPlace> = []
    let different = events.filter { seen.insert($0.event.place).inserted }
    return different.sorted { $0.isToldBefore($1) }.prefix(AlignmentEvidence.namedEvents).map(\.event)
  }
}

extension LastReadings {
  /// What the last readings come to: the common result of all that may be the last one, else `unknown`.
  func judge(
    _ test: (Value) -> AlignmentResult, shown: (Value) -> String?
  ) -> (result: AlignmentResult, isOpen: Bool, observed: String?, events: [EventMoment])? {
    let candidates = candidates
    guard let first = candidates.first else { return nil }
    let result = test(first.value)
    let isOpen = isCrowded || candidates.contains { test($0.value) != result }
    var seen: Set<ExactText> = []
    let texts = candidates.compactMap { shown($0.value) }.filter { seen.insert(ExactText($0)).inserted }
    return (
      isOpen ? .unknown : result, isOpen, texts.isEmpty ? nil : texts.joined(separator: " or "), candidates.map(\.at)
    )
  }
}
