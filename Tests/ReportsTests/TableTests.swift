import Reports
import Testing

@Suite struct TableTests {
  private static func page(_ rows: [[Phrase]]) -> Page {
    var table = Table([.init("name"), .init("count", .right), .init("text")])
    for row in rows { table.add(row) }
    var page = Page()
    page.table(table)
    return page
  }

  @Test func `columns are aligned on a terminal, wide and combining characters counted as shown`() {
    let page = Self.page([
      [.code("東京"), "1", "x"], [.code("e\u{301}a"), "22", "y"], [.code("plain"), "333", ""], ["👩‍🚀", "4", "z"],
    ])
    let text = TerminalForm().render(page)
    #expect(
      text == """
        name          count  text
        東京              1  x
        e\u{301}a               22  y
        plain           333
        👩\\u{200d}🚀      4  z

        """)
  }

  @Test func `a hostile cell can't begin a line, a column or markup`() {
    let page = Self.page([[.code("a|b\n| x |"), "1", "\u{1B}[31m<b>|"]])
    let terminal = TerminalForm().render(page)
    #expect(terminal.split(separator: "\n").count == 2)
    #expect(!terminal.contains("\u{1B}"))
    let markdown = MarkdownForm().render(page)
    #expect(markdown.split(separator: "\n").count == 3)
    let cells = markdown.split(separator: "\n")[2].split(separator: " | ").count
    #expect(cells == 3)
  }

  @Test func `columns without anything in them are left out`() {
    var table = Table([.init("a"), .init("b"), .init("c")])
    table.add(["1", "", "3"])
    table.add(["4", "", ""])
    #expect(table.withoutEmptyColumns.columns.map(\.title) == ["a", "c"])
  }

  @Test func `the last column is wrapped at the width of the terminal`() {
    var table = Table([.init("id"), .init("what")])
    table.add(["1", "the quick brown fox jumps over the lazy dog"])
    var page = Page()
    page.table(table)
    #expect(
      TerminalForm(width: 30).render(page) == """
        id  what
        1   the quick brown fox jumps
            over the lazy dog

        """)
    #expect(TerminalForm().render(page).contains("jumps over the lazy dog"))
  }

  @Test func `styles are only there where they were asked for, and never from text`() {
    var page = Page()
    page.heading("Title")
    page.paragraph(.verdict("missed", .bad) + " \u{1B}[32mmet")
    #expect(TerminalForm().render(page) == "Title\n\nmissed \\u{1b}[32mmet\n")
    #expect(
      TerminalForm(isStyled: true).render(page)
        == "\u{1B}[1mTitle\u{1B}[0m\n\n\u{1B}[31mmissed\u{1B}[0m \\u{1b}[32mmet\n")
  }

  @Test func `facts without a value are left out, and names stand in one column`() {
    var page = Page()
    page.facts([("a", "1"), ("long name", "2"), ("none", nil)])
    #expect(TerminalForm().render(page) == "a          1\nlong name  2\n")
    #expect(MarkdownForm().render(page) == "- a: 1\n- long name: 2\n")
  }

  @Test func `preformatted text can't end its own fence`() {
    var page = Page()
    page.preformatted("one\n```\n\u{1B}\n")
    #expect(MarkdownForm().render(page) == "~~~~~~\none\n```\n\\u{1b}\n~~~~~~\n")
  }
}
