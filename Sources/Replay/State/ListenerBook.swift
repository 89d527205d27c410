import CutoverModel

/// Who holds one listener.
package struct ListenerState: Hashable, Sendable {
  /// One owner at one side.
  package struct Owner: Hashable, Sendable {
    package var owner: String
    /// Nil where the events don't say it.
    package var side: String?
    package var basis: StateBasis
  }

  package var listener: String
  /// By side, then by name.
  package var owners: [Owner]
  /// The last event about the listener; certain only where no owner is in doubt, neither one named nor one that left.
  package var basis: StateBasis

  /// Whether more than one holds it, at whatever sides.
  package var isDuplicate: Bool { owners.count > 1 }
}

/// Follows who holds each listener: by bindings and releases of single owners, and by readings that name all owners.
///
/// A reading of a side replaces what was known of that side, one without a side ends the hold of all whom it doesn't
/// name. Of an owner whom it names it doesn't say where: that is the side at which the owner was last said to be, else
/// unknown.
struct ListenerBook: Sendable {
  private struct Holder: Hashable {
    var owner: ExactText
    var side: ExactText?
  }

  private struct Record {
    var bindings: [Holder: StateRegister<Bool>] = [:]
    /// The readings by side; under nil those that name none.
    var readings: [ExactText?: StateRegister<Set<ExactText>>] = [:]
    var latest: EventMoment?
  }

  private var records: [ExactText: Record] = [:]
  /// The listeners of which an event speaks that may have happened by the instant asked for, though its time is after
  /// it.
  private var possible: Set<ExactText> = []

  /// Takes in that an owner holds the listener or doesn't any more.
  mutating func bind(_ listener: String, owner: String, side: String?, isBound: Bool, by event: StateEvent) {
    let key = ExactText(listener)
    if event.isPossible {
      possible.insert(key)
      return
    }
    records[key, default: Record()].latest.keepLatest(event.at)
    let holder = Holder(owner: ExactText(owner), side: side.map { ExactText($0) })
    records[key]?.bindings[holder].take(isBound, at: event.at, isInDoubt: event.isInDoubt)
  }

  /// Takes in a reading of all owners, at one side or at all.
  mutating func read(_ listener: String, owners: [String], side: String?, by event: StateEvent) {
    let key = ExactText(listener)
    if event.isPossible {
      possible.insert(key)
      return
    }
    records[key, default: Record()].latest.keepLatest(event.at)
    records[key]?.readings[side.map { ExactText($0) }].take(
      Set(owners.map { ExactText($0) }), at: event.at, isInDoubt: event.isInDoubt)
  }

  /// Every listener that was ever named, by name.
  var states: [ListenerState] {
    records.keys.sorted { $0.text.precedesInBytes($1.text) }.compactMap { key in
      guard let record = records[key], let latest = record.latest else { return nil }
      let isOpen = possible.contains(key)
      let isCertain =
        !isOpen && record.bindings.values.allSatisfy(\.isCertain) && record.readings.values.allSatisfy(\.isCertain)
      var owners = owners(record)
      if isOpen { for owner in owners.indices { owners[owner].basis.isCertain = false } }
      return ListenerState(
        listener: key.text, owners: owners, basis: StateBasis(at: latest, isCertain: isCertain))
    }
  }

  private func owners(_ record: Record) -> [ListenerState.Owner] {
    var holders = Set(record.bindings.keys)
    for (side, reading) in record.readings {
      holders.formUnion(reading.value.map { Holder(owner: $0, side: side) })
    }
    var found: [Holder: StateBasis] = [:]
    for holder in holders where holder.side != nil { found[holder] = standing(of: holder, record) }
    let known = Set(found.keys.map(\.owner))
    for holder in holders where holder.side == nil && !known.contains(holder.owner) {
      guard let word = sidelessWord(on: holder.owner, record), word.holds else { continue }
      // What was said later of this owner at some side counts more.
      let isOverruled = record.bindings.contains { other, register in
        other.owner == holder.owner && other.side != nil && register.basis.isLater(than: word.basis)
      }
      if !isOverruled { found[holder] = word.basis }
    }
    return found.map { ListenerState.Owner(owner: $0.key.owner.text, side: $0.key.side?.text, basis: $0.value) }
      .sorted { StateKey([$0.side, $0.owner]) < StateKey([$1.side, $1.owner]) }
  }

  private typealias Word = (basis: StateBasis, holds: Bool)

  private func later(_ word: Word?, _ other: Word) -> Word {
    guard let word, !other.basis.isLater(than: word.basis) else { return other }
    return word
  }

  /// What was last said of an owner without a side.
  private func sidelessWord(on owner: ExactText, _ record: Record) -> Word? {
    var last: Word?
    if let binding = record.bindings[Holder(owner: owner, side: nil)] { last = (binding.basis, binding.value) }
    if let reading = record.readings[nil] { last = later(last, (reading.basis, reading.value.contains(owner))) }
    return last
  }

  /// The event by which an owner holds the listener at a side; nil if it doesn't.
  private func standing(of holder: Holder, _ record: Record) -> StateBasis? {
    var last: Word?
    if let binding = record.bindings[holder] { last = (binding.basis, binding.value) }
    if let reading = record.readings[holder.side] {
      last = later(last, (reading.basis, reading.value.contains(holder.owner)))
    }
    guard let last, last.holds else { return nil }
    let word = sidelessWord(on: holder.owner, record).map { later(last, $0) } ?? last
    return word.holds ? word.basis : nil
  }
}
