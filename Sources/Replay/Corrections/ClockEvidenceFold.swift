package import CloudEvents
import CutoverModel
import JSONText

/// Gathers what the events of a run show of the clocks of their sources.
///
/// Three things: times after the recorder's acceptance, in streams that are no import; events that come before their
/// causes; and one happening told by two sources. Memory grows with the sources, and with the events that have a
/// `causationid` or `correlationid` up to a limit. An event without either costs no allocation.
package struct ClockEvidenceFold: EventFold, Sendable {
  /// How many effects, and how many tellings of happenings, are kept.
  static let limit = 65_536
  /// How many sources of one happening are compared.
  static let tellingLimit = 8

  private var streams = StreamCounter()
  private var findings = FindingCollector()
  private var isImport = false
  private var sources = NameTable()
  private var lastAccepted: (bytes: [UInt8], time: Int64) = ([], .max)
  /// For each source by how much its times were at most after their acceptance, in nanoseconds.
  private var ahead: [Int64] = []
  private let wanted: Set<UInt64>
  private var effects: [ClockEvidence.Effect] = []
  private var causes: [UInt64: ClockEvidence.Cause] = [:]
  private var tellings: [ClockEvidence.Telling] = []
  private var heads: [UInt64: Int] = [:]
  private var happenings: [Int] = []
  private var isCut = false

  /// - Parameter wanted: Hashes of the ids of the causes whose times are sought, as an earlier pass gave them.
  package init(wanted: Set<UInt64> = []) { self.wanted = wanted }

  package mutating func apply(_ view: EventView) {
    if streams.advance(to: view) {
      findings.streams = streams
      isImport = view.isType("dev.cutlog.stream.opened") && view.data?["kind"]?.string == "import"
    }
    if view.layout.acceptedTime == nil, EventKind.isRecordersOwn(view) { return }
    if !isImport { takeAcceptance(view) }
    if !wanted.isEmpty { takeCause(view) }
    var effect: JSONMemberSpan?
    var happening: JSONMemberSpan?
    for member in view.members where member.kind == .string && !member.nameIsEscaped {
      switch member.nameEnd &- member.nameStart {
      case 11 where has(member, "causationid", view): effect = member
      case 13 where has(member, "correlationid", view): happening = member
      default: break
      }
    }
    if let effect { takeEffect(view, effect) }
    if let happening { takeHappening(view, happening) }
  }

  package consuming func finish() -> ClockEvidence {
    if isCut {
      findings.note(
        rule: "clock-evidence-cut",
        message: "more events name causes or happenings than are compared; clocks are estimated by the first of them",
        index: 0)
    }
    return ClockEvidence(
      sources: sources.names, ahead: ahead, effects: effects, causes: causes, tellings: tellings,
      happenings: happenings, findings: findings)
  }

  // MARK: Times after acceptance

  private mutating func takeAcceptance(_ view: EventView) {
    guard let slot = view.layout.acceptedTime else { return }
    let raw = view.bytes(of: view.members[Int(slot)])
    if !lastAccepted.bytes.withUnsafeBufferPointer({ ByteEquality.holds($0, raw) }) {
      // All events of a batch have one acceptance.
      lastAccepted = (Array(raw), (try? Timestamp(utf8: raw))?.nanoseconds ?? .max)
    }
    let time = view.time.nanoseconds.saturatingAdd(-view.clock.before)
    guard time > lastAccepted.time else { return }
    let lead = time.saturatingAdd(-lastAccepted.time)
    guard lead <= ClockEvidence.greatestOffset else {
      findings.note(
        rule: "clock-not-estimated",
        message: ClockEvidence.tooGreat, index: view.index)
      return
    }
    let source = Int(number(of: view))
    ahead[source] = max(ahead[source], lead)
    findings.note(
      rule: "time-after-acceptance",
      message: "a time is after the recorder accepted it: the clock of its source is ahead, and its times may be too late",
      index: view.index)
  }

  // MARK: Causes

  private mutating func takeEffect(_ view: EventView, _ member: JSONMemberSpan) {
    guard effects.count < Self.limit else { return isCut = true }
    effects.append(
      ClockEvidence.Effect(telling: telling(view), cause: hash(member, view)))
  }

  private mutating func takeCause(_ view: EventView) {
    let id = hash(view.members[Int(view.layout.id)], view)
    guard wanted.contains(id) else { return }
    let telling = telling(view)
    if let known = causes[id], known.telling.source != telling.source {
      causes[id]?.isAmbiguous = true
    } else {
      causes[id] = ClockEvidence.Cause(telling: telling, isAmbiguous: false)
    }
  }

  // MARK: Happenings

  private mutating func takeHappening(_ view: EventView, _ member: JSONMemberSpan) {
    let type = hash(view.members[Int(view.layout.type)], view)
    let key = StableHash.of(CollectionOfOne(0), from: type) ^ hash(member, view) &* 0x9E37_79B9_7F4A_7C15
    let source = number(of: view)
    var position = heads[key]
    var count = 0
    var last: Int?
    while let known = position {
      guard tellings[known].source != source else {
        // It tells more than one under this key, so that none of them can be set beside another's.
        tellings[known].isRepeated = true
        return
      }
      last = known
      count += 1
      position = tellings[known].next
    }
    guard count < Self.tellingLimit, tellings.count < Self.limit else { return isCut = true }
    var telling = telling(view)
    telling.subject = subject(of: view)
    if let last {
      tellings[last].next = tellings.count
    } else {
      heads[key] = tellings.count
      happenings.append(tellings.count)
    }
    tellings.append(telling)
  }

  /// What the event is about, as far as it says: two events that are about different things tell different happenings.
  private func subject(of view: EventView) -> ClockEvidence.Subject {
    func value(_ name: StaticString) -> UInt64 {
      guard let member = view.member(name), member.kind == .string else { return 0 }
      return hash(member, view)
    }
    return ClockEvidence.Subject(
      task: value("task"), gate: value("gate"), service: value("service"), dataset: value("dataset"),
      region: value("region"))
  }

  // MARK: Parts

  private mutating func telling(_ view: EventView) -> ClockEvidence.Telling {
    let stated = view.string("timeaccuracy").flatMap { SpanParser.nanoseconds($0) }
    let own = max(0, stated ?? view.time.resolutionNanoseconds)
    return ClockEvidence.Telling(
      source: number(of: view), time: view.time.nanoseconds, before: view.clock.before,
      accuracy: own.saturatingAdd(view.clock.after), place: streams.place(of: view))
  }

  private mutating func number(of view: EventView) -> Int32 {
    let source = view.members[Int(view.layout.source)]
    let number = source.valueIsEscaped ? sources.number(view.source) : sources.number(utf8: view.bytes(of: source))
    while ahead.count <= Int(number) { ahead.append(0) }
    return number
  }

  private func hash(_ member: JSONMemberSpan, _ view: EventView) -> UInt64 {
    member.valueIsEscaped
      ? StableHash.of(view.text(of: member).utf8) : StableHash.of(view.bytes(of: member))
  }

  private func has(_ member: JSONMemberSpan, _ name: StaticString, _ view: EventView) -> Bool {
    guard let start = view.line.baseAddress.map({ $0 + Int(member.nameStart) }) else { return false }
    return ByteEquality.holds(start, name.utf8Start, name.utf8CodeUnitCount)
  }
}
