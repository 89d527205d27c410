public import JSONText

/// Scans lines into event layouts: the JSON grammar and the required CloudEvents 1.0 attributes in one pass.
///
/// Required are `specversion` "1.0", non-empty strings `id`, `source` and `type`, and a `time` as `Timestamp`
/// reads it. Everything else is kept and not looked at. Allocates nothing once warm.
///
/// Most lines have the names of the line before in the same order, and its date: then it looks for neither again.
public struct EnvelopeScanner: Sendable {
  private var scanner = JSONScanner()
  private var times = TimestampReader()
  /// Where the attributes are among the members of lines of one shape; see `JSONScanner.shape`.
  private var known = (shape: 0, places: Places())

  /// Where attributes are among the members.
  private struct Places {
    var version = UInt16.max
    var layout = EventLayout()
  }

  public init() {}

  /// Scans one line without its LF and appends its members.
  ///
  /// - Throws: `EnvelopeError`; the members appended so far are then meaningless.
  public mutating func scan(
    _ line: UnsafeBufferPointer<UInt8>, members: inout ContiguousArray<JSONMemberSpan>
  ) throws(EnvelopeError) -> EventLayout {
    let first = members.count
    do throws(JSONTextError) {
      try scanner.scan(line, members: &members)
    } catch {
      throw .text(error)
    }

    if scanner.shape == 0 || scanner.shape != known.shape {
      known = (scanner.shape, Self.places(of: members, from: first, in: line))
    }
    let version = known.places.version
    var layout = known.places.layout
    let absent = UInt16.max
    guard version != absent else { throw .missing(attribute: "specversion") }
    guard layout.id != absent else { throw .missing(attribute: "id") }
    guard layout.source != absent else { throw .missing(attribute: "source") }
    guard layout.type != absent else { throw .missing(attribute: "type") }
    guard layout.timeMember != absent else { throw .missing(attribute: "time") }

    try Self.requireText(members[first + Int(version)], "specversion", line)
    try Self.requireText(members[first + Int(layout.id)], "id", line)
    try Self.requireText(members[first + Int(layout.source)], "source", line)
    try Self.requireText(members[first + Int(layout.type)], "type", line)
    try Self.requireText(members[first + Int(layout.timeMember)], "time", line)
    let versionSpan = members[first + Int(version)]
    let versionText = UnsafeBufferPointer(rebasing: line[versionSpan.valueRange])
    guard versionText.count == 3, versionText[0] == UInt8(ascii: "1"), versionText[1] == UInt8(ascii: "."),
      versionText[2] == UInt8(ascii: "0")
    else {
      throw .invalid(
        attribute: "specversion", reason: "is not \"1.0\"", offset: Int(versionSpan.valueStart))
    }
    let time = members[first + Int(layout.timeMember)]
    do throws(TimestampError) {
      layout.time = try times.read(UnsafeBufferPointer(rebasing: line[time.valueRange]))
    } catch {
      throw .invalid(
        attribute: "time", reason: error.description, offset: Int(time.valueStart))
    }
    return layout
  }

  /// Where the attributes are among a line's members.
  private static func places(
    of members: ContiguousArray<JSONMemberSpan>, from first: Int, in line: UnsafeBufferPointer<UInt8>
  ) -> Places {
    var places = Places()
    // Places are 16 bits wide; no line that a stream may hold has members beyond them.
    for index in first..<min(members.count, first + Int(UInt16.max)) {
      let slot = UInt16(truncatingIfNeeded: index - first)
      switch attribute(members[index], in: line) {
      case .specversion: places.version = slot
      case .id: places.layout.id = slot
      case .source: places.layout.source = slot
      case .type: places.layout.type = slot
      case .time: places.layout.timeMember = slot
      case .acceptedtime: places.layout.acceptedTime = slot
      case .salt: places.layout.salt = slot
      case .other: break
      }
    }
    return places
  }

  private enum Attribute { case specversion, id, source, type, time, acceptedtime, salt, other }

  @inline(__always)
  private static func attribute(
    _ member: JSONMemberSpan, in line: UnsafeBufferPointer<UInt8>
  ) -> Attribute {
    if member.nameIsEscaped { return escapedAttribute(member, in: line) }
    let start = Int(member.nameStart)
    func matches(_ name: StaticString) -> Bool {
      line.baseAddress.map { ByteEquality.holds($0 + start, name.utf8Start, name.utf8CodeUnitCount) } ?? false
    }
    switch member.nameEnd &- member.nameStart {
    case 2: return matches("id") ? .id : .other
    case 4:
      switch line[start &+ 1] {
      case UInt8(ascii: "y"): return matches("type") ? .type : .other
      case UInt8(ascii: "i"): return matches("time") ? .time : .other
      case UInt8(ascii: "a"): return matches("salt") ? .salt : .other
      default: return .other
      }
    case 6: return matches("source") ? .source : .other
    case 11: return matches("specversion") ? .specversion : .other
    case 12: return matches("acceptedtime") ? .acceptedtime : .other
    default: return .other
    }
  }

  private static func escapedAttribute(
    _ member: JSONMemberSpan, in line: UnsafeBufferPointer<UInt8>
  ) -> Attribute {
    let raw = UnsafeBufferPointer(rebasing: line[member.nameRange])
    switch String(decoding: JSONString.unescape(raw), as: UTF8.self) {
    case "specversion": return .specversion
    case "id": return .id
    case "source": return .source
    case "type": return .type
    case "time": return .time
    case "acceptedtime": return .acceptedtime
    case "salt": return .salt
    default: return .other
    }
  }

  @inline(__always)
  private static func requireText(
    _ member: JSONMemberSpan, _ name: StaticString, _ line: UnsafeBufferPointer<UInt8>
  ) throws(EnvelopeError) {
    guard member.kind == .string, member.valueEnd > member.valueStart else {
      throw .invalid(
        attribute: String(describing: name), reason: "must be a string that is not empty",
        offset: Int(member.valueStart))
    }
  }
}
