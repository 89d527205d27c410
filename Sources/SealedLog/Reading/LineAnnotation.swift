internal import CloudEvents
internal import JSONText

/// What a worker finds in a block's lines once their indexes and the stream's origin are known.
struct LineAnnotation: Sendable {
  /// A run of lines that ends before a seal, or at the block's end.
  struct Segment: Sendable {
    /// Lines of the block.
    var lines: Range<Int>
    /// The places of its subtrees in `subtrees`.
    var subtrees: Range<Int>
    /// The least and the greatest `acceptedtime` of its events, in nanoseconds.
    var earliestAccepted: Int64 = .max
    var latestAccepted: Int64 = .min
    var events = 0
    /// The lines of the block that are the segment's first and last event.
    var firstEvent: Int?
    var lastEvent: Int?
  }

  /// One of the recorder's lines; `decoded` is nil where its bytes aren't those its fields give.
  struct Own: Sendable {
    var line: Int
    var type: RecorderType?
    var decoded: RecorderLine?
  }

  var segments: [Segment] = []
  var subtrees: ContiguousArray<AlignedSubtree> = []
  var own: [Own] = []
  /// Lines of the block that break a rule on events.
  var problems: [(line: Int, rule: String, message: String)] = []

  /// The lines of the block that the fold looks at, where it doesn't look at all.
  var wanted: [Int] = []

  mutating func clear() {
    wanted.removeAll(keepingCapacity: true)
    segments.removeAll(keepingCapacity: true)
    subtrees.removeAll(keepingCapacity: true)
    own.removeAll(keepingCapacity: true)
    problems.removeAll()
  }
}

extension LineBlock {
  /// Tells the recorder's lines from events, checks what the recorder adds to each event, and reduces the leaves to
  /// subtrees between seals.
  func annotate(origin: String, isSalted: Bool, isNewer: Bool, filter: TypeFilter?) {
    let originBytes = Array(origin.utf8)
    var segment = LineAnnotation.Segment(lines: 0..<0, subtrees: 0..<0)
    var segmentStart = 0
    func finishSegment(at line: Int) {
      let first = annotation.subtrees.count
      AlignedSubtree.reduce(
        leaves[segmentStart..<line], from: firstIndex + segmentStart, into: &annotation.subtrees)
      segment.lines = segmentStart..<line
      segment.subtrees = first..<annotation.subtrees.count
      annotation.segments.append(segment)
      segment = LineAnnotation.Segment(lines: 0..<0, subtrees: 0..<0)
      segmentStart = line
    }
    for number in lines.indices where lines[number].isEvent {
      withView(number) { event in
        if let filter, filter.takes(event) { annotation.wanted.append(number) }
        let source = event.members[Int(event.layout.source)]
        let isOwn =
          source.valueIsEscaped
          ? event.source.utf8.elementsEqual(originBytes) : event.bytes(of: source).elementsEqual(originBytes)
        if isOwn {
          let type = RecorderType(type: event.type)
          let decoded = RecorderLine(decoding: event, origin: origin, isNewer: isNewer)
          if type == .seal { finishSegment(at: number) }
          if case .withheld(let stub)? = decoded?.payload { leaves[number] = stub.leaf }
          annotation.own.append(.init(line: number, type: type, decoded: decoded))
          return
        }
        segment.events += 1
        if segment.firstEvent == nil { segment.firstEvent = number }
        segment.lastEvent = number
        if Self.isReserved(event) {
          annotation.problems.append(
            (number, "line.reserved", "a recorder's type from a source that isn't the origin"))
        }
        guard let accepted = Self.acceptedTime(event, isSalted: isSalted) else {
          annotation.problems.append(
            (
              number, "line.accepted",
              "an event must end in \(isSalted ? "`salt` and " : "")`acceptedtime` as the recorder writes them"
            ))
          return
        }
        segment.earliestAccepted = min(segment.earliestAccepted, accepted)
        segment.latestAccepted = max(segment.latestAccepted, accepted)
      }
    }
    finishSegment(at: lines.count)
    for (number, line) in lines.enumerated() where Int(line.end - line.start) >= BGZF.maximumPayload {
      annotation.problems.append(
        (number, "line.length", "a line is longer than \(BGZF.maximumPayload) bytes with its LF"))
    }
    annotation.problems.sort { $0.line < $1.line }
  }

  private static func isReserved(_ event: EventView) -> Bool {
    let raw = event.rawType
    if event.members[Int(event.layout.type)].valueIsEscaped { return RecorderType(type: event.type) != nil }
    guard raw.count > 11 else { return false }
    switch raw[11] {  // The first letters of the recorder's types.
    case UInt8(ascii: "s"), UInt8(ascii: "d"), UInt8(ascii: "p"), UInt8(ascii: "k"), UInt8(ascii: "a"),
      UInt8(ascii: "i"), UInt8(ascii: "w"):
      return RecorderType(type: event.type) != nil
    default: return false
    }
  }

  /// The instant of an `acceptedtime` that is the last member and has nine digits and `Z`.
  private static func acceptedTime(_ event: EventView, isSalted: Bool) -> Int64? {
    guard let slot = event.layout.acceptedTime, Int(slot) == event.members.count - 1 else { return nil }
    let member = event.members[Int(slot)]
    let raw = event.bytes(of: member)
    guard member.kind == .string, !member.nameIsEscaped, raw.count == 30, raw[29] == UInt8(ascii: "Z"),
      let time = try? Timestamp(utf8: raw), time.fractionDigits == 9
    else { return nil }
    guard isSalted else { return event.layout.salt == nil ? time.nanoseconds : nil }
    guard let salt = event.layout.salt, salt == slot - 1,
      event.members[Int(salt)].kind == .string, !event.members[Int(salt)].nameIsEscaped,
      let bytes = Hexadecimal.decode(
        String(decoding: event.bytes(of: event.members[Int(salt)]), as: UTF8.self)),
      bytes.count == 16
    else { return nil }
    return time.nanoseconds
  }
}
