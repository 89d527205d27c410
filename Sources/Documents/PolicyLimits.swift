internal import JSONText

/// How much a policy may hold, so that reading any takes seconds at most: rules are compared with one another, parts of
/// descriptions too, and examples are run.
package enum PolicyLimits {
  package static let rules = 1_000
  package static let controls = 1_000
  /// Controls that one rule names.
  package static let namedControls = 100
  /// Types, conditions and values of one description of events, together.
  package static let descriptionParts = 500
  /// Fields in which events belong together.
  package static let correlationFields = 20
  /// Examples of one rule that conform, and such that violate.
  package static let examples = 100
  package static let exampleEvents = 1_000
}

extension PolicyReader {
  /// The elements of a list that may have so many; nothing, with a problem, where it has more.
  func elements(_ key: String, of fields: Fields, atMost most: Int) -> [DocumentNode] {
    let elements = fields.elements(key)
    guard elements.count > most, let node = fields[key] else { return elements }
    refuseSize(elements.count, fields.label(key), atMost: most, at: node.location)
    return []
  }

  func refuseSize(_ count: Int, _ label: String, atMost most: Int, at location: TextLocation) {
    problems.error(.tooLarge, "\(label) has \(count) entries, expected at most \(most)", at: location)
  }
}
