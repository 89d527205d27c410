package import CloudEvents
package import SealedLog

/// A witness's statement that at a time a checkpoint was the largest it had seen of its origin (C2SP
/// cosignature/v1).
package struct Cosignature: Hashable, Sendable {
  package let name: String
  /// The first four bytes of what the line carries.
  package let identifier: [UInt8]
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// 64 bytes.
  package let signature: [UInt8]

  /// Takes a signature line of a note; nil unless it has the 76 bytes of a cosignature.
  package init?(_ line: SignedNote.Signature) {
    guard line.identifier.count == 4, line.bytes.count == 72 else { return nil }
    let time = line.bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // Later than any time that a stream may hold: not to be reckoned with.
    guard time <= UInt64(Timestamp.latest.nanoseconds / 1_000_000_000) else { return nil }
    name = line.name
    identifier = line.identifier
    seconds = Int64(time)
    signature = Array(line.bytes[8...])
  }

  /// Reads one signature line, `— NAME BASE64`, without LF.
  package init?(line: String) {
    guard !line.utf8.contains(0x0A), let note = SignedNote("-\n\n\(line)\n"), note.signatures.count == 1
    else { return nil }
    self.init(note.signatures[0])
  }

  /// The signature line without LF.
  package var line: String {
    let time = (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
    let line = SignedNote.Signature(name: name, identifier: identifier, bytes: time + signature).line
    return String(line.dropLast())
  }

  /// When the witness says that it saw the checkpoint, to the second.
  package var time: Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000, fractionDigits: 0) }

  /// Whether the line is in the name and with the id of a witness; the key decides, not this.
  package func isOf(_ witness: WitnessKey) -> Bool {
    identifier == witness.identifier && name.utf8.elementsEqual(witness.name.utf8)
  }

  /// Whether a witness signed the whole text of a checkpoint, with its last LF, at this time.
  package func isValid(over checkpoint: String, by witness: WitnessKey) -> Bool {
    isOf(witness) && witness.verifies(signature, over: Self.message(checkpoint, seconds))
  }

  /// The bytes that a witness signs.
  package static func message(_ checkpoint: String, _ seconds: Int64) -> [UInt8] {
    Array("cosignature/v1\ntime \(seconds)\n\(checkpoint)".utf8)
  }
}
