internal import CutoverModel
internal import JSONText

/// Reads scalars as what a schema wants them to be, and reports those that are something else.
///
/// `label` names the value in messages, such as "`duration` of task `sync`".
extension ProblemCollector {
  /// A scalar that can be a text: not a number or literal of JSON, and not nothing.
  func text(_ node: DocumentNode, _ label: String) -> String? {
    guard let scalar = scalar(node, label, "a text") else { return nil }
    switch scalar.style {
    case .plain, .quoted: return scalar.text
    case .number, .literal:
      error(
        .wrongKind, "\(label) is \(node.found), expected a text", at: node.location,
        hint: "put it in quotes")
      return nil
    }
  }

  /// Any scalar, as the text that was written: a value of the system, whose type is its own business.
  func anyScalar(_ node: DocumentNode, _ label: String) -> String? {
    scalar(node, label, "a text, a number or a truth value")?.text
  }

  func identifier(_ node: DocumentNode, _ label: String) -> String? {
    guard let text = text(node, label) else { return nil }
    guard IDGrammar.accepts(text) else {
      error(
        .invalidID,
        "\(label) is \(node.found), expected letters, digits and . _ ~ - with a letter or digit first",
        at: node.location)
      return nil
    }
    return text
  }

  /// A text that isn't empty.
  func name(_ node: DocumentNode, _ label: String) -> String? {
    guard let text = text(node, label) else { return nil }
    guard !text.isEmpty else {
      error(.invalidValue, "\(label) is empty, expected a name", at: node.location)
      return nil
    }
    return text
  }

  /// A decimal integer without sign or leading zeros, but for the minus.
  func integer(_ node: DocumentNode, _ label: String, in range: ClosedRange<Int64>) -> Int64? {
    let expected =
      range.upperBound == .max
      ? "an integer from \(range.lowerBound)"
      : "an integer from \(range.lowerBound) to \(range.upperBound)"
    guard let scalar = scalar(node, label, expected) else { return nil }
    let digits = scalar.text.hasPrefix("-") ? scalar.text.dropFirst() : scalar.text[...]
    let isInteger =
      !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
      && (digits.utf8.count == 1 || !digits.hasPrefix("0"))
    guard scalar.style == .plain || scalar.style == .number, isInteger,
      let value = Int64(scalar.text),
      range.contains(value), value.magnitude < 1 << 53
    else {
      let quotes = scalar.style == .quoted ? " in quotes" : ""
      error(
        .invalidValue, "\(label) is \(node.found)\(quotes), expected \(expected)", at: node.location
      )
      return nil
    }
    return value
  }

  func flag(_ node: DocumentNode, _ label: String) -> Bool? {
    guard let scalar = scalar(node, label, "true or false") else { return nil }
    if scalar.style == .plain || scalar.style == .literal {
      if scalar.text == "true" { return true }
      if scalar.text == "false" { return false }
    }
    let quotes = scalar.style == .quoted ? " in quotes" : ""
    error(
      .invalidValue, "\(label) is \(node.found)\(quotes), expected true or false", at: node.location
    )
    return nil
  }

  func choice(_ node: DocumentNode, _ label: String, of words: [String]) -> String? {
    guard let text = text(node, label) else { return nil }
    if words.contains(text) { return text }
    let list = Self.list(words)
    let isShort = words.count <= 15
    let near = suggestion(for: text, among: words)
    error(
      .invalidValue,
      "\(label) is \(node.found), expected \(isShort ? list : "a word of the vocabulary")",
      at: node.location, hint: near ?? (isShort ? nil : "expected \(list)"))
    return nil
  }

  /// A duration that isn't negative, or above zero, or of any sign.
  func span(_ node: DocumentNode, _ label: String, _ bound: SpanBound = .notNegative) -> TimeSpan? {
    guard let text = text(node, label) else { return nil }
    guard let span = TimeSpan(text) else {
      error(
        .invalidDuration,
        "\(label) is \(node.found), expected a duration such as PT45M, 45m or 1h30m",
        at: node.location)
      return nil
    }
    switch bound {
    case .any: return span
    case .notNegative where span >= .zero: return span
    case .positive where span > .zero: return span
    case .notNegative:
      error(
        .invalidDuration, "\(label) is \(node.found), expected a duration that isn't negative",
        at: node.location)
    case .positive:
      error(
        .invalidDuration, "\(label) is \(node.found), expected a duration above zero",
        at: node.location)
    }
    return nil
  }

  func planTime(_ node: DocumentNode, _ label: String) -> PlanTime? {
    guard let text = text(node, label) else { return nil }
    if let time = PlanTime(text) { return time }
    error(
      .invalidTime, "\(label) is \(node.found), expected a time such as T, T-24h or T+15m",
      at: node.location)
    return nil
  }

  /// The elements of a sequence.
  func elements(_ node: DocumentNode, _ label: String) -> [DocumentNode]? {
    if let elements = node.elements { return elements }
    error(
      .wrongKind, "\(label) is \(node.found), expected a sequence", at: node.location,
      hint: node.scalar.flatMap { $0.isNothing ? nil : "write [\($0.text)]" })
    return nil
  }

  private func scalar(_ node: DocumentNode, _ label: String, _ expected: String) -> DocumentScalar?
  {
    if let scalar = node.scalar, !scalar.isNothing { return scalar }
    let isNothing = node.scalar != nil
    error(
      .wrongKind, "\(label) is \(node.found), expected \(expected)", at: node.location,
      hint: isNothing ? "leave the key out, or put the text in quotes" : nil)
    return nil
  }

  /// Words in backquotes, joined as `one of …`.
  static func list(_ words: some Sequence<String>) -> String {
    let quoted = words.map { "`\($0)`" }
    return quoted.count == 1 ? quoted[0] : "one of " + quoted.joined(separator: ", ")
  }
}

/// Which durations a value may have.
enum SpanBound { case any, notNegative, positive }
