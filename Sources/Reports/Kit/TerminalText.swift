internal import JSONText

/// Text from events as it may be shown on a terminal.
///
/// Events are hostile: a name may hold escape sequences, overrides of the writing direction, or characters that take
/// no room. Whatever steers a terminal or hides is shown as an escape (`\n`, `\u{1b}`); everything else stays.
package enum TerminalText {
  /// The most combining marks that may follow one character.
  private static let maximumMarks = 8

  /// The text without anything that steers a terminal or can't be seen.
  package static func escaped(_ text: some StringProtocol) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(text) }
    var out = String.UnicodeScalarView()
    var marks = 0
    for scalar in text.unicodeScalars {
      marks = isMark(scalar) ? marks + 1 : 0
      if scalar.steersOrHides || marks > maximumMarks {
        out.append(contentsOf: escape(scalar).unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }
}
