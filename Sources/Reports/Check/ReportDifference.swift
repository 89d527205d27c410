internal import JSONText

/// Something in which a report differs from what follows.
package struct ReportDifference: Hashable, Sendable {
  package enum Kind: String, Sendable {
    /// What the report says, of the run or of itself.
    case content
    /// Which streams it follows from, or how far they go.
    case stream
    /// Which policies it follows from.
    case policy
    /// Whom its maker trusts: the reader of a report need not trust the same.
    case trust
    /// Which version of the program made it.
    case program
    /// Line ends, blanks and layout, which say nothing.
    case text
  }

  package var kind: Kind
  /// The line of the report, from 1; nil where it is of none.
  package var line: Int?
  /// Where it stands: a heading, a path in JSON, a column.
  package var place: String
  /// What the report says; nil where it says nothing.
  package var stated: String?
  /// What follows; nil where nothing does.
  package var computed: String?

  package init(_ kind: Kind, line: Int? = nil, place: String, stated: String?, computed: String?) {
    self.kind = kind
    self.line = line
    self.place = place
    self.stated = stated
    self.computed = computed
  }

  /// Whether a report that differs so doesn't follow.
  package var counts: Bool {
    switch kind {
    case .content, .stream, .policy: true
    case .trust, .program, .text: false
    }
  }

  var json: JSONValue {
    [
      "kind": .string(kind.rawValue), "line": .integer(line), "path": .string(place),
      "stated": .text(stated.map(SecretText.hidden)), "computed": .text(computed.map(SecretText.hidden)),
    ]
  }
}
