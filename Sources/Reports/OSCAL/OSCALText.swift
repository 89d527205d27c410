internal import CloudEvents
internal import Crypto
internal import JSONText

/// Texts in the forms that the data types of OSCAL 1.2.1 allow.
enum OSCALText {
  /// The namespace of properties that are cutlog's own.
  static let namespace = "https://cutlog.dev/ns/oscal"

  /// An id as OSCAL's catalogues write theirs: lower case, `AU-9(3)` as `au-9.3`.
  ///
  /// ASCII letters, digits, `.`, `-` and `_` stay; what opens a bracket becomes a point, what closes one goes; anything else
  /// is `_`. It begins with a letter or `_`. Two ids may come to one token.
  static func token(_ id: String) -> String {
    var out = ""
    for byte in id.utf8 {
      switch byte {
      case 0x41...0x5A: out.unicodeScalars.append(Unicode.Scalar(byte + 0x20))
      case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "("), UInt8(ascii: "["): if !out.isEmpty { out += "." }
      case UInt8(ascii: ")"), UInt8(ascii: "]"): break
      default: out += "_"
      }
    }
    guard let first = out.utf8.first, (0x61...0x7A).contains(first) || first == UInt8(ascii: "_") else { return "_" + out }
    return out
  }

  /// A value of a property: one line without space at its ends. A text that is none stands as a string of JSON, so that no
  /// two texts are shown as one.
  static func value(_ text: String) -> String {
    let text = SecretText.hidden(in: text)
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, first != "\"", !first.properties.isWhitespace,
      !last.properties.isWhitespace, !scalars.contains(where: \.steersOrHides)
    else {
      return String(decoding: JSONString.escapingHidden(JSONWriter.bytes(of: .string(text))), as: UTF8.self)
    }
    return text
  }

  /// A text as a line of Markdown, which OSCAL takes titles and descriptions for; never empty.
  static func line(_ text: String) -> String {
    let line = MarkdownText.escaped(SecretText.hidden(in: text), keepsFromMentions: false)
    return line.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? "–" : line
  }

  /// Sentences and paragraphs, already Markdown, one paragraph each; nil where there are none.
  static func paragraphs(_ lines: [String]) -> String? { lines.isEmpty ? nil : lines.joined(separator: "\n\n") }

  /// The time in UTC. OSCAL has no years before 1900: what is stated to be earlier stands as its first moment.
  static func time(_ time: Timestamp) -> String { max(time, earliest).description }

  private static let earliest = Timestamp(nanoseconds: -2_208_988_800_000_000_000, fractionDigits: 0)

  /// The name that RFC 6920 gives to what has a SHA-256 digest, from the digest in hexadecimal; nil if it is none.
  static func name(ofDigest hex: String) -> String? {
    let digits = Array(hex.utf8)
    guard digits.count == 64, digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return nil
    }
    let bytes = stride(from: 0, to: 64, by: 2).map { digit(digits[$0]) << 4 | digit(digits[$0 + 1]) }
    let text = Base64Text.encoded(bytes).map { character -> Character in
      switch character {
      case "+": "-"
      case "/": "_"
      default: character
      }
    }
    return "ni:///sha-256;" + String(text.filter { $0 != "=" })
  }

  private static func digit(_ byte: UInt8) -> UInt8 { byte < 0x3A ? byte - 0x30 : byte - 0x57 }

  /// SHA-256 in hexadecimal.
  static func digest(_ bytes: [UInt8]) -> String {
    var function = SHA256()
    bytes.withUnsafeBytes { function.update(bufferPointer: $0) }
    return Array(function.finalize()).map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
