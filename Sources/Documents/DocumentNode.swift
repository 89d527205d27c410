package import JSONText

/// One value of a document with the place where it stands.
///
/// Scalars keep the text that was written, after unquoting; what it means is decided by the schema of the
/// document and never guessed from its looks.
package struct DocumentNode: Hashable, Sendable {
  /// A scalar, a sequence or a mapping.
  package enum Content: Hashable, Sendable {
    case scalar(DocumentScalar)
    case sequence([DocumentNode])
    case mapping([DocumentMember])
  }

  package var content: Content
  package var location: TextLocation

  package init(_ content: Content, at location: TextLocation) {
    self.content = content
    self.location = location
  }
}

/// A scalar as it was written.
package struct DocumentScalar: Hashable, Sendable {
  /// How the scalar was written, which limits what it can mean.
  package enum Style: Hashable, Sendable {
    /// YAML without quotes: a text, a number or a truth value, as the schema says.
    case plain
    /// A JSON string, or YAML in quotes or as a block: a text.
    case quoted
    /// A JSON number.
    case number
    /// JSON's `true`, `false` or `null`.
    case literal
  }

  /// The text without quotes and escapes; a number or a literal as written.
  package var text: String
  package var style: Style

  package init(_ text: String, _ style: Style) {
    self.text = text
    self.style = style
  }

  /// Whether it says that there is no value: YAML's empty, `~` or `null` without quotes, JSON's `null`.
  package var isNothing: Bool {
    switch style {
    case .quoted, .number: false
    case .literal: text == "null"
    case .plain: ["", "~", "null", "Null", "NULL"].contains(text)
    }
  }
}

/// One key and value of a mapping; keys of one mapping differ.
package struct DocumentMember: Hashable, Sendable {
  package var name: String
  /// The place of the key.
  package var location: TextLocation
  package var value: DocumentNode

  package init(_ name: String, at location: TextLocation, _ value: DocumentNode) {
    self.name = name
    self.location = location
    self.value = value
  }
}

extension DocumentNode {
  /// The value of that key, or nil if there is none or this is no mapping. Linear in the number of keys.
  package subscript(_ name: String) -> DocumentNode? {
    members?.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The scalar, or nil if this is none.
  package var scalar: DocumentScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// The elements, or nil if this is no sequence.
  package var elements: [DocumentNode]? {
    if case .sequence(let elements) = content { elements } else { nil }
  }

  /// The keys and values, or nil if this is no mapping.
  package var members: [DocumentMember]? {
    if case .mapping(let members) = content { members } else { nil }
  }

  /// What stands there, in the words of a message: a shortened text in backquotes, or the kind of value.
  var found: String {
    switch content {
    case .sequence: "a sequence"
    case .mapping: "a mapping"
    case .scalar(let scalar): scalar.isNothing ? "nothing" : Self.quoted(scalar.text)
    }
  }

  /// A text of the document in backquotes, on one line and of moderate length.
  static func quoted(_ text: String) -> String {
    var shown = "`"
    var count = 0
    for scalar in text.unicodeScalars {
      count += 1
      if count > 60 {
        shown += "…"
        break
      }
      shown +=
        scalar.properties.generalCategory == .control
        ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return shown + "`"
  }
}
