/// A page with commands and what they print.
struct CommandPage {
  private(set) var text = ""

  mutating func add(_ page: Page) {
    if !text.isEmpty, !page.blocks.isEmpty { text += "\n" }
    text += MarkdownForm().render(page)
  }

  mutating func heading(_ heading: Phrase, level: Int = 2) {
    var page = Page()
    page.heading(heading, level: level)
    add(page)
  }

  mutating func say(_ phrase: Phrase) {
    var page = Page()
    page.paragraph(phrase)
    add(page)
  }

  /// A command, and what it prints if all is well; `output` without its last line end.
  mutating func command(_ command: String, prints output: String) {
    text += "\n```sh\n\(command)\n```\n"
    if !output.isEmpty { text += "\n```text\n\(output)\n```\n" }
  }
}
