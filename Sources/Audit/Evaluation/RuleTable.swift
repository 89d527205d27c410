internal import CloudEvents
internal import CutoverModel
internal import JSONText
internal import Replay

/// Which rules speak of an event, found by its type.
struct RuleTable: Sendable {
  /// What a rule has to know of an event to be judged.
  struct Entry: Sendable {
    var rule: Int
    var activation: EventPattern
    var target: EventPattern?
    var among: EventPattern?
    var correlation: [EventField]
    /// Whether events that are neither activation nor target are part of the rule's traces.
    var takesOthers: Bool
    /// What a signature is taken for of which the reader can't say whose it is.
    var signedAs: ActSignature.Standing?
  }

  /// What a rule still asks of an event whose type is known.
  enum Test: Sendable, BitwiseCopyable {
    case never
    case always
    /// One conjunction of a disjunction.
    case any(Int)
  }

  /// A rule that may speak of the events of one type.
  struct Candidate: Sendable, BitwiseCopyable {
    var rule: Int
    fileprivate(set) var among: Test
    fileprivate(set) var activation: Test
    fileprivate(set) var target: Test
    /// The number of the fields by which its traces are told apart; nil where it has only one.
    fileprivate(set) var correlation: Int?
    fileprivate(set) var takesOthers: Bool
  }

  /// A type that rules name, with the rules that may speak of it.
  private struct Named: Sendable {
    var type: String
    /// Nil until an event of the type comes.
    var candidates: [Candidate]?
  }

  private var entries: [Entry] = []
  private(set) var questions = EventQuestions()
  private var named: [Named] = []
  /// Places in `named`, by the hashes of the types.
  private var places: [UInt64: [Int]] = [:]
  /// The rules that speak of types that none names; nil until such an event comes.
  private var unnamed: [Candidate]?

  /// - Parameters:
  ///   - judged: Which of the rules are judged by events.
  ///   - signedAs: What a signature is taken for whose signer the reader can't tell, rule by rule.
  init(_ rules: [Rule], judged: [Bool], signedAs: [ActSignature.Standing?]) {
    for (number, rule) in rules.enumerated() where judged[number] {
      guard var entry = Entry(number, rule.requirement) else { continue }
      entry.signedAs = signedAs[number]
      entries.append(entry)
      for pattern in [entry.activation, entry.target, entry.among] {
        for type in pattern?.all.flatMap(\.types) ?? [] { name(type) }
      }
    }
  }

  private mutating func name(_ type: String) {
    let hash = StableHash.of(type.utf8)
    let known = places[hash, default: []]
    guard !known.contains(where: { named[$0].type.utf8.elementsEqual(type.utf8) }) else { return }
    places[hash] = known + [named.count]
    named.append(Named(type: type))
  }

  /// The rules that may speak of an event of this type.
  mutating func candidates(_ view: EventView) -> [Candidate] {
    let member = view.members[Int(view.layout.type)]
    if member.valueIsEscaped {
      var type = view.type
      return type.withUTF8 { candidates($0) }
    }
    return candidates(view.bytes(of: member))
  }

  private mutating func candidates(_ type: UnsafeBufferPointer<UInt8>) -> [Candidate] {
    if let known = places[StableHash.of(type)], let place = known.first(where: { type.equals(named[$0].type) }) {
      if let candidates = named[place].candidates { return candidates }
      let candidates = candidates(of: named[place].type)
      named[place].candidates = candidates
      return candidates
    }
    if let unnamed { return unnamed }
    let candidates = candidates(of: nil)
    unnamed = candidates
    return candidates
  }

  /// - Parameter type: Nil for one that no rule names.
  private mutating func candidates(of type: String?) -> [Candidate] {
    var candidates: [Candidate] = []
    for entry in entries {
      var candidate = Candidate(
        rule: entry.rule, among: .always, activation: test(entry.activation, type, entry.signedAs), target: .never,
        correlation: nil, takesOthers: entry.takesOthers)
      if let target = entry.target { candidate.target = test(target, type, entry.signedAs) }
      if let among = entry.among { candidate.among = test(among, type, entry.signedAs) }
      guard candidate.canApply else { continue }
      candidate.correlation = questions.correlation(entry.correlation, entry.signedAs)
      candidates.append(candidate)
    }
    return candidates
  }

  private mutating func test(
    _ pattern: EventPattern, _ type: String?, _ signedAs: ActSignature.Standing?
  ) -> Test {
    var conjunctions: [Int] = []
    for one in pattern.all {
      guard one.types.isEmpty || one.types.contains(where: { type?.utf8.elementsEqual($0.utf8) == true }) else { continue }
      guard let number = questions.conjunction(one.conditions, signedAs) else { return .always }
      conjunctions.append(number)
    }
    return conjunctions.isEmpty ? .never : .any(questions.disjunction(conjunctions))
  }
}

extension RuleTable.Candidate {
  /// Whether an event of its type can be anything to the rule.
  fileprivate var canApply: Bool {
    if case .never = among { return false }
    if takesOthers { return true }
    if case .never = activation, case .never = target { return false }
    return true
  }
}

extension RuleTable.Entry {
  /// Nil for a rule that is not judged by single events.
  init?(_ number: Int, _ requirement: Requirement) {
    rule = number
    switch requirement {
    case .constraint(let constraint):
      activation = constraint.activation
      target = constraint.template.hasTarget ? constraint.target : nil
      among = constraint.among
      correlation = constraint.correlation
      takesOthers = constraint.takesOthers
    case .separation(let separation):
      activation = separation.activation
      target = separation.target
      correlation = separation.correlation
      takesOthers = false
    case .objectives, .schedule, .state: return nil
    }
  }
}

extension Constraint {
  /// Whether events that are neither activation nor target are part of the rule's traces: as neighbours, or because they
  /// name something for which there must be an activation.
  var takesOthers: Bool {
    if template.looksAtNeighbours { return true }
    guard !correlation.isEmpty else { return false }
    switch template {
    case .existence, .exactly, .choice, .exclusiveChoice: return true
    default: return false
    }
  }
}
