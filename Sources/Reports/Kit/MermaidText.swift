internal import CloudEvents

/// Text from events as it may stand in a Gantt diagram of Mermaid.
///
/// Nothing can end a name, begin a comment, a directive or an entity, or be taken for a keyword in what comes out: it has
/// only letters, digits, blanks and `-._/+`, and whoever uses it puts a number before it.
enum MermaidText {
  /// How many characters a name has at most.
  private static let length = 60

  /// The text with everything else replaced by blanks, drawn together and cut; `unnamed` where nothing is left.
  static func name(_ text: some StringProtocol) -> String {
    var out = ""
    for character in text {
      if out.count >= length { break }
      let isPlain = character.unicodeScalars.count == 1 && character.unicodeScalars.allSatisfy(isPlain)
      if isPlain { out.append(character) } else if !out.isEmpty, out.last != " " { out.append(" ") }
    }
    while out.last == " " { out.removeLast() }
    return out.isEmpty ? "unnamed" : out
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "/", "+": return true
      default: return false
      }
    }
    return scalar.properties.isAlphabetic && !scalar.properties.isDefaultIgnorableCodePoint
  }

  /// The time to the second, as the diagram reads it: `2026-10-03T21:00:00`.
  static func time(_ time: Timestamp) -> String {
    String(Timestamp(nanoseconds: time.nanoseconds, fractionDigits: 0).description.prefix(19))
  }
}
