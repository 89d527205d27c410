internal import SealedLog
internal import SwiftASN1

/// What a time-stamping authority is asked: a `TimeStampReq` (RFC 3161 section 2.4.1) in DER.
///
/// Version 1, the SHA-256 of a checkpoint's text, a nonce, and the wish for the signer's certificate.
package struct TimestampRequest: Hashable, Sendable {
  /// The text of the checkpoint that is to be stamped.
  package var checkpoint: String
  /// Random bytes, by which the asker knows the reply for a fresh one.
  package var nonce: [UInt8]

  package init(checkpoint: String, nonce: [UInt8]) {
    self.checkpoint = checkpoint
    self.nonce = nonce
  }

  /// The request in DER.
  package var bytes: [UInt8] {
    let imprint = Self.sequence(
      Self.sequence(Self.element(0x06, TimestampToken.DigestAlgorithm.sha256.identifierBytes) + [0x05, 0x00])
        + Self.element(0x04, Digest(hashing: Array(checkpoint.utf8)).bytes))
    return Self.sequence([0x02, 0x01, 0x01] + imprint + Self.element(0x02, number) + [0x01, 0x01, 0xFF])
  }

  /// The nonce as a positive integer without needless leading zeros.
  private var number: [UInt8] {
    let digits = Array(nonce.drop { $0 == 0 })
    guard let first = digits.first else { return [0] }
    return first & 0x80 == 0 ? digits : [0] + digits
  }

  private static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

  /// One element; all contents here are shorter than 128 bytes.
  private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
    [tag, UInt8(truncatingIfNeeded: content.count)] + content
  }
}
