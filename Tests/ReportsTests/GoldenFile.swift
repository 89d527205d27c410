import TestSupport
import Testing

extension GoldenFile {
  /// Records an issue where a text differs from its file.
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    if let difference = try difference(text, name) {
      Issue.record("\(difference)", sourceLocation: sourceLocation)
    }
  }
}
