package import CutoverModel
package import JSONText

/// Where the values of a plan stand in its document.
///
/// Made once in time linear in the document; a place is then found in time linear in the members of one element.
package struct PlanPlaces: Sendable {
  private let root: DocumentNode
  private let steps: [String: DocumentNode]
  private let objectives: [String: DocumentNode]

  init(_ root: DocumentNode) {
    self.root = root
    steps = Self.elements(root["tasks"], root["gates"])
    objectives = Self.elements(root["objectives"])
  }

  /// Where a value stands; nil if the plan doesn't have it, or it is only supposed.
  package func location(of place: PlanPlace) -> TextLocation? {
    let location = statedLocation(of: place)
    return location.map { $0.line > 0 } == true ? location : nil
  }

  private func statedLocation(of place: PlanPlace) -> TextLocation? {
    switch place {
    case .windowCloses: root["window"]?["closes"]?.location
    case .decideBy: root["rollback"]?["decideBy"]?.location
    case .step(let step): steps[step]?["id"]?.location
    case .start(let task): steps[task]?["start"]?.location
    case .finishBy(let task): steps[task]?["finishBy"]?.location
    case .deadline(let gate): steps[gate]?["deadline"]?.location
    case .requires(let gate, let check): entry(check, of: steps[gate]?["requires"])
    case .impact(let number):
      root["impact"]?.elements.flatMap { $0.indices.contains(number) ? $0[number].location : nil }
    case .limit(let objective): objectives[objective]?["limit"]?.location
    case .after(let step, let predecessor):
      steps[step].flatMap { node in
        predecessor.flatMap { entry($0, of: node["after"]) } ?? (node["after"] ?? node).location
      }
    }
  }

  /// Where a text or a mapping whose `task` it is stands in a sequence.
  private func entry(_ text: String, of sequence: DocumentNode?) -> TextLocation? {
    sequence?.elements?.first { entry in
      (entry["task"] ?? entry).scalar?.text.utf8.elementsEqual(text.utf8) ?? false
    }?.location
  }

  /// The elements by id, the first of several; identifiers are ASCII, so that equal texts have equal bytes.
  private static func elements(_ sections: DocumentNode?...) -> [String: DocumentNode] {
    var elements: [String: DocumentNode] = [:]
    for element in sections.flatMap({ $0?.elements ?? [] }) {
      guard let id = element["id"]?.scalar?.text, elements[id] == nil else { continue }
      elements[id] = element
    }
    return elements
  }
}

extension PlanDocument {
  /// Where its values stand.
  package var places: PlanPlaces { PlanPlaces(root) }
}
