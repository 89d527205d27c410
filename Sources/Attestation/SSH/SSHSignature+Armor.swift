internal import SealedLog

/// The armor: the wire form in base64 between two lines.
extension SSHSignature {
  private static let begin = "-----BEGIN SSH SIGNATURE-----"
  private static let end = "-----END SSH SIGNATURE-----"
  /// Where `ssh-keygen` breaks lines.
  private static let width = 70

  /// The armor as `ssh-keygen` writes it, with its last LF.
  package var armor: String {
    let text = Array(Base64.encode(blob).utf8)
    let lines = stride(from: 0, to: text.count, by: Self.width).map { start in
      String(decoding: text[start..<min(start + Self.width, text.count)], as: UTF8.self)
    }
    return ([Self.begin] + lines + [Self.end]).joined(separator: "\n") + "\n"
  }

  /// Reads an armor. Lines of base64 may have any length, for programs differ in that; the last LF may be missing.
  ///
  /// - Throws: `SSHSignatureError` for any other form, and as `init(blob:)`.
  package init(armor: String) throws(SSHSignatureError) {
    // Base64 is a third longer than what it encodes, and every character may stand on a line of its own.
    guard armor.utf8.count <= Self.maximumLength * 3 else {
      throw SSHSignatureError(.form, "the armor has \(armor.utf8.count) bytes, more than any signature needs")
    }
    var lines = Array(armor.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count >= 3, lines.removeFirst().elementsEqual(Self.begin.utf8),
      lines.removeLast().elementsEqual(Self.end.utf8)
    else {
      throw SSHSignatureError(.form, "the signature does not stand between `\(Self.begin)` and `\(Self.end)`")
    }
    guard !lines.contains(where: \.isEmpty),
      let blob = Base64.decode(String(decoding: lines.joined(), as: UTF8.self))
    else { throw SSHSignatureError(.form, "the armor holds no canonical base64") }
    try self.init(blob: blob)
  }
}
