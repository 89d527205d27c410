public import JSONText

/// One event where it lies in memory, read in place.
///
/// A view borrows the reader's buffer: it is valid only inside the call that received it and must not be kept.
/// Looking up an attribute is linear in the number of members and allocates only where a String is asked for.
public struct EventView {
  /// The whole line without its LF.
  public let line: UnsafeBufferPointer<UInt8>
  /// The members of the outermost object, in order.
  public let members: UnsafeBufferPointer<JSONMemberSpan>
  /// Where the envelope's own attributes lie.
  public let layout: EventLayout
  /// The line's place in its stream, counted from 0 over all lines.
  public let index: Int
  /// What is known of the clock of its source.
  public var clock = ClockCorrection.none

  @inlinable
  public init(
    line: UnsafeBufferPointer<UInt8>, members: UnsafeBufferPointer<JSONMemberSpan>,
    layout: EventLayout, index: Int
  ) {
    self.line = line
    self.members = members
    self.layout = layout
    self.index = index
  }
}

extension EventView {
  /// The source's own time of the event.
  public var time: Timestamp { layout.time }

  public var id: String { string(at: layout.id) }
  public var source: String { string(at: layout.source) }
  public var type: String { string(at: layout.type) }

  /// The bytes of the type, still with its escapes if it has any.
  public var rawType: UnsafeBufferPointer<UInt8> { bytes(of: members[Int(layout.type)]) }

  /// Whether the type is exactly `name`, escapes resolved.
  public func isType(_ name: StaticString) -> Bool {
    let member = members[Int(layout.type)]
    if member.valueIsEscaped { return type.utf8.elementsEqual(String(describing: name).utf8) }
    return ByteEquality.holds(
      bytes(of: member), UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
  }

  /// A top-level attribute as text, or nil if it is absent or no string.
  public func string(_ name: StaticString) -> String? {
    guard let member = member(name), member.kind == .string else { return nil }
    return text(of: member)
  }

  /// The span of a top-level attribute; names with escapes are found too.
  public func member(_ name: StaticString) -> JSONMemberSpan? {
    guard let base = line.baseAddress else { return nil }
    return JSONMemberFinder.member(
      UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), of: base, among: members)
  }

  /// The decoded `data`, or nil if there is none. Builds a tree: only where a fold needs it.
  public var data: JSONValue? {
    member("data").map(value)
  }

  /// The name of a member, escapes resolved.
  public func name(of member: JSONMemberSpan) -> String {
    let raw = UnsafeBufferPointer(rebasing: line[member.nameRange])
    return String(decoding: member.nameIsEscaped ? JSONString.unescape(raw) : Array(raw), as: UTF8.self)
  }

  /// The decoded value of a member.
  public func value(of member: JSONMemberSpan) -> JSONValue {
    let range = member.valueRange
    let quote = member.kind == .string ? 1 : 0
    return JSONValue(
      scanned: UnsafeBufferPointer(
        rebasing: line[(range.lowerBound - quote)..<(range.upperBound + quote)]))
  }

  /// The bytes of a member's value; for a string without quotes and with its escapes.
  public func bytes(of member: JSONMemberSpan) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: line[member.valueRange])
  }

  /// The text of a string member, escapes resolved.
  public func text(of member: JSONMemberSpan) -> String {
    let raw = bytes(of: member)
    if !member.valueIsEscaped { return String(decoding: raw, as: UTF8.self) }
    return String(decoding: JSONString.unescape(raw), as: UTF8.self)
  }

  private func string(at slot: UInt16) -> String { text(of: members[Int(slot)]) }
}
