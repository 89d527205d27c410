/// Text from events as it may stand in Markdown (CommonMark and GitHub's extensions).
///
/// What comes out is shown as the text that went in: no markup, HTML, link or table cell can begin in it.
package enum MarkdownText {
  /// The text with every character escaped that Markdown could take for markup; line breaks become escapes (`\n`).
  ///
  /// - Parameters:
  ///   - beginsBlock: whether it stands where a heading, a list or a quotation could begin.
  ///   - keepsFromMentions: whether it may be shown by GitHub and its like, which tell whom an `@` names: then a blank
  ///     without width stands behind `@`, and between `#` and a digit.
  package static func escaped(
    _ text: some StringProtocol, beginsBlock: Bool = true, keepsFromMentions: Bool = true
  ) -> String {
    var out = ""
    var isStart = beginsBlock
    var rest = Substring(text)
    while let character = rest.first {
      rest.removeFirst()
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$": out += "\\\(character)"
      // Behind `http` or `www` these would make a link of their own.
      case ":" where rest.hasPrefix("//"): out += "\\:"
      case "." where out.suffix(3).lowercased() == "www": out += "\\."
      // A name behind it is told, an address becomes a link. An escape or a reference of the character doesn't prevent
      // that, since both are undone before; a blank without width does.
      case "@" where keepsFromMentions: out += "@&#8203;"
      case "#" where keepsFromMentions && rest.first?.isNumber == true: out += (isStart ? "\\#" : "#") + "&#8203;"
      case "#", "+", "-", "=": out += isStart ? "\\\(character)" : String(character)
      case ".", ")":
        out += beginsBlock && startsOrderedList(out) ? "\\\(character)" : String(character)
      default: out += TerminalText.escaped(String(character))
      }
      if character != " " { isStart = false }
    }
    return out
  }

  /// The name that GitHub and its like give to a heading, of what can stand in an address without an escape.
  package static func identifier(_ heading: some StringProtocol) -> String {
    var out = ""
    for scalar in heading.unicodeScalars where scalar.isASCII {
      switch scalar {
      case "a"..."z", "0"..."9", "-", "_": out.unicodeScalars.append(scalar)
      case "A"..."Z": out += String(scalar).lowercased()
      case " ": out += "-"
      default: break
      }
    }
    return out
  }

  /// The text as a code span; in a table pipes are escaped too.
  package static func code(_ text: some StringProtocol, inTable: Bool = false) -> String {
    let shown = TerminalText.escaped(text)
    if shown.allSatisfy({ $0 == " " }) { return "" }
    // Between cells a backslash before a pipe can't be written in a code span.
    if inTable, shown.contains("|"), shown.contains("\\") { return escaped(shown) }
    var longest = 0
    var run = 0
    for character in shown {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let needsRoom = longest > 0 || (shown.hasPrefix(" ") && shown.hasSuffix(" "))
    let room = needsRoom ? " " : ""
    var content = shown
    if inTable {
      content = shown.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
    return fence + room + content + room + fence
  }

  private static func startsOrderedList(_ before: String) -> Bool {
    !before.isEmpty && before.utf8.count <= 9 && before.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
