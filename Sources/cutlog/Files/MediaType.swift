/// Media types as they are told from a file's name or bytes.
enum MediaType {
  private static let byEnding = [
    "csv": "text/csv", "gz": "application/gzip", "html": "text/html", "jpeg": "image/jpeg", "jpg": "image/jpeg",
    "json": "application/json", "jsonl": "application/jsonl", "log": "text/plain", "md": "text/markdown",
    "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain", "xml": "application/xml",
    "yaml": "application/yaml", "yml": "application/yaml", "zip": "application/zip",
  ]

  /// The usual type of a file's ending; else plain text, or octets where the bytes are no text.
  static func ofFile(_ name: String, _ bytes: [UInt8]) -> String {
    let parts = name.split(separator: ".")
    if parts.count > 1, let last = parts.last, let type = byEnding[last.lowercased()] { return type }
    return String(validating: bytes, as: UTF8.self) == nil ? "application/octet-stream" : "text/plain"
  }

  /// Whether the text is `TYPE/SUBTYPE`, with parameters or without (RFC 9110 §8.3.1, printable ASCII).
  static func isValid(_ text: String) -> Bool {
    let essence = text.split(separator: ";", maxSplits: 1).first ?? ""
    let words = essence.split(separator: "/", omittingEmptySubsequences: false)
    return text.utf8.count <= 255 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && words.count == 2
      && words.allSatisfy { word in
        !word.isEmpty
          && word.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
          }
      }
  }
}
