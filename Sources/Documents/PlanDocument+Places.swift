package import CutoverModel
package import JSONText

extension PlanDocument {
  /// Where a value stands in the document; nil if the plan doesn't have it, or it is only supposed. Linear in the
  /// document.
  package func location(of place: PlanPlace) -> TextLocation? {
    let location = statedLocation(of: place)
    return location.map { $0.line > 0 } == true ? location : nil
  }

  private func statedLocation(of place: PlanPlace) -> TextLocation? {
    switch place {
    case .windowCloses: root["window"]?["closes"]?.location
    case .decideBy: root["rollback"]?["decideBy"]?.location
    case .finishBy(let task): element("tasks", task)?["finishBy"]?.location
    case .deadline(let gate): element("gates", gate)?["deadline"]?.location
    case .limit(let objective): element("objectives", objective)?["limit"]?.location
    case .after(let step, let predecessor):
      (element("tasks", step) ?? element("gates", step)).flatMap { node in
        let waits = node["after"]
        let wait = waits?.elements?.first { wait in
          guard let predecessor, let text = (wait["task"] ?? wait).scalar?.text else { return false }
          return text.utf8.elementsEqual(predecessor.utf8)
        }
        return (wait ?? waits ?? node).location
      }
    }
  }

  private func element(_ section: String, _ id: String) -> DocumentNode? {
    root[section]?.elements?.first { element in
      element["id"]?.scalar?.text.utf8.elementsEqual(id.utf8) ?? false
    }
  }
}
