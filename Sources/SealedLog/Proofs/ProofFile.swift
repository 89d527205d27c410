/// A proof that can be handed on: an inclusion with the signed checkpoint it leads to (C2SP tlog-proof).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra BASE64            only if there is extra data, which nothing vouches for
/// index 5
/// BASE64                  one line for each hash of the path, the leaf's sibling first
///
/// the checkpoint's note, word for word
/// ```
package struct ProofFile: Hashable, Sendable {
  package static let firstLine = "c2sp.org/tlog-proof@v1"

  /// Data of the application that is not covered by any signature; nil if the line is left out.
  package var extra: [UInt8]?
  package var proof: InclusionProof
  /// The checkpoint with all its signatures.
  package var note: SignedNote
  /// What the note states.
  package let checkpoint: Checkpoint

  /// Nil if the note is no checkpoint.
  package init?(proof: InclusionProof, note: SignedNote, extra: [UInt8]? = nil) {
    guard let checkpoint = Checkpoint(text: note.text) else { return nil }
    self.proof = proof
    self.note = note
    self.extra = extra
    self.checkpoint = checkpoint
  }

  /// Reads a proof as it was written; nil unless writing it again gives the same bytes.
  package init?(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    // The proof's own lines end at the first empty line; the note has another.
    guard let end = Self.firstEmptyLine(bytes) else { return nil }
    var lines = String(decoding: bytes[..<end], as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)[...]
    guard lines.popFirst() == Self.firstLine[...], var line = lines.popFirst() else { return nil }
    var extra: [UInt8]?
    if line.hasPrefix("extra ") {
      guard let data = Base64.decode(line.dropFirst(6)), let next = lines.popFirst() else { return nil }
      extra = data
      line = next
    }
    guard line.hasPrefix("index "), let index = Int(line.dropFirst(6)), index >= 0, lines.count <= 64 else { return nil }
    var path: [Digest] = []
    for line in lines {
      guard let digest = Base64.decode(line).flatMap({ Digest($0) }) else { return nil }
      path.append(digest)
    }
    guard let note = SignedNote(String(decoding: bytes[(end + 2)...], as: UTF8.self)) else { return nil }
    self.init(proof: InclusionProof(index: index, path: path), note: note, extra: extra)
    guard text.utf8.elementsEqual(bytes), description.utf8.elementsEqual(bytes) else { return nil }
  }

  /// Where the LF stands that ends the last line before the first empty one.
  private static func firstEmptyLine(_ bytes: [UInt8]) -> Int? {
    bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
  }
}

extension ProofFile: CustomStringConvertible {
  /// The whole file.
  package var description: String {
    var lines = [Self.firstLine]
    if let extra { lines.append("extra " + Base64.encode(extra)) }
    lines.append("index \(proof.index)")
    lines.append(contentsOf: proof.path.map(\.base64))
    return lines.joined(separator: "\n") + "\n\n" + note.description
  }
}
