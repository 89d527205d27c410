/// Rules that are judged together, with the controls that they bear on.
package struct Policy: Hashable, Sendable {
  package var id: String
  package var version: Int64
  package var title: String?
  package var why: String?
  package var controls: [Control]
  package var rules: [Rule]

  package init(
    id: String, version: Int64, title: String? = nil, why: String? = nil, controls: [Control] = [], rules: [Rule] = []
  ) {
    self.id = id
    self.version = version
    self.title = title
    self.why = why
    self.controls = controls
    self.rules = rules
  }
}

/// A clause of a standard or a regulation that rules bear on.
package struct Control: Hashable, Sendable {
  package var id: String
  package var title: String?
  /// What the clause says, as far as it concerns a cutover.
  package var text: String?
  /// Where the text was read.
  package var source: String?
  /// Whether the text was only read in somebody else's words.
  package var isSecondHand: Bool

  package init(id: String, title: String? = nil, text: String? = nil, source: String? = nil, isSecondHand: Bool = false) {
    self.id = id
    self.title = title
    self.text = text
    self.source = source
    self.isSecondHand = isSecondHand
  }
}
