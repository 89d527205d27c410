import SealedLog
import Testing

/// Vectors of C2SP, of Go's note package, and of other implementations.
@Suite struct NoteTests {
  @Test func `the example of C2SP's signed-note verifies`() throws {
    let key = try #require(VerifierKey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"))
    let note = try #require(
      SignedNote(
        "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
      ))
    #expect(note.isSigned(by: key))
    var altered = note
    altered.text = "This is an example message!\n"
    #expect(!altered.isSigned(by: key))
  }

  @Test func `Go's secret key gives the signature of its package documentation`() throws {
    let key = try #require(
      SigningKey("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    let note = SignedNote(signing: text, with: [key])
    #expect(
      note.signatures[0].line
        == "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")
    #expect(key.secretText == "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
  }

  @Test func `a checkpoint over three leaves has the published root and signature`() throws {
    let key = try #require(SigningKey(name: "cutover.example/log1", seed: Array(0..<32)))
    #expect(key.verifier.text == "cutover.example/log1+dd0c03cc+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")
    var frontier = MerkleFrontier()
    for leaf in ["a", "b", "c"] { frontier.append(leaf: MerkleTree.leafHash(Array(leaf.utf8))) }
    let checkpoint = Checkpoint(origin: "cutover.example/log1", size: 3, root: frontier.root)
    #expect(checkpoint.root.base64 == "NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=")
    let note = SignedNote(signing: checkpoint.text, with: [key])
    #expect(
      note.signatures[0].line
        == "— cutover.example/log1 3QwDzDgILU17O2Yf6EHcS/gKgkkqyU/IsqYCc6A7aCdwFeJSdy/zJtF+hFrOab2irnO+7nYjnNam9zohBtDxO4qgogc=\n")
    #expect(Checkpoint(text: note.text) == checkpoint)
  }

  @Test func `every part of a good vkey is needed`() throws {
    let good = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    #expect(VerifierKey(good)?.text == good)
    let bytes = Array(good.utf8)
    for length in 0..<bytes.count {
      #expect(VerifierKey(String(decoding: bytes[..<length], as: UTF8.self)) == nil)
    }
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      #expect(VerifierKey(String(decoding: changed, as: UTF8.self)) == nil, "byte \(place)")
    }
  }

  @Test func `a note is read only if writing it again gives the same bytes`() throws {
    let key = try #require(SigningKey(name: "k", seed: Array(0..<32)))
    let good = SignedNote(signing: "o\n1\nx\n\ny\n", with: [key, key]).description
    #expect(SignedNote(good)?.text == "o\n1\nx\n\ny\n")
    #expect(SignedNote(good)?.description == good)
    for bad in [
      "", "\n", "text\n", "text\n\n", good.replacingOccurrences("— ", "- "), String(good.dropLast()),
      good + "\n", good.replacingOccurrences("\n— k", "\n—  k"), "te\u{1}xt" + good,
      good.replacingOccurrences("=", ""),
    ] {
      #expect(SignedNote(bad) == nil, "\(bad.debugDescription)")
    }
  }

  @Test func `a checkpoint has three lines and a canonical size`() {
    let root = MerkleTree.emptyRoot.base64
    #expect(Checkpoint(text: "o\n0\n\(root)\n")?.size == 0)
    for bad in [
      "o\n00\n\(root)\n", "o\n+1\n\(root)\n", "o\n-1\n\(root)\n", "\n1\n\(root)\n", "o\n1\n\(root)",
      "o\n1\n\(root)\nextension\n", "o\n1\n\(root.dropLast())\n", "o\n1\nAAAA\n",
    ] {
      #expect(Checkpoint(text: bad) == nil, "\(bad.debugDescription)")
    }
  }

  @Test func `base64 is read in its canonical form only`() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
    for bad in ["A", "AA", "AAA", "AA=A", "====", "AB==", "AAB=", "AA-_", "AAAA\n", " AAAA"] {
      #expect(Base64.decode(bad) == nil, "\(bad)")
    }
  }
}

extension String {
  fileprivate func replacingOccurrences(_ part: String, _ other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
