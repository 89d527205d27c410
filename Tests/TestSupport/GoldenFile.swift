import Foundation

/// Files under Tests/Golden that hold what output must be, byte for byte.
///
/// `UPDATE_GOLDEN=1` in the environment writes them anew instead.
package enum GoldenFile {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden")

  /// Where a text first differs from its file; nil where it doesn't.
  package static func difference(_ text: String, _ name: String) throws -> String? {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return nil
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    guard text != expected else { return nil }
    let (got, wanted) = (
      text.split(separator: "\n", omittingEmptySubsequences: false),
      expected.split(separator: "\n", omittingEmptySubsequences: false)
    )
    let line =
      zip(got, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(got.count, wanted.count)
    return """
      Golden/\(name) differs from line \(line + 1) on
      expected: \(line < wanted.count ? String(wanted[line]) : "the end")
      got:      \(line < got.count ? String(got[line]) : "the end")
      """
  }
}
