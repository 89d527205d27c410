internal import CloudEvents
internal import JSONText

/// Why an input is no event that this stream may hold.
package struct IntakeError: Error, Hashable, Sendable {
  /// The byte of the input where it goes wrong.
  package var offset: Int
  /// What is wrong; lower-case, without the place.
  package var message: String

  package init(offset: Int, message: String) {
    self.offset = offset
    self.message = message
  }
}

/// An input that passed the intake: what will be stored, but for `salt` and `acceptedtime`.
package struct PreparedLine: Sendable {
  /// The line without LF and without whitespace outside strings.
  var bytes: [UInt8]
  /// SHA-256 of `source` and `id`.
  var identity: Digest
  /// The leaf hash of the whole line as it was given, if it brought an `acceptedtime`: then it must be a stored one.
  var stored: Digest?
}

/// Turns inputs into lines: the grammar, the required attributes, the type's name; nothing else is judged.
package struct Intake {
  private let origin: String
  private let isSalted: Bool
  private let isKnownType: @Sendable (String) -> Bool
  private var types = KnownTypes()
  private var identifier = EventIdentity()
  private var scanner = EnvelopeScanner()
  private var grammar = JSONScanner()
  private var members: ContiguousArray<JSONMemberSpan> = []

  /// The bytes that the recorder adds to a line.
  static let acceptedLength = 48
  static let saltLength = 42

  /// - Parameter isKnownType: whether a type that begins with `dev.cutlog.` is one of the vocabulary.
  package init(origin: String, isSalted: Bool, isKnownType: @escaping @Sendable (String) -> Bool) {
    self.origin = origin
    self.isSalted = isSalted
    self.isKnownType = isKnownType
  }

  /// Checks one input and makes it a line, as `prepare(_:into:)` does.
  package mutating func prepare(_ input: UnsafeBufferPointer<UInt8>) throws(IntakeError) -> PreparedLine {
    var batch = PreparedBatch()
    try prepare(input, into: &batch)
    return PreparedLine(bytes: batch.text, identity: batch.identities[0], stored: batch.stored[0])
  }

  /// Checks one input, makes it a line and adds it to a batch; if it is refused, nothing is added.
  ///
  /// JSON whitespace outside strings is dropped, everything else stays. Refuses the recorder's own types, types of
  /// `dev.cutlog.` that the vocabulary doesn't have, the origin as source, `acceptedtime` and `salt` (unless the whole
  /// line is as a recorder stored it) and lines that would be too long. Allocates nothing for a usual event.
  package mutating func prepare(
    _ input: UnsafeBufferPointer<UInt8>, into batch: inout PreparedBatch
  ) throws(IntakeError) {
    let failure: IntakeError
    do throws(IntakeError) { return try prepareStrict(input, into: &batch) } catch { failure = error }
    // Whitespace is the usual reason: check the text with it, drop it, and look again.
    members.removeAll(keepingCapacity: true)
    do throws(JSONTextError) {
      try grammar.scan(input, whitespace: .allowed, members: &members)
    } catch {
      throw IntakeError(offset: error.offset, message: error.code.rawValue)
    }
    let compact = JSONWhitespace.removed(from: input)
    if compact.count == input.count { throw failure }
    var second: IntakeError?
    compact.withUnsafeBufferPointer { text in
      do throws(IntakeError) { try prepareStrict(text, into: &batch) } catch { second = error }
    }
    if let second {
      throw IntakeError(offset: Self.place(second.offset, in: input), message: second.message)
    }
  }

  private mutating func prepareStrict(
    _ text: UnsafeBufferPointer<UInt8>, into batch: inout PreparedBatch
  ) throws(IntakeError) {
    members.removeAll(keepingCapacity: true)
    let layout: EventLayout
    do throws(EnvelopeError) {
      layout = try scanner.scan(text, members: &members)
    } catch {
      throw IntakeError(offset: error.offset, message: error.description)
    }
    var kept = text.count
    var stored: Digest?
    if layout.acceptedTime != nil || layout.salt != nil {
      kept = try lengthWithoutAddition(text, layout)
      stored = MerkleTree.leafHash(text)
    }
    let limit = BGZF.maximumPayload - 1 - Self.acceptedLength - (isSalted ? Self.saltLength : 0)
    guard kept <= limit else {
      throw IntakeError(
        offset: limit, message: "the event has \(kept) bytes, expected at most \(limit); attach larger things as documents")
    }
    let (source, id, type) = (members[Int(layout.source)], members[Int(layout.id)], members[Int(layout.type)])
    if isOrigin(source, text) {
      throw IntakeError(
        offset: Int(source.valueStart), message: "attribute `source` is the stream's origin, which only the recorder uses")
    }
    if type.valueIsEscaped || !types.contains(text[type.valueRange]) { try check(type, text) }
    let identity = identifier.digest(source: source, id: id, in: text)
    if kept == text.count {
      batch.append(text, identity: identity, stored: nil)
    } else {
      var bytes = Array(text[..<kept])
      bytes[kept - 1] = UInt8(ascii: "}")
      bytes.withUnsafeBufferPointer { batch.append($0, identity: identity, stored: stored) }
    }
  }

  private func isOrigin(_ source: JSONMemberSpan, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if source.valueIsEscaped {
      return JSONString.unescape(UnsafeBufferPointer(rebasing: text[source.valueRange])).elementsEqual(origin.utf8)
    }
    return source.valueRange.count == origin.utf8.count && text[source.valueRange].elementsEqual(origin.utf8)
  }

  /// Refuses the types that an input may not have, and keeps the others in mind: a stream has few.
  private mutating func check(
    _ span: JSONMemberSpan, _ text: UnsafeBufferPointer<UInt8>
  ) throws(IntakeError) {
    let raw = UnsafeBufferPointer(rebasing: text[span.valueRange])
    let type = String(decoding: span.valueIsEscaped ? JSONString.unescape(raw) : Array(raw), as: UTF8.self)
    if RecorderType(type: type) != nil {
      throw IntakeError(offset: Int(span.valueStart), message: "type `\(type)` is reserved for the recorder")
    }
    if type.utf8.starts(with: RecorderType.prefix.utf8), !isKnownType(type) {
      throw IntakeError(
        offset: Int(span.valueStart),
        message: "type `\(type)` is not in cutlog's vocabulary; other prefixes are free")
    }
    if !span.valueIsEscaped { types.insert(text[span.valueRange]) }
  }

  /// The length of a stored line's event, its closing brace counted, without what the recorder added.
  private func lengthWithoutAddition(
    _ text: UnsafeBufferPointer<UInt8>, _ layout: EventLayout
  ) throws(IntakeError) -> Int {
    let added = Self.acceptedLength + (isSalted ? Self.saltLength : 0)
    let first = layout.salt ?? layout.acceptedTime ?? 0
    let refusal = IntakeError(
      offset: Int(members[Int(first)].nameStart),
      message: "attribute `\(layout.acceptedTime == nil ? "salt" : "acceptedtime")` is set by the recorder only")
    guard let accepted = layout.acceptedTime, Int(accepted) == members.count - 1,
      isSalted == (layout.salt != nil), layout.salt.map({ $0 == accepted - 1 }) ?? true,
      text.count > added + 2, text[text.count - added - 1] == UInt8(ascii: ",")
    else { throw refusal }
    return text.count - added
  }

  /// The offset in `input` of a byte of the text without whitespace.
  private static func place(_ offset: Int, in input: UnsafeBufferPointer<UInt8>) -> Int {
    var isInString = false
    var kept = 0
    var index = 0
    while index < input.count {
      let byte = input[index]
      let isSpace = !isInString && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
      if !isSpace {
        if kept == offset { return index }
        kept += 1
        if byte == UInt8(ascii: "\"") { isInString.toggle() }
        if isInString, byte == UInt8(ascii: "\\") {
          index += 1
          if kept == offset { return min(index, input.count) }
          kept += 1
        }
      }
      index += 1
    }
    return index
  }
}
