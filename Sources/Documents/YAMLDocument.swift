internal import JSONText
internal import Yams

/// Documents written as YAML: one document of mappings, sequences and scalars, and nothing more of the language.
///
/// Scalars stay text. Anchors, aliases, merge keys, tags and further documents are refused at their place, and so
/// are duplicate keys. Yams composes the tree; three of its habits are worked around, all without moving a column:
/// it resolves aliases while it composes, it stops at a duplicate key with the place of the first one, and it
/// counts columns in code points.
struct YAMLDocument {
  private let source: [UInt8]
  private let problems: ProblemCollector
  private var lines: LineIndex
  private var standIns: StandIns
  private var refusedOffsets: Set<Int> = []

  /// Reads text that `TextCheck` has passed; without errors reported the node is the whole document.
  static func read(_ bytes: [UInt8], problems: ProblemCollector) -> DocumentNode? {
    var reader = YAMLDocument(bytes, problems)
    guard let root = reader.compose() else { return nil }
    return reader.node(root, depth: 1)
  }

  private init(_ bytes: [UInt8], _ problems: ProblemCollector) {
    source = bytes
    self.problems = problems
    lines = LineIndex(bytes, breaks: .yaml)
    standIns = StandIns(for: bytes)
  }

  // MARK: - Composing

  /// How often the text is composed again to find the places of duplicate keys: less often where that is long.
  private var duplicateLimit: Int { max(1, min(20, (8 << 20) / source.count)) }

  private mutating func compose() -> Node? {
    // Without asterisks there are no aliases, and nothing can be multiplied.
    guard var text = standIns.hidingAsterisks(in: source) else {
      problems.error(
        .yamlSyntax, "the document uses every private-use character from U+E000 to U+E0FF",
        at: .init(line: 1, column: 1))
      return nil
    }
    var attemptsLeft = duplicateLimit
    while true {
      do {
        let parser = try Parser(
          yaml: String(decoding: text, as: UTF8.self), resolver: .basic, encoding: .utf8)
        if let root = try parser.singleRoot() { return root }
        problems.error(
          .empty, "the document is empty, expected a mapping", at: .init(line: 1, column: 1))
        return nil
      } catch let YamlError.duplicatedKeysInMapping(names, context) {
        attemptsLeft -= 1
        if attemptsLeft >= 0, let renamed = standIns.renamingKey(at: context.mark, in: text) {
          text = renamed
          continue
        }
        let name = DocumentNode.quoted(standIns.restored(names.first ?? ""))
        problems.error(
          .duplicateKey, "key \(name) appears more than once in one mapping",
          at: place(context.mark),
          hint: attemptsLeft < 0 ? "it is not the only one" : nil)
        return nil
      } catch {
        report(error)
        return nil
      }
    }
  }

  private mutating func report(_ error: any Error) {
    switch error {
    case YamlError.composer(_, _, let mark, _):
      problems.error(
        .severalDocuments, "a second document starts here, expected only one", at: place(mark))
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _):
      let offset = lines.offset(line: mark.line, codePoint: mark.column)
      if offset < source.count, source[offset] == 0x09 {
        problems.error(
          .yamlTab, "a tab stands where YAML allows only spaces",
          at: lines.location(ofOffset: offset))
        return
      }
      if problem.hasPrefix("Maximum nesting level") {
        problems.error(.tooDeep, Self.tooDeep, at: lines.location(ofOffset: offset))
        return
      }
      var around = ""
      if let context {
        around = " \(context.text)"
        if context.mark.line < mark.line { around += " that begins on line \(context.mark.line)" }
      }
      problems.error(
        .yamlSyntax, "not YAML: \(standIns.restored(problem))\(around)",
        at: lines.location(ofOffset: offset))
    default:
      problems.error(.yamlSyntax, "not YAML: it can't be read", at: .init(line: 1, column: 1))
    }
  }

  private static let tooDeep =
    "the document is nested too deeply, expected at most \(LocatedDocument.maximumDepth) levels"

  private mutating func place(_ mark: Mark) -> TextLocation {
    lines.location(ofOffset: lines.offset(line: mark.line, codePoint: mark.column))
  }

  // MARK: - Nodes

  private mutating func node(_ node: Node, depth: Int) -> DocumentNode {
    let offset = node.mark.map { lines.offset(line: $0.line, codePoint: $0.column) } ?? 0
    let location = lines.location(ofOffset: offset)
    refuseProperty(at: offset, location)
    guard depth <= LocatedDocument.maximumDepth else {
      problems.error(.tooDeep, Self.tooDeep, at: location)
      return DocumentNode(.sequence([]), at: location)
    }
    switch node {
    case .scalar(let scalar):
      let style: DocumentScalar.Style = scalar.style == .plain ? .plain : .quoted
      return DocumentNode(
        .scalar(DocumentScalar(standIns.restored(scalar.string), style)), at: location)
    case .sequence(let elements):
      var nodes: [DocumentNode] = []
      nodes.reserveCapacity(elements.count)
      for element in elements { nodes.append(self.node(element, depth: depth + 1)) }
      return DocumentNode(.sequence(nodes), at: location)
    case .mapping(let pairs):
      return DocumentNode(.mapping(members(pairs, depth: depth)), at: location)
    case .alias:
      return DocumentNode(.sequence([]), at: location)
    }
  }

  private mutating func members(_ pairs: Node.Mapping, depth: Int) -> [DocumentMember] {
    var members: [DocumentMember] = []
    members.reserveCapacity(pairs.count)
    var seen: [[UInt8]: Int] = [:]
    for (key, value) in pairs {
      let keyNode = node(key, depth: depth + 1)
      let valueNode = node(value, depth: depth + 1)
      guard let scalar = keyNode.scalar else {
        problems.error(.yamlKey, "a key is \(keyNode.found), expected a text", at: keyNode.location)
        continue
      }
      if scalar.style == .plain, scalar.text == "<<" {
        problems.error(
          .yamlMergeKey, "a merge key stands here, expected every key to be written out",
          at: keyNode.location)
        continue
      }
      let name = Array(scalar.text.utf8)
      if let line = seen[name] {
        problems.error(
          .duplicateKey,
          "key \(DocumentNode.quoted(scalar.text)) appears twice in one mapping, before on line \(line)",
          at: keyNode.location)
        continue
      }
      seen[name] = keyNode.location.line
      members.append(DocumentMember(scalar.text, at: keyNode.location, valueNode))
    }
    return members
  }

  /// Refuses what is written before a node: a plain scalar can't begin with these bytes, and other nodes don't.
  private mutating func refuseProperty(at offset: Int, _ location: TextLocation) {
    guard offset < source.count else { return }
    let (rule, what): (DocumentRule, String)
    switch source[offset] {
    case UInt8(ascii: "&"): (rule, what) = (.yamlAnchor, "an anchor")
    case UInt8(ascii: "*"): (rule, what) = (.yamlAlias, "an alias")
    case UInt8(ascii: "!"): (rule, what) = (.yamlTag, "a tag")
    default: return
    }
    // A block mapping stands where its first key does.
    guard refusedOffsets.insert(offset).inserted else { return }
    problems.error(
      rule, "\(what) stands here, expected the value itself", at: location,
      hint: rule == .yamlTag
        ? nil : "write the value out wherever it is needed, or put the text in quotes")
  }
}
