internal import JSONText

/// One task, gate or check of a plan in its canonical form.
package struct CanonicalPart: Sendable {
  package var id: String
  package var bytes: [UInt8]
  /// By the bytes of their names.
  package var members: [(name: String, bytes: [UInt8])]
}

/// The canonical form of a plan's tasks, over which their digest is taken.
package enum TasksDigest {
  /// The value of `tasks` as JSON without whitespace: members sorted by the bytes of their names, every scalar as
  /// a string of the text that was written.
  ///
  /// A plan in YAML and the same plan in JSON have the same bytes; a plan without `tasks` has `[]`.
  package static func canonicalBytes(ofPlan root: DocumentNode) -> [UInt8] {
    var out: [UInt8] = []
    append(root["tasks"] ?? DocumentNode(.sequence([]), at: root.location), to: &out)
    return out
  }

  /// The elements of one list of a plan that have an id (`tasks`, `gates`, `checks`), each in the same form by itself.
  ///
  /// Two plans have an element alike if its bytes are equal; where they are not, its members say in what.
  package static func parts(_ section: String, ofPlan root: DocumentNode) -> [CanonicalPart] {
    (root[section]?.elements ?? []).compactMap { element in
      guard let id = element["id"]?.scalar?.text else { return nil }
      let sorted = (element.members ?? []).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      let members = sorted.map { ($0.name, bytes(of: $0.value)) }
      return CanonicalPart(id: id, bytes: bytes(of: element), members: members)
    }
  }

  private static func bytes(of node: DocumentNode) -> [UInt8] {
    var out: [UInt8] = []
    append(node, to: &out)
    return out
  }

  private static func append(_ node: DocumentNode, to out: inout [UInt8]) {
    switch node.content {
    case .scalar(let scalar): JSONString.append(scalar.text.utf8, to: &out)
    case .sequence(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        append(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .mapping(let members):
      out.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        JSONString.append(member.name.utf8, to: &out)
        out.append(UInt8(ascii: ":"))
        append(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }
}
