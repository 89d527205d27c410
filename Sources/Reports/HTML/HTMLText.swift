/// Text from events as it may stand in HTML, between tags or in a quoted attribute.
///
/// What comes out is shown as the text that went in: no tag, entity or attribute can begin in it. Whatever hides, or turns
/// the direction of writing, is shown as an escape.
package enum HTMLText {
  /// The text with every character escaped that HTML could take for markup.
  package static func escaped(_ text: some StringProtocol) -> String {
    var out = ""
    for character in TerminalText.escaped(text).unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }

  /// What `escaped` was given, as far as it escaped what HTML could take for markup.
  static func unescaped(_ text: some StringProtocol) -> String {
    var out = String(text)
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      out = out.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
    }
    return out
  }

  /// The text for a place between tags, kept apart from what stands beside it where it may be written from right to left.
  package static func isolated(_ text: some StringProtocol) -> String {
    let shown = escaped(text)
    return shown.utf8.allSatisfy { $0 < 0x80 } ? shown : "<bdi>\(shown)</bdi>"
  }

  /// JSON as it may stand in a script element: no tag, comment or entity can begin or end in it; the values are the same.
  package static func script(_ json: some Sequence<UInt8>) -> String {
    var out = ""
    for scalar in String(decoding: Array(json), as: UTF8.self).unicodeScalars {
      switch scalar {
      case "<": out += "\\u003c"
      case ">": out += "\\u003e"
      case "&": out += "\\u0026"
      case "\u{2028}": out += "\\u2028"
      case "\u{2029}": out += "\\u2029"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// What of the text can be part of an `id`: ASCII letters and digits in lower case, joined by hyphens.
  package static func identifier(_ text: some StringProtocol) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.unicodeScalars.append(Unicode.Scalar(byte | 0x20))
      default: if !out.isEmpty, out.last != "-" { out += "-" }
      }
    }
    return out.last == "-" ? String(out.dropLast()) : out
  }
}
