package import CloudEvents
internal import JSONText

/// Puts attached documents together again.
///
/// Keeps the bytes of those that are asked for, and of the others what their lines say of them.
package struct DocumentFold: EventFold {
  package enum Wanted: Sendable {
    case all
    /// Those that `plan.adopted` and `plan.revised` name in the same batch.
    case plans
    /// Those with this name or digest.
    case named(String)
  }

  package static let types: [String]? =
    [RecorderType.documentAttached, .planAdopted, .planRevised, .seal].map(\.type)

  private let wanted: Wanted
  private var documents: [CarriedDocument] = []
  /// Documents of the present batch, by their place among all.
  private var candidates: [Int] = []

  package init(_ wanted: Wanted) { self.wanted = wanted }

  package mutating func apply(_ event: EventView) {
    if event.isType("dev.cutlog.document.attached") {
      if let part = event.data.flatMap({ AttachedPart(data: $0) }) { take(part, index: event.index) }
    } else if event.isType("dev.cutlog.plan.adopted") || event.isType("dev.cutlog.plan.revised") {
      let document = event.data?["document"]?.string
      candidates.removeAll { documents[$0].sha256 == document }
    } else if event.isType("dev.cutlog.seal") {
      if case .plans = wanted { for place in candidates { documents[place].bytes = nil } }
      candidates = []
    }
  }

  private mutating func take(_ part: AttachedPart, index: Int) {
    if part.part == 1 {
      candidates.append(documents.count)
      documents.append(
        CarriedDocument(
          name: part.name, mediaType: part.mediaType, sha256: part.sha256, size: part.size, index: index,
          bytes: isWanted(part) ? part.content : nil))
    } else if let last = documents.indices.last, documents[last].sha256 == part.sha256 {
      documents[last].bytes?.append(contentsOf: part.content)
    }
  }

  private func isWanted(_ part: AttachedPart) -> Bool {
    switch wanted {
    case .all, .plans: true
    case .named(let word): word == part.name || word == part.sha256
    }
  }

  package consuming func finish() -> [CarriedDocument] { documents }
}
