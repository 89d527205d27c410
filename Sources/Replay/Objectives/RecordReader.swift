import CloudEvents
import CutoverModel
import JSONText

/// Reads the members of one event in place and notes what is missing or malformed.
struct RecordReader {
  let view: EventView
  let kind: EventKind
  /// The accuracy that the event states for its times, in nanoseconds.
  let accuracy: Int64?
  private let data: UnsafeBufferPointer<UInt8>
  private let members: ContiguousArray<JSONMemberSpan>

  /// Reads an event whose `data` doesn't matter.
  init(_ view: EventView, kind: EventKind, _ findings: inout FindingCollector) {
    self.view = view
    self.kind = kind
    data = UnsafeBufferPointer(start: nil, count: 0)
    members = []
    accuracy = Self.accuracy(view, &findings)
  }

  /// Reads an event with its `data`.
  init(
    _ view: EventView, kind: EventKind, _ scratch: inout DataMembers,
    _ findings: inout FindingCollector
  ) {
    self.view = view
    self.kind = kind
    data = scratch.scan(view)
    members = scratch.spans
    accuracy = Self.accuracy(view, &findings)
  }

  private static func accuracy(_ view: EventView, _ findings: inout FindingCollector) -> Int64? {
    guard let member = view.member("timeaccuracy") else { return nil }
    if member.kind == .string, let span = SpanParser.nanoseconds(view.text(of: member)), span >= 0 {
      return span
    }
    findings.note(
      rule: "timeaccuracy-malformed",
      message: "timeaccuracy must be a duration such as PT1M; the event's own digits count instead",
      index: view.index)
    return nil
  }

  // MARK: Members

  /// A member that is a text.
  func text(
    _ name: StaticString, required: Bool = false, _ findings: inout FindingCollector
  ) -> String? {
    guard let member = present(name, required, &findings) else { return nil }
    if member.kind == .string, member.valueEnd > member.valueStart { return text(of: member) }
    malformed(name, "a text", &findings)
    return nil
  }

  /// A member that is a time; as inaccurate as the event says of its own, but at least one unit of its last digit.
  ///
  /// A reading of the source's clock is corrected as that clock is; a time that was agreed on is not.
  func moment(
    _ name: StaticString, required: Bool = false, isReading: Bool = true, _ findings: inout FindingCollector
  ) -> Moment? {
    guard let member = present(name, required, &findings) else { return nil }
    guard member.kind == .string, let time = time(of: member) else {
      malformed(name, "an RFC 3339 time", &findings)
      return nil
    }
    let clock = isReading ? view.clock : .none
    let corrected = clock.shift == 0 ? time : time.advanced(by: TimeSpan(nanoseconds: clock.shift))
    let room = Int64.max - max(0, corrected.nanoseconds)
    let own = max(time.resolutionNanoseconds, accuracy ?? 0)
    return Moment(corrected, accuracy: min(own.saturatingAdd(clock.after), room), before: clock.before)
  }

  /// A text that isn't a finding where it is missing or no text.
  func quietText(_ name: StaticString) -> String? {
    member(name).flatMap { $0.kind == .string ? text(of: $0) : nil }
  }

  /// An integer that isn't a finding where it is missing or none.
  func integer(_ name: StaticString) -> Int64? {
    member(name).flatMap { $0.kind == .number ? Int64(text(of: $0)) : nil }
  }

  /// A member that is an integer of zero or more.
  func count(
    _ name: StaticString, required: Bool = false, _ findings: inout FindingCollector
  ) -> Int64? {
    guard let member = present(name, required, &findings) else { return nil }
    if member.kind == .number, let count = Int64(text(of: member)), count >= 0 { return count }
    malformed(name, "an integer of zero or more", &findings)
    return nil
  }

  func flag(
    _ name: StaticString, required: Bool = false, _ findings: inout FindingCollector
  ) -> Bool? {
    guard let member = present(name, required, &findings) else { return nil }
    if member.kind == .bool { return data[Int(member.valueStart)] == UInt8(ascii: "t") }
    malformed(name, "true or false", &findings)
    return nil
  }

  /// A member that is a duration above zero, in nanoseconds.
  func duration(
    _ name: StaticString, required: Bool = false, _ findings: inout FindingCollector
  ) -> Int64? {
    guard let member = present(name, required, &findings) else { return nil }
    if member.kind == .string, let span = SpanParser.nanoseconds(text(of: member)), span > 0 {
      return span
    }
    malformed(name, "a duration such as PT10S", &findings)
    return nil
  }

  /// A member that is any text or number, as it was written.
  func position(
    _ name: StaticString, _ findings: inout FindingCollector
  ) -> MemberText? {
    guard let member = present(name, false, &findings) else { return nil }
    guard member.kind == .string || member.kind == .number else {
      malformed(name, "a text or a number", &findings)
      return nil
    }
    return memberText(member)
  }

  /// The bytes of a member that is a text, where they lie; nil for all else, which is no finding.
  func quietBytes(_ name: StaticString) -> MemberText? {
    member(name).flatMap { $0.kind == .string && $0.valueEnd > $0.valueStart ? memberText($0) : nil }
  }

  private func memberText(_ member: JSONMemberSpan) -> MemberText {
    MemberText(
      UnsafeBufferPointer(rebasing: data[member.valueRange]), isEscaped: member.valueIsEscaped)
  }

  /// A member in seconds, as nanoseconds, with one unit of its last digit.
  func seconds(
    _ name: StaticString, _ findings: inout FindingCollector
  ) -> (span: Int64, unit: Int64)? {
    guard let member = present(name, false, &findings) else { return nil }
    if member.kind == .number, let seconds = SpanParser.seconds(data[member.valueRange]) {
      return seconds
    }
    malformed(
      name, "a number of seconds of zero or more, with at most nine fraction digits", &findings)
    return nil
  }

  /// A member that is a percentage, times one hundred.
  func percentage(_ name: StaticString, _ findings: inout FindingCollector) -> Int32? {
    guard let member = present(name, false, &findings) else { return nil }
    if member.kind == .number, let percent = Double(text(of: member)), percent >= 0, percent <= 100
    {
      return Int32((percent * 100).rounded(.down))
    }
    malformed(name, "a number from 0 to 100", &findings)
    return nil
  }

  // MARK: Findings

  /// Notes a member that can't be used as it stands.
  func malformed(_ name: StaticString, _ expected: String, _ findings: inout FindingCollector) {
    findings.note(
      rule: "member-malformed/\(kind.rawValue)/\(name)",
      message: "\(kind.rawValue): data.\(name) must be \(expected)", index: view.index)
  }

  /// Notes an attribute that the event lacks.
  func lacks(_ attribute: String, _ consequence: String, _ findings: inout FindingCollector) {
    findings.note(
      rule: "\(attribute)-missing/\(kind.rawValue)",
      message: "\(kind.rawValue) without \(attribute): \(consequence)", index: view.index)
  }

  // MARK: Lookup

  private func present(
    _ name: StaticString, _ required: Bool, _ findings: inout FindingCollector
  ) -> JSONMemberSpan? {
    if let member = member(name), member.kind != .null { return member }
    if required {
      findings.note(
        rule: "member-missing/\(kind.rawValue)/\(name)",
        message: "\(kind.rawValue): data.\(name) is missing", index: view.index)
    }
    return nil
  }

  private func member(_ name: StaticString) -> JSONMemberSpan? {
    guard let text = data.baseAddress else { return nil }
    return members.withUnsafeBufferPointer { members in
      JSONMemberFinder.member(
        UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), of: text, among: members)
    }
  }

  private func text(of member: JSONMemberSpan) -> String {
    let raw = UnsafeBufferPointer(rebasing: data[member.valueRange])
    if !member.valueIsEscaped { return String(decoding: raw, as: UTF8.self) }
    return String(decoding: JSONString.unescape(raw), as: UTF8.self)
  }

  private func time(of member: JSONMemberSpan) -> Timestamp? {
    if member.valueIsEscaped { return try? Timestamp(text(of: member)) }
    return try? Timestamp(utf8: UnsafeBufferPointer(rebasing: data[member.valueRange]))
  }
}
