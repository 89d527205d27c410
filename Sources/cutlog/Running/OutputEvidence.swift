import SealedLog

/// What is kept of a command's output: its digest, its length and its last bytes.
struct OutputEvidence {
  /// The most bytes of the end that are kept.
  static let tailLength = 4_096

  private var running = RunningDigest()
  private var end: [UInt8] = []
  /// Bytes so far, of standard output and standard error together.
  private(set) var count = 0

  /// Takes in a piece, in the order in which it was read.
  mutating func take(_ bytes: some Collection<UInt8>) {
    running.update(bytes)
    count += bytes.count
    end.append(contentsOf: bytes.suffix(Self.tailLength))
    if end.count > 16 * Self.tailLength { end.removeFirst(end.count - Self.tailLength) }
  }

  var digest: Digest { running.digest }

  /// The last bytes as text, from the first whole character on.
  var tail: String {
    var bytes = end.suffix(Self.tailLength)
    if count > bytes.count {
      // At most three: the rest of a character that is cut.
      for _ in 0..<3 where bytes.first.map({ $0 & 0xC0 == 0x80 }) ?? false { bytes.removeFirst() }
    }
    return Self.text(bytes)
  }

  /// The bytes as text that may stand in an event: what is no UTF-8 and what I-JSON refuses is replaced.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let isNoncharacter = scalar.value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(scalar.value)
      text.append(isNoncharacter ? "\u{FFFD}" : scalar)
    }
    return String(text)
  }
}
