/// Text for terminals that show no UTF-8 and are sent none.
enum ASCIIText {
  /// The text, escaped before, in ASCII: dashes and the like by their look, other characters as question marks.
  static func shown(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var out = ""
    for character in text {
      switch character {
      case "—", "–": out += "-"
      case "…": out += "..."
      case "·": out += "|"
      default: out += character.isASCII ? String(character) : "?"
      }
    }
    return out
  }
}
