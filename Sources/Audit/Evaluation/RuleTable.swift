internal import CloudEvents
internal import CutoverModel

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
    /// The types that it can speak of; empty for all.
    var types: [String]
    /// What a signature is taken for of which the reader can't say whose it is.
    var signedAs: ActSignature.Standing?
  }

  private var entries: [Entry] = []
  private var byKind: [EventKind: [Int]] = [:]
  private var byType: [String: [Int]] = [:]
  /// The rules that speak of types that none names.
  private var untyped: [Int] = []

  /// - Parameters:
  ///   - judged: Which of the rules are judged by events.
  ///   - signedAs: What a signature is taken for whose signer the reader can't tell, rule by rule.
  init(_ rules: [Rule], judged: [Bool], signedAs: [ActSignature.Standing?]) {
    for (number, rule) in rules.enumerated() where judged[number] {
      guard var entry = Entry(number, rule.requirement) else { continue }
      entry.signedAs = signedAs[number]
      if entry.types.isEmpty { untyped.append(entries.count) }
      entries.append(entry)
    }
    for kind in EventKind.allCases { byKind[kind] = numbers(of: kind.type) }
    for type in Set(entries.flatMap(\.types)) where EventKind(type: type) == nil { byType[type] = numbers(of: type) }
  }

  private func numbers(of type: String) -> [Int] {
    entries.indices.filter { entries[$0].types.isEmpty || entries[$0].types.contains(type) }
  }

  /// The rules that may speak of an event of this type.
  func candidates(_ kind: EventKind?, _ view: EventView) -> [Int] {
    if let kind { return byKind[kind] ?? [] }
    if byType.isEmpty { return untyped }
    return byType[view.type] ?? untyped
  }

  /// What an event is to one of the candidates; nil if nothing.
  func mark(_ candidate: Int, _ probe: inout EventProbe) -> LateEvents.Mark? {
    let entry = entries[candidate]
    probe.signedAs = entry.signedAs
    if let among = entry.among, !probe.matches(among) { return nil }
    var letter: Letter = []
    if probe.matches(entry.activation) { letter.insert(.activation) }
    if let target = entry.target, probe.matches(target) { letter.insert(.target) }
    guard !letter.isEmpty || entry.takesOthers else { return nil }
    let key = entry.correlation.isEmpty ? nil : probe.key(entry.correlation)
    return LateEvents.Mark(rule: entry.rule, letter: letter, key: key)
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
      if takesOthers || activation.types.isEmpty || target?.types.isEmpty == true {
        types = among?.types ?? []
      } else {
        types = activation.types + (target?.types ?? [])
      }
    case .separation(let separation):
      activation = separation.activation
      target = separation.target
      correlation = separation.correlation
      takesOthers = false
      let isUntyped = activation.types.isEmpty || target?.types.isEmpty == true
      types = isUntyped ? [] : activation.types + (target?.types ?? [])
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
