/// A signed note: text, one empty line, signature lines (C2SP signed-note v1.0.0).
package struct SignedNote: Hashable, Sendable {
  /// One signature line: `— NAME BASE64(id ‖ signature)`.
  package struct Signature: Hashable, Sendable {
    package var name: String
    /// Four bytes.
    package var identifier: [UInt8]
    package var bytes: [UInt8]

    /// The line with its LF.
    package var line: String { "— \(name) \(Base64.encode(identifier + bytes))\n" }

    package init(name: String, identifier: [UInt8], bytes: [UInt8]) {
      self.name = name
      self.identifier = identifier
      self.bytes = bytes
    }
  }

  /// The signed text; ends in LF.
  package var text: String
  package var signatures: [Signature]

  package init(text: String, signatures: [Signature]) {
    self.text = text
    self.signatures = signatures
  }

  /// Signs `text`, which must end in LF, with each key in order.
  package init(signing text: String, with keys: [SigningKey]) {
    self.text = text
    signatures = keys.map { key in
      Signature(
        name: key.name, identifier: key.verifier.identifier,
        bytes: key.signature(over: Array(text.utf8)))
    }
  }

  /// Reads a note as it was written; nil unless writing it again gives the same bytes.
  ///
  /// Splits at the last empty line; refuses control characters other than LF, more than 100 signatures, and signature
  /// lines that aren't canonical.
  package init?(_ note: String) {
    let bytes = Array(note.utf8)
    guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }), bytes.last == 0x0A else { return nil }
    var split: Int?
    for index in stride(from: bytes.count - 2, to: 0, by: -1)
    where bytes[index] == 0x0A && bytes[index - 1] == 0x0A {
      split = index
      break
    }
    guard let split else { return nil }
    text = String(decoding: bytes[..<split], as: UTF8.self)
    signatures = []
    let lines = bytes[(split + 1)...].split(separator: 0x0A, omittingEmptySubsequences: false)
    for line in lines.dropLast() {
      let words = String(decoding: line, as: UTF8.self).split(
        separator: " ", omittingEmptySubsequences: false)
      guard words.count == 3, words[0] == "—", !words[1].isEmpty, !words[1].contains("+"),
        let payload = Base64.decode(words[2]), payload.count >= 5, signatures.count < 100
      else { return nil }
      signatures.append(
        Signature(
          name: String(words[1]), identifier: Array(payload[..<4]), bytes: Array(payload[4...])))
    }
    guard !signatures.isEmpty, description.utf8.elementsEqual(bytes) else { return nil }
  }

  /// The signature made in the name and with the id of `key`, whether it verifies or not.
  package func signature(of key: VerifierKey) -> Signature? {
    let identifier = key.identifier
    return signatures.first {
      $0.identifier == identifier && $0.name.utf8.elementsEqual(key.name.utf8)
    }
  }

  /// Whether the note carries a valid signature of `key`.
  package func isSigned(by key: VerifierKey) -> Bool {
    guard let signature = signature(of: key) else { return false }
    return key.verifies(signature.bytes, over: Array(text.utf8))
  }
}

extension SignedNote: CustomStringConvertible {
  /// The whole note.
  package var description: String { text + "\n" + signatures.map(\.line).joined() }
}
