import Reports
import Testing

/// Nothing from an event may steer a terminal or hide from the reader.
@Suite struct TerminalTextTests {
  @Test func `plain text stays as it is`() {
    #expect(
      TerminalText.escaped("deployment/payments: 3 → 4, Zürich, 東京, 👩") == "deployment/payments: 3 → 4, Zürich, 東京, 👩")
  }

  @Test(arguments: [
    ("\u{1B}[2J\u{1B}[1;1Hall green", "\\u{1b}[2J\\u{1b}[1;1Hall green"),
    ("\u{1B}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
    ("a\r\nb\tc", "a\\r\\nb\\tc"),
    ("\u{9B}31m", "\\u{9b}31m"),
    ("\u{7F}\u{0}", "\\u{7f}\\u{0}"),
    ("safe\u{202E}gnp.exe", "safe\\u{202e}gnp.exe"),
    ("a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"),
    ("pay\u{200B}ments", "pay\\u{200b}ments"),
    ("\u{FEFF}x\u{AD}y\u{2060}", "\\u{feff}x\\u{ad}y\\u{2060}"),
    ("line\u{2028}two\u{2029}", "line\\u{2028}two\\u{2029}"),
    ("tag\u{E0041}", "tag\\u{e0041}"),
    ("\u{3164}", "\\u{3164}"),
  ])
  func `what steers or hides is shown as an escape`(hostile: String, shown: String) {
    #expect(TerminalText.escaped(hostile) == shown)
  }

  @Test func `combining marks stay, but no tower of them`() {
    #expect(TerminalText.escaped("e\u{301}") == "e\u{301}")
    let tower = TerminalText.escaped("z" + String(repeating: "\u{301}", count: 50))
    #expect(tower.unicodeScalars.filter { $0 == "\u{301}" }.count == 8)
    #expect(tower.contains("\\u{301}"))
  }

  @Test func `no scalar below the space and no format character comes through`() {
    for value in UInt32(0)..<0x3000 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = TerminalText.escaped(String(Character(scalar)))
      let isSafe = shown.unicodeScalars.allSatisfy { scalar in
        scalar.value >= 0x20 && scalar.properties.generalCategory != .control
          && scalar.properties.generalCategory != .format
      }
      #expect(isSafe, "U+\(String(value, radix: 16))")
    }
  }
}
