import CloudEvents
import CutoverModel
import JSONText

/// An event that changes what others say: `event.amended`, `event.retracted` or `source.clock`, as it was recorded.
struct Remark: Sendable {
  /// One attribute, or one member of `data`, as it should have been.
  struct Setting: Sendable {
    enum Place: Hashable, Sendable {
      case attribute(ExactText)
      case data(ExactText)
    }

    var place: Place
    /// Null where there should have been none.
    var value: JSONValue
  }

  /// What it asks for.
  enum Content: Sendable {
    case amendment(EventIdentity, [Setting])
    case retraction(EventIdentity)
    /// How far the source's clock was ahead, and how well that is known, in nanoseconds.
    case clock(source: String, offset: Int64, accuracy: Int64)
    /// It can't be told what.
    case nothing(Problem)
  }

  /// Something about it that is noted.
  struct Problem: Hashable, Sendable {
    var rule: String
    var message: String
  }

  let reference: EventReference
  /// When the recorder accepted it, in nanoseconds since 1970.
  private let accepted: Int64
  /// The line as it was recorded, and as it was amended.
  private(set) var line: [UInt8]
  private(set) var content: Content
  /// What is noted beside the content.
  private(set) var problems: [Problem] = []

  /// Nil for an event of another kind.
  init?(_ view: EventView, of streams: StreamCounter) {
    guard let kind = EventKind(view), Self.kinds.contains(kind) else { return nil }
    let event = CutoverEvent(view, of: streams)
    reference = event.reference
    accepted = event.accepted?.nanoseconds ?? .min
    line = Array(view.line)
    content = .nothing(Self.malformed("it has no data"))
    read(event)
  }

  static let kinds: [EventKind] = [.eventAmended, .eventRetracted, .sourceClock]

  var identity: EventIdentity { EventIdentity(reference) }

  /// What it is about; nil for a clock, and where it can't be told.
  var target: EventIdentity? {
    switch content {
    case .amendment(let target, _), .retraction(let target): target
    case .clock, .nothing: nil
    }
  }

  /// The order in which remarks count: by acceptance, the place breaks ties.
  func precedes(_ other: Remark) -> Bool {
    (accepted, reference.place) < (other.accepted, other.reference.place)
  }

  /// Reads the remark anew from a line that an amendment has rewritten.
  mutating func read(line: [UInt8], _ view: EventView) {
    self.line = line
    problems = []
    read(CutoverEvent(view, stream: reference.stream, origin: reference.origin))
  }

  // MARK: Reading

  private static func malformed(_ what: String) -> Problem {
    Problem(
      rule: "correction-malformed",
      message: "an event.amended, event.retracted or source.clock can't be read and corrects nothing: \(what)")
  }

  private mutating func read(_ event: CutoverEvent) {
    switch event.kind {
    case .sourceClock: content = Self.clock(event.data)
    default:
      guard let about = event.data["about"], let source = about["source"]?.string, !source.isEmpty,
        let id = about["id"]?.string, !id.isEmpty
      else {
        content = .nothing(Self.malformed("data.about must have source and id"))
        return
      }
      let target = EventIdentity(source: source, id: id)
      if event.kind == .eventRetracted { content = .retraction(target) } else { readSet(event.data, target) }
    }
  }

  private static func clock(_ data: JSONValue) -> Content {
    guard let source = data["source"]?.string, !source.isEmpty else {
      return .nothing(malformed("data.source must be a text"))
    }
    guard let offset = data["offset"]?.string.flatMap({ TimeSpan($0) }), offset.nanoseconds > .min else {
      return .nothing(malformed("data.offset must be a duration such as PT1H or -PT5S"))
    }
    var accuracy = TimeSpan.zero
    if let stated = data["accuracy"] {
      guard let span = stated.string.flatMap({ TimeSpan($0) }), span >= .zero else {
        return .nothing(malformed("data.accuracy must be a duration of zero or more"))
      }
      accuracy = span
    }
    return .clock(source: source, offset: offset.nanoseconds, accuracy: accuracy.nanoseconds)
  }

  /// What makes an event this one and no other, and what only the recorder says.
  private static let fixed: Set<String> = ["specversion", "id", "source", "type", "acceptedtime", "salt", "data"]

  private mutating func readSet(_ data: JSONValue, _ target: EventIdentity) {
    guard let members = data["set"]?.members, !members.isEmpty else {
      content = .nothing(Self.malformed("data.set must be an object with attributes"))
      return
    }
    var settings: [Setting] = []
    for member in members {
      let bytes = member.name.utf8
      if bytes.starts(with: "data.".utf8), bytes.count > 5 {
        let name = String(decoding: bytes.dropFirst(5), as: UTF8.self)
        settings.append(Setting(place: .data(ExactText(name)), value: member.value))
      } else if Self.fixed.contains(member.name) {
        note(
          Problem(
            rule: "amendment-of-fixed-attribute",
            message: "specversion, id, source, type, acceptedtime, salt and data as a whole can't be amended; the rest of "
              + "the amendment counts"))
      } else if Self.isAttribute(member.name), Self.isScalar(member.value) {
        settings.append(Setting(place: .attribute(ExactText(member.name)), value: member.value))
      } else {
        note(
          Problem(
            rule: "amendment-member-malformed",
            message: "data.set must have attributes (lower-case letters and digits) with texts, or data.MEMBER; what is "
              + "neither is left out, the rest of the amendment counts"))
      }
    }
    if settings.isEmpty, let problem = problems.popLast() {
      content = .nothing(problem)
    } else {
      content = .amendment(target, settings)
    }
  }

  /// Notes a problem once, however many members have it.
  private mutating func note(_ problem: Problem) { if !problems.contains(problem) { problems.append(problem) } }

  private static func isAttribute(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
  }

  private static func isScalar(_ value: JSONValue) -> Bool {
    switch value {
    case .array, .object: false
    case .null, .bool, .number, .string: true
    }
  }
}
