internal import CutoverModel
internal import JSONText

/// The members of one mapping, read by key as what the schema wants.
///
/// Every reading reports what is wrong and gives nil then, as it does for a key that is absent.
struct Fields {
  /// What the mapping is, in messages: "the plan", "task `sync`".
  let subject: String
  let location: TextLocation
  let problems: ProblemCollector
  private let values: [String: DocumentNode]

  /// Nil, with a problem, if the node is no mapping; keys that aren't among `keys` are refused.
  init?(_ node: DocumentNode, _ subject: String, keys: [String], _ problems: ProblemCollector) {
    guard let members = node.members else {
      problems.error(
        .wrongKind, "\(subject) is \(node.found), expected a mapping", at: node.location)
      return nil
    }
    self.subject = subject
    self.problems = problems
    location = node.location
    var values: [String: DocumentNode] = [:]
    values.reserveCapacity(members.count)
    for member in members {
      if keys.contains(member.name) {
        values[member.name] = member.value
      } else {
        problems.error(
          .unknownKey,
          "unknown key \(DocumentNode.quoted(member.name)) in \(subject), expected \(ProblemCollector.list(keys))",
          at: member.location, hint: problems.suggestion(for: member.name, among: keys))
      }
    }
    self.values = values
  }

  subscript(_ key: String) -> DocumentNode? { values[key] }

  /// The value of a key that must be there.
  func required(_ key: String) -> DocumentNode? {
    if let node = values[key] { return node }
    problems.error(.missingKey, "`\(key)` is missing in \(subject)", at: location)
    return nil
  }

  /// How messages name the value of a key.
  func label(_ key: String) -> String { "`\(key)` of \(subject)" }

  // MARK: - Typed values

  func text(_ key: String) -> String? {
    self[key].flatMap { problems.text($0, label(key)) }
  }

  func name(_ key: String) -> String? {
    self[key].flatMap { problems.name($0, label(key)) }
  }

  func anyScalar(_ key: String) -> String? {
    self[key].flatMap { problems.anyScalar($0, label(key)) }
  }

  func integer(_ key: String, in range: ClosedRange<Int64>) -> Int64? {
    self[key].flatMap { problems.integer($0, label(key), in: range) }
  }

  func flag(_ key: String) -> Bool {
    self[key].flatMap { problems.flag($0, label(key)) } ?? false
  }

  func choice(_ key: String, of words: [String]) -> String? {
    self[key].flatMap { problems.choice($0, label(key), of: words) }
  }

  func span(_ key: String, _ bound: SpanBound = .notNegative) -> TimeSpan? {
    self[key].flatMap { problems.span($0, label(key), bound) }
  }

  func planTime(_ key: String) -> PlanTime? {
    self[key].flatMap { problems.planTime($0, label(key)) }
  }

  func elements(_ key: String) -> [DocumentNode] {
    self[key].flatMap { problems.elements($0, label(key)) } ?? []
  }

  /// A sequence of texts that aren't empty.
  func names(_ key: String) -> [String] {
    elements(key).compactMap { problems.name($0, "an entry in \(label(key))") }
  }
}
