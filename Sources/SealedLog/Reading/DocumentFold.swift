package import CloudEvents
internal import JSONText

/// The documents that a stream carries, put together from their parts.
///
/// A document whose parts are incomplete or don't have the digest they state is left out. Memory is that of the
/// documents.
package struct DocumentFold: EventFold {
  /// A document as it came out of a stream.
  package struct Document: Sendable {
    package var name: String
    package var mediaType: String
    /// SHA-256 in hexadecimal, checked against the bytes.
    package var sha256: String
    package var bytes: [UInt8]
    /// The line of its first part.
    package var index: Int
  }

  private var documents: [Document] = []
  private var open: Document?
  private var origin: String?

  package init() {}

  package mutating func apply(_ event: EventView) {
    if event.index == 0 { origin = event.source }
    guard event.isType("dev.cutlog.document.attached"), event.source == origin, let data = event.data,
      let part = AttachedPart(data: data)
    else { return }
    if part.part == 1 {
      open = Document(
        name: part.name, mediaType: part.mediaType, sha256: part.sha256, bytes: [], index: event.index)
    }
    guard open?.sha256 == part.sha256 else { return }
    open?.bytes.append(contentsOf: part.content)
    guard part.part == part.parts, let document = open else { return }
    if Digest(hashing: document.bytes).hex == document.sha256 { documents.append(document) }
    open = nil
  }

  package consuming func finish() -> [Document] { documents }
}
