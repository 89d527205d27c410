internal import CutoverModel

/// Who did what, as far as the events and their signatures tell.
package struct Principal: Hashable, Sendable {
  package let name: String
  /// Whether a signature that holds names the person; else the event merely says so.
  package let isSigned: Bool
  /// Of the name, so that it is hashed once however many rules look it up.
  private let digest: Int

  init(name: String, isSigned: Bool) {
    var name = name
    var hasher = Hasher()
    name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    digest = hasher.finalize()
    self.name = name
    self.isSigned = isSigned
  }

  package static func == (left: Principal, right: Principal) -> Bool {
    left.digest == right.digest && left.name.utf8.elementsEqual(right.name.utf8)
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// Separation of duties judged event by event; the order of events doesn't matter.
struct SeparationMonitor: Sendable {
  private struct Group: Sendable {
    var doers: [Principal: Occurrence] = [:]
    var others: [Principal: Occurrence] = [:]
    /// A sample of the acts that name nobody, and how many there are.
    var anonymous: [Occurrence] = []
    var anonymousActs = 0
    var anonymousOthers: [Occurrence] = []

    mutating func take(_ letter: Letter, _ occurrence: Occurrence, _ principal: Principal?) {
      if letter.contains(.activation) {
        if let principal {
          if doers[principal] == nil { doers[principal] = occurrence }
        } else {
          anonymousActs += 1
          if anonymous.count < EventSample.limit { anonymous.append(occurrence) }
        }
      }
      if letter.contains(.target) {
        if let principal {
          if others[principal] == nil { others[principal] = occurrence }
        } else if anonymousOthers.count < EventSample.limit {
          anonymousOthers.append(occurrence)
        }
      }
    }
  }

  private let separation: Separation
  private var slots: [CorrelationKey: Int] = [:]
  /// In the order of their first acts.
  private var groups: [Group] = []
  private var unkeyed: [Occurrence] = []
  private var unkeyedActivations = 0
  private var unsigned = 0
  private var acts = 0

  init(_ separation: Separation) { self.separation = separation }

  mutating func take(_ letter: Letter, _ key: CorrelationKey?, _ occurrence: Occurrence, _ principal: Principal?) {
    acts += 1
    if principal?.isSigned != true { unsigned += 1 }
    guard let key else {
      if letter.contains(.activation) { unkeyedActivations += 1 }
      if unkeyed.count < EventSample.limit { unkeyed.append(occurrence) }
      return
    }
    let slot: Int
    if let known = slots[key] {
      slot = known
    } else {
      slot = groups.count
      groups.append(Group())
      slots[key] = slot
    }
    groups[slot].take(letter, occurrence, principal)
  }

  consuming func finish(_ limits: EvidenceLimits, _ rule: Rule) -> RuleFinding {
    var evidence = Evidence()
    var isDoubtful = false
    for group in groups { judge(group, &evidence, &isDoubtful) }
    var finding = RuleFinding(
      rule, evidence.violated > 0 ? .violated : evidence.activations == 0 ? .vacuous : .satisfied)
    finding.activations = evidence.activations
    finding.fulfilled = evidence.fulfilled
    finding.violated = evidence.violated
    finding.events = finding.asSeen == .violated ? evidence.violations.events : evidence.witnesses.events
    var reasons: [String] = []
    let isMendable = !hasOverlap && (limits.isOpen || missingPeople <= limits.withheld + unkeyedActivations)
    if isDoubtful { reasons.append("an act names no person") }
    if let first = unkeyed.first {
      reasons.append("the act at line \(first.reference.index) lacks a field of the correlation")
    }
    reasons += limits.withheldLines.map { "\($0), could decide it" }
    if limits.isOpen { reasons.append("a stream is open: what follows can decide it") }
    let isUndecided = !reasons.isEmpty
    if isUndecided, finding.asSeen != .violated || isMendable { finding.result = .undecidable }
    finding.reasons = finding.result == .undecidable ? reasons : []
    if acts > 0 {
      finding.reasons.append(
        unsigned == 0
          ? "all acts are told apart by signatures that hold"
          : "\(unsigned) of \(acts) acts are told apart only by the actor that the event names, for no signature holds")
    }
    return finding
  }

  /// Whether somebody did both; no further evidence changes that.
  private var hasOverlap: Bool {
    groups.contains { group in group.doers.keys.contains { group.others[$0] != nil } }
  }

  /// How many people are missing even if every act that names nobody was somebody else's.
  private var missingPeople: Int {
    groups.filter(isActive).reduce(0) { $0 + max(0, separation.people - $1.doers.count - $1.anonymousActs) }
  }

  /// Whether the group has acts of all the sides that are to be separated.
  private func isActive(_ group: Group) -> Bool {
    let hasOthers = separation.target == nil || !(group.others.isEmpty && group.anonymousOthers.isEmpty)
    return hasOthers && !(group.doers.isEmpty && group.anonymous.isEmpty)
  }

  private func judge(_ group: Group, _ evidence: inout Evidence, _ isDoubtful: inout Bool) {
    guard isActive(group) else { return }
    evidence.activations += 1
    var isViolated = false
    for (doer, act) in group.doers {
      guard let other = group.others[doer] else { continue }
      if !isViolated { evidence.violate(act, other) } else { evidence.violate(act, other, count: 0) }
      isViolated = true
    }
    if group.doers.count < separation.people {
      if group.doers.count + group.anonymousActs >= separation.people {
        isDoubtful = true
      } else {
        if !isViolated { evidence.violate() }
        for act in Array(group.doers.values) + group.anonymous { evidence.violate(act, count: 0) }
        isViolated = true
      }
    }
    if separation.target != nil, !(group.anonymous.isEmpty && group.anonymousOthers.isEmpty) { isDoubtful = true }
    if !isViolated {
      evidence.fulfil()
      for act in Array(group.doers.values) + Array(group.others.values) { evidence.show(act) }
    }
  }
}
