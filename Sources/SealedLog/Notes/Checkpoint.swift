/// What a seal states: the origin, how many lines, and their root (C2SP tlog-checkpoint v1.0.0, no extension lines).
package struct Checkpoint: Hashable, Sendable {
  package var origin: String
  package var size: Int
  package var root: Digest

  package init(origin: String, size: Int, root: Digest) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The three lines that are signed.
  package var text: String { "\(origin)\n\(size)\n\(root.base64)\n" }

  /// Reads the text of a checkpoint; nil if it has other lines or its size isn't canonical decimal.
  package init?(text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 4, lines[3].isEmpty, !lines[0].isEmpty, let size = Int(lines[1]), size >= 0,
      String(size) == lines[1], let bytes = Base64.decode(lines[2]), let root = Digest(bytes)
    else { return nil }
    self.init(origin: String(lines[0]), size: size, root: root)
  }
}
