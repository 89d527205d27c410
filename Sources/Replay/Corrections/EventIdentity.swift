import CloudEvents
import CutoverModel

/// What identifies an event: its source and its id, by their bytes.
struct EventIdentity: Hashable, Sendable {
  let source: String
  let id: String

  init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  init(_ reference: EventReference) { self.init(source: reference.source, id: reference.id) }

  static func == (left: EventIdentity, right: EventIdentity) -> Bool {
    left.source.utf8.elementsEqual(right.source.utf8) && left.id.utf8.elementsEqual(right.id.utf8)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ExactText(source))
    hasher.combine(ExactText(id))
  }
}
