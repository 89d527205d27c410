internal import JSONText

/// Documents written as JSON, read by the one strict grammar of `JSONScanner`.
enum JSONDocument {
  static func read(_ bytes: [UInt8], problems: ProblemCollector) -> DocumentNode? {
    let lines = LineIndex(bytes, breaks: .json)
    return bytes.withUnsafeBufferPointer { text in
      var scanner = JSONScanner()
      var members: ContiguousArray<JSONMemberSpan> = []
      do throws(JSONTextError) {
        try scanner.scan(text, root: .any, whitespace: .allowed, members: &members)
      } catch {
        report(error, text, lines, problems)
        return nil
      }
      var cursor = JSONCursor(text)
      return node(&cursor, lines)
    }
  }

  private static func node(_ cursor: inout JSONCursor, _ lines: LineIndex) -> DocumentNode {
    let first = cursor.peek()
    let location = lines.location(ofOffset: cursor.offset)
    switch first {
    case UInt8(ascii: "{"):
      var members: [DocumentMember] = []
      _ = cursor.skip(UInt8(ascii: "{"))
      while let next = cursor.peek(), next != UInt8(ascii: "}") {
        let keyLocation = lines.location(ofOffset: cursor.offset)
        let name = cursor.readString()
        _ = cursor.skip(UInt8(ascii: ":"))
        members.append(DocumentMember(name, at: keyLocation, node(&cursor, lines)))
        if !cursor.skip(UInt8(ascii: ",")) { break }
      }
      _ = cursor.skip(UInt8(ascii: "}"))
      return DocumentNode(.mapping(members), at: location)
    case UInt8(ascii: "["):
      var elements: [DocumentNode] = []
      _ = cursor.skip(UInt8(ascii: "["))
      while let next = cursor.peek(), next != UInt8(ascii: "]") {
        elements.append(node(&cursor, lines))
        if !cursor.skip(UInt8(ascii: ",")) { break }
      }
      _ = cursor.skip(UInt8(ascii: "]"))
      return DocumentNode(.sequence(elements), at: location)
    case UInt8(ascii: "\""):
      return DocumentNode(.scalar(DocumentScalar(cursor.readString(), .quoted)), at: location)
    default:
      let text = cursor.readScalar()
      let isLiteral = text == "true" || text == "false" || text == "null"
      return DocumentNode(
        .scalar(DocumentScalar(text, isLiteral ? .literal : .number)), at: location)
    }
  }

  private static func report(
    _ error: JSONTextError, _ text: UnsafeBufferPointer<UInt8>, _ lines: LineIndex,
    _ problems: ProblemCollector
  ) {
    switch error.code {
    case .duplicateName:
      // The scanner points at the name; a key's place is that of its quote.
      let start = error.offset - 1
      var cursor = JSONCursor(UnsafeBufferPointer(rebasing: text[start...]))
      problems.error(
        .duplicateKey,
        "key \(DocumentNode.quoted(cursor.readString())) appears twice in one object",
        at: lines.location(ofOffset: start))
    case .tooDeep:
      problems.error(
        .tooDeep,
        "the document is nested too deeply, expected at most \(JSONScanner.maximumDepth) levels",
        at: lines.location(ofOffset: error.offset))
    default:
      problems.error(
        .jsonSyntax, "not JSON: \(error.code.rawValue)", at: lines.location(ofOffset: error.offset),
        hint: error.code == .byteOrderMark
          ? "save the file as UTF-8 without a byte order mark"
          : problems.file.lowercased().hasSuffix(".json")
            ? nil : "a document that begins with { is read as JSON")
    }
  }
}
