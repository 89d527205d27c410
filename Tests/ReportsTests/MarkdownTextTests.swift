import Reports
import Testing

/// Nothing from an event may become markup, HTML or a link.
@Suite struct MarkdownTextTests {
  @Test(arguments: [
    ("a|b", "a\\|b"),
    ("`rm -rf`", "\\`rm -rf\\`"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("&lt;", "&amp;lt;"),
    ("[click](https://evil.example)", "\\[click\\](https\\://evil.example)"),
    ("![x](y)", "!\\[x\\](y)"),
    ("see https://evil.example", "see https\\://evil.example"),
    ("www.evil.example", "www\\.evil.example"),
    ("one\ntwo\r\nthree", #"one\ntwo\r\nthree"#),
    ("*bold* _it_ ~~gone~~ $x$", "\\*bold\\* \\_it\\_ \\~\\~gone\\~\\~ \\$x\\$"),
    ("back\\slash", "back\\\\slash"),
    ("# heading", "\\# heading"),
    ("- item", "\\- item"),
    ("1. item", "1\\. item"),
    ("+ item", "\\+ item"),
    ("=====", "\\====="),
    ("2018-10-22 at 3.5", "2018-10-22 at 3.5"),
    ("a@b.c and @octocat", "a@&#8203;b.c and @&#8203;octocat"),
    ("#12 and #34, # 5 and #x", "\\#&#8203;12 and #&#8203;34, # 5 and #x"),
    ("\u{202E}x\u{1B}", "\\u{202e}x\\u{1b}"),
  ])
  func `markup is escaped`(hostile: String, shown: String) {
    // Escapes of hidden characters are written in braces, which are no markup.
    #expect(MarkdownText.escaped(hostile) == shown)
  }

  @Test func `within a block only what can begin there is escaped`() {
    #expect(MarkdownText.escaped("0.1.0", beginsBlock: false) == "0.1.0")
    #expect(MarkdownText.escaped("- 3", beginsBlock: false) == "- 3")
  }

  @Test(arguments: [
    ("plain", "`plain`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("a|b", "`a|b`"), ("", ""),
    ("x\ny", "`x\\ny`"),
  ])
  func `a code span ends where it must`(text: String, shown: String) {
    #expect(MarkdownText.code(text) == shown)
  }

  @Test func `a pipe in a table's cell begins no other cell`() {
    #expect(MarkdownText.code("a|b", inTable: true) == "`a\\|b`")
    #expect(MarkdownText.code("a\\|b", inTable: true) == "a\\\\\\|b")
  }
}
