#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
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

  mutating func clear() {
    segments.removeAll(keepingCapacity: true)
    subtrees.removeAll(keepingCapacity: true)
    own.removeAll(keepingCapacity: true)
    problems.removeAll()
  }
}

extension LineBlock {
  /// Tells the recorder's lines from events, checks what the recorder adds to each event, and reduces the leaves to
  /// subtrees between seals.
  ///
  /// Of an ordinary event it reads the source and nothing else: what it needs was found when the line was scanned.
  func annotate(origin: String, isSalted: Bool, isNewer: Bool) {
    let originBytes = ContiguousArray(origin.utf8)
    var found = LineAnnotation()
    swap(&found, &annotation)
    let accepted = accepted
    var withheld: [(line: Int, leaf: Digest)] = []
    withEvents(lines.indices) { events in
      let reserved = events.selection { RecorderType(type: $0.type) != nil }
      var segment = LineAnnotation.Segment(lines: 0..<0, subtrees: 0..<0)
      for number in events.range where events.lines[number].isEvent {
        let event = events[number]
        if Self.isFrom(originBytes, event) {
          let type = RecorderType(type: event.type)
          let decoded = RecorderLine(decoding: event, origin: origin, isNewer: isNewer)
          if type == .seal {
            found.segments.append(segment)
            segment = LineAnnotation.Segment(lines: number..<number, subtrees: 0..<0)
          }
          if case .withheld(let stub)? = decoded?.payload { withheld.append((number, stub.leaf)) }
          found.own.append(.init(line: number, type: type, decoded: decoded))
          continue
        }
        segment.events += 1
        if segment.firstEvent == nil { segment.firstEvent = number }
        segment.lastEvent = number
        if reserved.contains(events.lines[number].type), RecorderType(type: event.type) != nil {
          found.problems.append((number, "line.reserved", "a recorder's type from a source that isn't the origin"))
        }
        guard accepted[number] != LineScan.notAccepted, Self.isSalted(event) == isSalted else {
          found.problems.append(
            (
              number, "line.accepted",
              "an event must end in \(isSalted ? "`salt` and " : "")`acceptedtime` as the recorder writes them"
            ))
          continue
        }
        segment.earliestAccepted = min(segment.earliestAccepted, accepted[number])
        segment.latestAccepted = max(segment.latestAccepted, accepted[number])
      }
      found.segments.append(segment)
      for number in events.range where events.lines[number].end - events.lines[number].start >= BGZF.maximumPayload {
        found.problems.append(
          (number, "line.length", "a line is longer than \(BGZF.maximumPayload) bytes with its LF"))
      }
    }
    for (number, leaf) in withheld { leaves[number] = leaf }
    reduce(&found)
    if found.problems.count > 1 { found.problems.sort { $0.line < $1.line } }
    swap(&found, &annotation)
  }

  /// Ends each segment where the next one begins, and reduces its leaves to subtrees.
  private func reduce(_ found: inout LineAnnotation) {
    leaves.withUnsafeBufferPointer { leaves in
      for place in found.segments.indices {
        let start = found.segments[place].lines.lowerBound
        let end = place + 1 < found.segments.count ? found.segments[place + 1].lines.lowerBound : leaves.count
        let first = found.subtrees.count
        AlignedSubtree.reduce(
          UnsafeBufferPointer(rebasing: leaves[start..<end]), from: firstIndex + start, into: &found.subtrees)
        found.segments[place].lines = start..<end
        found.segments[place].subtrees = first..<found.subtrees.count
      }
    }
  }

  private static func isFrom(_ origin: ContiguousArray<UInt8>, _ event: EventView) -> Bool {
    let source = event.members[Int(event.layout.source)]
    guard !source.valueIsEscaped else { return event.source.utf8.elementsEqual(origin) }
    let bytes = event.bytes(of: source)
    guard bytes.count == origin.count, let start = bytes.baseAddress else { return false }
    return origin.withUnsafeBufferPointer { origin in
      origin.baseAddress.map { memcmp($0, start, bytes.count) == 0 } ?? true
    }
  }

  /// Whether a `salt` as the recorder writes it stands before `acceptedtime`; nil where there is another one.
  private static func isSalted(_ event: EventView) -> Bool? {
    guard let salt = event.layout.salt else { return false }
    let member = event.members[Int(salt)]
    guard let accepted = event.layout.acceptedTime, salt == accepted - 1, member.kind == .string, !member.nameIsEscaped,
      let bytes = Hexadecimal.decode(String(decoding: event.bytes(of: member), as: UTF8.self)), bytes.count == 16
    else { return nil }
    return true
  }
}
