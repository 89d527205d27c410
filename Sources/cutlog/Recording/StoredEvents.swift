import CloudEvents
import JSONText
import SealedLog

/// What a stream holds already, for a check that writes nothing: what the recorder would say of an input.
struct StoredEvents: EventFold {
  /// How an input stands to the events so far.
  enum Standing: Equatable {
    case new, duplicate
    /// Another event of that source and id: a line of the stream, or -1 for an input that only looks stored.
    case conflict(Int)
    /// Another input of that source and id, at this line of the input.
    case conflictInInput(Int)
  }

  /// Half of a SHA-256, which is enough to tell events apart.
  private struct Mark: Hashable {
    private var words: SIMD2<UInt64>

    init(_ bytes: [UInt8]) {
      words = Digest(hashing: bytes).bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD2<UInt64>.self) }
    }
  }

  private struct Entry {
    /// The line without what the recorder adds.
    var content: Mark
    /// What the recorder added; nil for an input.
    var addition: Mark?
    /// The line of the stream, or of the input.
    var place: Int
  }

  private let origin: String
  private var entries: [Mark: Entry] = [:]
  private var scanner = EnvelopeScanner()

  init(origin: String) { self.origin = origin }

  mutating func apply(_ event: EventView) {
    guard event.source != origin else { return }
    let (content, addition) = Self.split(event)
    entries[Self.identity(event)] = Entry(content: Mark(content), addition: addition.map(Mark.init), place: event.index)
  }

  consuming func finish() -> StoredEvents { self }

  /// Judges an input that passed the intake, and takes it in if it is new.
  mutating func take(_ input: UnsafeBufferPointer<UInt8>, line: Int) -> Standing {
    let compact = JSONWhitespace.removed(from: input)
    return compact.withUnsafeBufferPointer { text in
      var members: ContiguousArray<JSONMemberSpan> = []
      guard let layout = try? scanner.scan(text, members: &members) else { return .new }
      return members.withUnsafeBufferPointer { spans in
        take(EventView(line: text, members: spans, layout: layout, index: 0), line: line)
      }
    }
  }

  private mutating func take(_ event: EventView, line: Int) -> Standing {
    let (content, addition) = Self.split(event)
    let identity = Self.identity(event)
    let (mark, given) = (Mark(content), addition.map(Mark.init))
    guard let known = entries[identity] else {
      if given != nil { return .conflict(-1) }
      entries[identity] = Entry(content: mark, addition: nil, place: line)
      return .new
    }
    if known.content == mark, given == nil || given == known.addition { return .duplicate }
    return known.addition == nil ? .conflictInInput(known.place) : .conflict(known.place)
  }

  /// The length of the source goes first, so that source and id can't run together.
  private static func identity(_ event: EventView) -> Mark {
    let source = event.source
    return Mark(Array("\(source.utf8.count):\(source)\(event.id)".utf8))
  }

  /// The event as it was given, and what the recorder added at its end.
  private static func split(_ event: EventView) -> (content: [UInt8], addition: [UInt8]?) {
    guard let first = event.layout.salt ?? event.layout.acceptedTime else { return (Array(event.line), nil) }
    // Before the name stand its quote and a comma.
    let end = Int(event.members[Int(first)].nameStart) - 2
    return (event.line[..<end] + [UInt8(ascii: "}")], Array(event.line[end...]))
  }
}
