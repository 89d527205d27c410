import CloudEvents
import JSONText
import SealedLog

/// A document as a stream carries it.
struct CarriedDocument {
  var name: String
  var mediaType: String
  /// As its lines state it, in hexadecimal.
  var sha256: String
  var size: Int64
  /// The index of its first part.
  var index: Int
  /// Nil where it was not asked for.
  var bytes: [UInt8]?

  /// Whether the bytes are the ones that the digest names.
  var isWhole: Bool {
    guard let bytes else { return false }
    return bytes.count == Int(size) && Digest(hashing: bytes).hex == sha256
  }
}

/// Puts attached documents together again.
///
/// Keeps the bytes of those that are asked for; of plans, those that a plan's line adopts in the same batch.
struct DocumentFold: EventFold {
  enum Wanted {
    /// Those that `plan.adopted` and `plan.revised` name.
    case plans
    /// Those with this name or digest.
    case named(String)
  }

  private let wanted: Wanted
  private var documents: [CarriedDocument] = []
  /// Documents of the present batch, by their place among all.
  private var candidates: [Int] = []

  init(_ wanted: Wanted) { self.wanted = wanted }

  mutating func apply(_ event: EventView) {
    if event.isType("dev.cutlog.document.attached") {
      if let data = event.data { take(data, index: event.index) }
    } else if event.isType("dev.cutlog.plan.adopted") || event.isType("dev.cutlog.plan.revised") {
      let document = event.data?["document"]?.string
      candidates.removeAll { documents[$0].sha256 == document }
    } else if event.isType("dev.cutlog.seal") {
      if case .plans = wanted { for place in candidates { documents[place].bytes = nil } }
      candidates = []
    }
  }

  private mutating func take(_ data: JSONValue, index: Int) {
    guard let part = data["part"]?.integer, let sha256 = data["sha256"]?.string,
      let name = data["name"]?.string, let content = Self.content(data)
    else { return }
    if part == 1 {
      candidates.append(documents.count)
      documents.append(
        CarriedDocument(
          name: name, mediaType: data["mediaType"]?.string ?? "", sha256: sha256,
          size: data["size"]?.integer ?? 0, index: index, bytes: isWanted(name, sha256) ? content : nil))
    } else if let last = documents.indices.last, documents[last].sha256 == sha256 {
      documents[last].bytes?.append(contentsOf: content)
    }
  }

  private func isWanted(_ name: String, _ sha256: String) -> Bool {
    switch wanted {
    case .plans: true
    case .named(let word): word == name || word == sha256
    }
  }

  private static func content(_ data: JSONValue) -> [UInt8]? {
    guard let text = data["content"]?.string else { return nil }
    return data["encoding"]?.string == "base64" ? Base64.decode(text) : Array(text.utf8)
  }

  consuming func finish() -> [CarriedDocument] { documents }
}
