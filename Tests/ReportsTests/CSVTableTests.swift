import Reports
import Testing

/// Tables for spreadsheets.
@Suite struct CSVTableTests {
  private func line(_ cells: String...) -> String {
    var table = CSVTable(cells.map { _ in "c" })
    table.add(cells)
    let lines = String(decoding: table.bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
    return lines.count == 3 && lines[2].isEmpty ? String(lines[1]) : "not two lines"
  }

  @Test func `cells with commas, quotes or blanks at an end are quoted, and quotes doubled`() {
    #expect(line("a", "b,c", #"say "x""#, " a", "a;b") == #"a,"b,c","say ""x"""," a","a;b""#)
  }

  @Test func `no cell begins a formula`() {
    for start in ["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u{FF1D}", "\u{200B}="] {
      let cell = line("\(start)1+1").drop { $0 == "\"" }
      #expect(cell.hasPrefix("'"), "\(start.debugDescription)")
    }
    #expect(line("a=1", "1-2", "x@y") == "a=1,1-2,x@y")
  }

  @Test func `a number with a sign stays a number`() {
    #expect(line("-36", "-0.5", "-", "-1-1", "--1", "-1.") == "-36,-0.5,'-,'-1-1,'--1,'-1.")
  }

  @Test func `a spreadsheet that splits at semicolons finds no formula either`() {
    #expect(line("a;=1+1", "a; -2; b", "a;\u{200B}@x;", "a;b=1") == #""a;'=1+1","a; '-2; b","a;'\u{200b}@x;","a;b=1""#)
  }

  @Test func `a cell has no line end and nothing that steers or hides`() {
    #expect(line("a\r\nb", "\u{202E}x", "a\u{1B}[2J", "a\u{0}b") == #"a\r\nb,\u{202e}x,a\u{1b}[2J,a\u{0}b"#)
  }

  @Test func `a row has as many cells as there are columns`() {
    var table = CSVTable(["a", "b"])
    table.add(["1"])
    table.add(["1", "2", "3"])
    #expect(table.bytes == Array("a,b\r\n1,\r\n1,2\r\n".utf8))
  }
}
