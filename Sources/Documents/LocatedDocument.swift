internal import JSONText

/// Reads the text of any document that people write into located nodes.
package enum LocatedDocument {
  /// The greatest size of a document, in bytes.
  package static let maximumSize = 4 << 20
  /// The most bytes by which values may be told apart: commas, colons, hyphens, opening brackets and line ends.
  ///
  /// A small document can hold millions of values, and each takes a hundred times its byte once it is read.
  package static let maximumMarks = 500_000
  /// The greatest nesting depth; the outermost value has depth 1.
  package static let maximumDepth = 64

  /// Reads JSON where the name ends in `.json` or the first byte that is no whitespace is `{`, else YAML.
  ///
  /// - Throws: `DocumentError` with every problem of the text: syntax, size, depth, duplicate keys, and in YAML
  ///   anchors, aliases, merge keys, tags and further documents.
  package static func read(
    bytes: [UInt8], name: String
  ) throws(DocumentError) -> DocumentNode {
    let problems = ProblemCollector(file: name)
    guard let root = read(bytes: bytes, problems: problems), !problems.hasErrors else {
      throw DocumentError(problems.sorted)
    }
    return root
  }

  /// Reads into nodes and reports to the collector; nil or wrong only where it has errors then.
  static func read(bytes: [UInt8], problems: ProblemCollector) -> DocumentNode? {
    let top = TextTop(bytes)
    guard bytes.count <= maximumSize else {
      problems.error(
        .tooLarge, "the document has \(bytes.count) bytes, expected at most \(maximumSize)",
        at: .init(line: 1, column: 1))
      return nil
    }
    let marks = bytes.count { ",:-[{\n".utf8.contains($0) }
    guard marks <= maximumMarks else {
      problems.error(
        .tooLarge,
        "the document may have \(marks) values by its commas, colons, hyphens, brackets and line ends, expected at most \(maximumMarks)",
        at: .init(line: 1, column: 1))
      return nil
    }
    guard let first = top.firstByte else {
      problems.error(
        .empty, "the document is empty, expected a mapping", at: .init(line: 1, column: 1))
      return nil
    }
    if first == UInt8(ascii: "{") || problems.file.lowercased().hasSuffix(".json") {
      return JSONDocument.read(bytes, problems: problems)
    }
    let text = top.hasByteOrderMark ? Array(bytes.dropFirst(3)) : bytes
    guard TextCheck.passes(text, problems: problems) else { return nil }
    return YAMLDocument.read(text, problems: problems)
  }
}

/// What the first bytes of a document say about it.
private struct TextTop {
  var hasByteOrderMark: Bool
  /// The first byte after a byte order mark and whitespace; nil if there is none.
  var firstByte: UInt8?

  init(_ bytes: [UInt8]) {
    hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let content = bytes.dropFirst(hasByteOrderMark ? 3 : 0)
    firstByte = content.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
  }
}
