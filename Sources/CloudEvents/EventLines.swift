public import JSONText

/// Consecutive lines of one stream where they lie in memory, given to a fold in one call.
///
/// What many events share is found out once for all of them: their types are numbered, so that a fold need not read
/// the type of each. It borrows the reader's buffers: it is valid only inside the call that received it and must not be
/// kept.
public struct EventLines {
  /// The bytes of the whole block.
  public let bytes: UnsafePointer<UInt8>
  /// All lines of the block, among them those that are no events.
  public let lines: UnsafeBufferPointer<EventLine>
  /// The members of all lines.
  public let members: UnsafeBufferPointer<JSONMemberSpan>
  /// For each number of a type a line that has it.
  public let examples: UnsafeBufferPointer<Int32>
  /// The index in the stream of the block's first line.
  public let firstIndex: Int
  /// The lines of the block that are given.
  public var range: Range<Int>
  /// Whether the first event here is the first of its stream that is given at all.
  public var isBeginning: Bool

  public init(
    bytes: UnsafePointer<UInt8>, lines: UnsafeBufferPointer<EventLine>, members: UnsafeBufferPointer<JSONMemberSpan>,
    examples: UnsafeBufferPointer<Int32>, firstIndex: Int, range: Range<Int>, isBeginning: Bool
  ) {
    self.bytes = bytes
    self.lines = lines
    self.members = members
    self.examples = examples
    self.firstIndex = firstIndex
    self.range = range
    self.isBeginning = isBeginning
  }

  /// The event of a line that passed the grammar.
  @inlinable @inline(__always)
  public subscript(number: Int) -> EventView {
    let line = lines[number]
    return EventView(
      line: UnsafeBufferPointer(start: bytes + Int(line.start), count: Int(line.end &- line.start)),
      members: UnsafeBufferPointer(
        rebasing: members[Int(line.firstMember)..<Int(line.firstMember &+ line.memberCount)]),
      layout: line.layout, index: firstIndex &+ number)
  }

  /// A part of them.
  @inlinable
  public func part(_ range: Range<Int>) -> EventLines {
    var part = self
    part.range = range
    part.isBeginning = isBeginning && range.lowerBound == self.range.lowerBound
    return part
  }

  /// The numbers of the types that have one of the names; nil for all.
  ///
  /// A type that has no number is taken: whoever gets its events must look for itself.
  public func selection(of names: [String]?) -> TypeSelection {
    guard let names else { return .all }
    return selection { event in
      let type = event.rawType
      return names.contains { $0.utf8.count == type.count && $0.utf8.elementsEqual(type) }
    }
  }

  /// The numbers of the types for which `isWanted` holds; it is asked once for each and must look at nothing else.
  @inlinable
  public func selection(where isWanted: (EventView) -> Bool) -> TypeSelection {
    var selection = TypeSelection()
    for (number, example) in examples.enumerated() where isWanted(self[Int(example)]) { selection.insert(number) }
    return selection
  }

  /// Calls `body` with each event whose type was selected, and with the first event of the stream whatever it is.
  @inlinable
  public func forEach(of types: TypeSelection, _ body: (EventView) -> Void) {
    var isFirst = isBeginning
    for number in range where lines[number].isEvent {
      guard isFirst || types.contains(lines[number].type) else { continue }
      isFirst = false
      body(self[number])
    }
  }
}
