import CutoverModel
import Replay
import Reports
import Testing

/// Pages as HTML.
@Suite struct HTMLFormTests {
  private func rendered(_ change: (inout Page) -> Void) -> String {
    var page = Page()
    change(&page)
    var form = HTMLForm()
    return form.render(page)
  }

  @Test func `no text begins a tag, an entity or an attribute, and all of it is shown`() {
    let hostile = "<script>\"'&amp;</script><!--]]>{{script}}"
    let escaped = "&lt;script&gt;&quot;&#39;&amp;amp;&lt;/script&gt;&lt;!--]]&gt;{{script}}"
    #expect(HTMLText.escaped(hostile) == escaped)
    let html = rendered { page in
      page.heading("\(hostile)")
      page.paragraph("\(hostile) \(code: hostile)")
      page.facts([(hostile, .verdict(hostile, .bad))])
      page.preformatted(hostile)
      var table = Table([.init(hostile)])
      table.add([.strong(hostile)])
      page.table(table)
      page.list(["\(hostile)"])
      page.note("\(hostile)")
    }
    #expect(!html.contains("<script") && !html.contains("<!--"))
    #expect(html.split(separator: escaped, omittingEmptySubsequences: false).count == 12)
  }

  @Test func `what hides, steers or turns the direction of writing is an escape, and right-to-left names stand apart`() {
    #expect(HTMLText.isolated("a\u{202E}b\u{0}\u{1B}[2J") == "a\\u{202e}b\\u{0}\\u{1b}[2J")
    #expect(HTMLText.isolated("نقل") == "<bdi>نقل</bdi>")
  }

  @Test func `headings have ids of their own, none of which means something in a page`() {
    let html = rendered { page in
      for title in ["Page data", "page-data", "event 0 1", "", "<>"] { page.heading("\(title)", level: 3) }
    }
    let ids = html.split(separator: "id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    #expect(ids == ["part-page-data", "part-page-data-2", "part-event-0-1", "part", "part-2"])
  }

  @Test func `each row of a table has a heading, where there is something to name it by`() {
    let html = rendered { page in
      var table = Table([.init("task"), .init("took", .right)])
      table.add(["\(code: "copy")", "5m"])
      table.add(["", "6m"])
      page.table(table)
      var numbered = Table([.init("line", .right), .init("empty"), .init("task")])
      numbered.nameColumn = 2
      numbered.add(["7", "", "copy"])
      page.table(numbered.withoutEmptyColumns)
    }
    #expect(html.contains("<tr><th scope=\"row\"><code>copy</code></th><td class=\"number\">5m</td></tr>"))
    #expect(html.contains("<tr><td></td><td class=\"number\">6m</td></tr>"))
    #expect(html.contains("<tr><td class=\"number\">7</td><th scope=\"row\">copy</th></tr>"))
  }

  @Test func `what names an event leads to its row`() {
    let event = EventPlace(stream: 1, index: 20)
    #expect(HTMLForm().shown(Phrase([.event("2:20", event)])) == "<a href=\"#event-1-20\">2:20</a>")
  }

  @Test func `JSON in a script element can neither end it nor begin a comment, and says the same`() {
    #expect(HTMLText.script(Array(#"{"a":"</script><!--&\u2028"}"#.utf8)) == #"{"a":"\u003c/script\u003e\u003c!--\u0026\u2028"}"#)
    #expect(HTMLText.script(Array("\"\u{2028}\u{2029}\"".utf8)) == #""\u2028\u2029""#)
  }
}
