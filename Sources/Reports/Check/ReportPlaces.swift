/// Names of places in a report that was computed: headings, paths, columns.
///
/// Lines are asked for in rising order, so that a long report is gone through once.
struct ReportPlaces {
  private let lines: [ArraySlice<UInt8>]
  private let ending: ReportEnding
  private var next = 0
  private var headings: [String] = []
  private var path: [Step] = []

  private enum Step {
    case member(String)
    /// The number of the element, from 0.
    case element(Int)
  }

  init(_ lines: [ArraySlice<UInt8>], _ ending: ReportEnding) {
    self.lines = lines
    self.ending = ending
  }

  mutating func place(of line: Int, stated: String?, computed: String?) -> String {
    while next <= line, next < lines.count {
      switch ending {
      case .markdown: takeHeading(lines[next])
      case .html: takeElement(lines[next])
      case .json, .oscal: takeMember(lines[next])
      case .csv: break
      }
      next += 1
    }
    switch ending {
    case .html: return headings.isEmpty ? "head" : headings.joined(separator: " › ")
    case .markdown:
      // The title says nothing of the place.
      let sections = headings.dropFirst().filter { !$0.isEmpty }
      return sections.isEmpty ? "title" : sections.joined(separator: " › ")
    case .json, .oscal: return text(of: path)
    case .csv:
      guard let header = lines.first else { return "row \(line)" }
      let names = CSVLine.cells(String(decoding: header, as: UTF8.self))
      let column = CSVLine.firstDifferent(stated, computed).flatMap { $0 < names.count ? ", \(names[$0])" : nil }
      return line == 0 ? "header" : "row \(line)\(column ?? "")"
    }
  }

  /// Takes a line of a page: a section by its id, then the heading in it, both as cutlog writes them.
  private mutating func takeElement(_ line: ArraySlice<UInt8>) {
    guard line.first == UInt8(ascii: "<"), line.count < 1_000 else { return }
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("<section id=\""), let id = text.split(separator: "\"").dropFirst().first {
      headings = [String(id)]
    } else if text.hasPrefix("</main>") {
      headings = ["end of the page"]
    } else if text.hasPrefix("<script") {
      headings = ["script"]
    } else if text.hasPrefix("<h"), let level = text.dropFirst(2).first?.wholeNumberValue, level > 2, !headings.isEmpty,
      let start = text.firstIndex(of: ">")
    {
      let content = text[text.index(after: start)...]
      headings = [headings[0], String(content.prefix { $0 != "<" })]
    }
  }

  private mutating func takeHeading(_ line: ArraySlice<UInt8>) {
    let level = line.prefix { $0 == UInt8(ascii: "#") }.count
    guard level > 0, level <= 6, line.dropFirst(level).first == 0x20 else { return }
    while headings.count >= level { headings.removeLast() }
    while headings.count < level - 1 { headings.append("") }
    headings.append(String(decoding: line.dropFirst(level + 1), as: UTF8.self))
  }

  /// Takes a line of indented JSON: its depth tells whose member or element it is.
  private mutating func takeMember(_ line: ArraySlice<UInt8>) {
    let depth = line.prefix { $0 == 0x20 }.count / 2
    let content = line.drop { $0 == 0x20 }
    guard depth > 0, let first = content.first, first != UInt8(ascii: "}"), first != UInt8(ascii: "]") else {
      path.removeLast(max(0, path.count - depth))
      return
    }
    var number = 0
    if path.count >= depth, case .element(let before) = path[depth - 1] { number = before + 1 }
    path.removeLast(max(0, path.count - (depth - 1)))
    path.append(name(content).map { .member($0) } ?? .element(number))
  }

  /// The name of a member; nil for an element.
  private func name(_ content: ArraySlice<UInt8>) -> String? {
    guard content.first == UInt8(ascii: "\"") else { return nil }
    var isEscaped = false
    for index in content.indices.dropFirst() {
      let byte = content[index]
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        guard content[(index + 1)...].first == UInt8(ascii: ":") else { return nil }
        return String(decoding: content[(content.startIndex + 1)..<index], as: UTF8.self)
      }
    }
    return nil
  }

  private func text(of path: [Step]) -> String {
    path.isEmpty
      ? "."
      : path.map { step in
        switch step {
        case .member(let name): ".\(name)"
        case .element(let number): "[\(number)]"
        }
      }.joined()
  }
}

extension CSVLine {
  /// The number of the first cell in which two rows differ; nil where one is missing.
  static func firstDifferent(_ one: String?, _ other: String?) -> Int? {
    guard let one, let other else { return nil }
    let (left, right) = (cells(one), cells(other))
    return zip(left, right).enumerated().first { !$0.element.0.utf8.elementsEqual($0.element.1.utf8) }?.offset ?? min(left.count, right.count)
  }

  /// The two cells in which rows first differ; nil where a row is missing, or they differ otherwise.
  static func firstDifference(_ one: String?, _ other: String?) -> (String, String)? {
    guard let one, let other, let column = firstDifferent(one, other) else { return nil }
    let (left, right) = (cells(one), cells(other))
    guard column < left.count, column < right.count else { return nil }
    return (left[column], right[column])
  }
}
