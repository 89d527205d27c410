/// How identities sign: with secret keys that are at hand, or by signatures that were made elsewhere.
package struct IdentitySigner: Sendable {
  package var keys: [SigningKey]
  package var signatures: [SignedNote.Signature]

  package init(keys: [SigningKey] = [], signatures: [SignedNote.Signature] = []) {
    self.keys = keys
    self.signatures = signatures
  }

  /// Reads signature lines as they are kept in a file of their own, or in a whole note; nil if there are none.
  package static func signatures(in file: [UInt8]) -> [SignedNote.Signature]? {
    let end: [UInt8] = file.last == 0x0A ? [] : [0x0A]
    return SignedNote("-\n\n" + String(decoding: file + end, as: UTF8.self))?.signatures
  }

  /// The signature of a key over a text.
  ///
  /// - Throws: `StreamError` `.keyMismatch` if the key isn't at hand, `.signatureMismatch` if no signature of it is there or
  ///   the one that is there is over something else.
  package func signature(of key: VerifierKey, over text: String) throws(StreamError) -> SignedNote.Signature {
    if let signing = keys.first(where: { $0.verifier == key }) {
      return SignedNote(signing: text, with: [signing]).signatures[0]
    }
    let named = signatures.filter { $0.name.utf8.elementsEqual(key.name.utf8) && $0.identifier == key.identifier }
    if let made = named.first(where: { key.verifies($0.bytes, over: Array(text.utf8)) }) { return made }
    if let other = keys.first, signatures.isEmpty {
      throw StreamError(.keyMismatch, other.name, "is not the identity that has to sign, expected \(key.text)")
    }
    throw StreamError(
      .signatureMismatch, "signature",
      named.isEmpty
        ? "is none of \(key.text), which has to sign"
        : "of \(key.name) is not over what waits: it was made for another request, or altered",
      hint: "nothing was written; sign the request that waits with `cutlog sign`")
  }
}
