internal import JSONText

/// A report as somebody hands it on: its bytes, which form it is in, and what it says that it follows from.
///
/// Nothing of it is believed. What it says is only how it was asked for; all else is computed anew.
package struct StatedReport: Sendable {
  /// Why bytes are no report.
  package struct Unreadable: Error {
    package var message: String
    package var line: Int?
  }

  package private(set) var bytes: [UInt8]
  package private(set) var ending: ReportEnding
  package private(set) var basis: ReportBasis
  /// Whether a byte order mark stood before it, which `bytes` no longer has.
  package private(set) var hadByteOrderMark: Bool

  /// The name of the cell in which a CSV file says what it follows from.
  package static let column = "follows_from"

  /// Recognises the form by the content.
  ///
  /// - Throws: `Unreadable` where it is none, or doesn't say what it follows from.
  package init(_ file: [UInt8]) throws(Unreadable) {
    hadByteOrderMark = file.starts(with: [0xEF, 0xBB, 0xBF])
    bytes = hadByteOrderMark ? Array(file.dropFirst(3)) : file
    guard let first = bytes.first(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }) else {
      throw Unreadable(message: "is empty, expected a report")
    }
    if first == UInt8(ascii: "{") {
      (ending, basis) = try Self.json(bytes)
      return
    }
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw Unreadable(message: "is no text in UTF-8, expected a report in HTML, Markdown, JSON, CSV or OSCAL")
    }
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == 0x0D ? line.dropLast() : line))
    }
    if first == UInt8(ascii: "<") {
      ending = .html
      basis = try Self.html(lines)
    } else if lines[0].contains(Self.column), lines[0].contains(",") {
      ending = .csv
      basis = try Self.csv(lines)
    } else {
      ending = .markdown
      basis = try Self.markdown(lines)
    }
  }

  // MARK: - Markdown

  /// The statement in the last fenced block that begins with its first line.
  private static func markdown(_ lines: [String]) throws(Unreadable) -> ReportBasis {
    let trimmed = lines.lazy.map(\.trimmingEnd)
    guard let start = lines.lastIndex(where: { $0.trimmingEnd == ReportBasis.firstLine }) else {
      throw Unreadable(
        message: "doesn't say what it follows from, expected a line \(ReportBasis.firstLine) as in every report of cutlog")
    }
    let statement = trimmed[start...].prefix { !$0.hasPrefix("```") && !$0.hasPrefix("~~~") }
    return try read(Array(statement), firstLine: start + 1)
  }

  private static func read(_ statement: [String], firstLine: Int) throws(Unreadable) -> ReportBasis {
    do throws(ReportBasisError) { return try ReportBasis(statement: statement) } catch {
      throw Unreadable(
        message: "doesn't say well what it follows from: line \(error.line + 1) of the statement: \(error.message)",
        line: firstLine + error.line)
    }
  }

  // MARK: - HTML

  /// The statement in the element that only cutlog gives this id: whatever else stands in a page is escaped.
  private static func html(_ lines: [String]) throws(Unreadable) -> ReportBasis {
    let tag = "<pre id=\"\(HTMLReport.statementID)\""
    guard let start = lines.lastIndex(where: { $0.hasPrefix(tag) }), let end = lines[start].firstIndex(of: ">") else {
      throw Unreadable(message: "is HTML that doesn't say what it follows from, expected a page as cutlog writes it")
    }
    var statement: [String] = []
    for number in start..<lines.count {
      let rest = number == start ? String(lines[start][lines[start].index(after: end)...]) : lines[number]
      let line = Substring(rest.trimmingEnd)
      let isLast = line.hasSuffix("</pre>")
      statement.append(HTMLText.unescaped(isLast ? line.dropLast(6) : line))
      if isLast { break }
    }
    guard statement.first == ReportBasis.firstLine else {
      throw Unreadable(message: "doesn't say what it follows from, expected the line \(ReportBasis.firstLine)", line: start + 1)
    }
    return try read(statement, firstLine: start + 1)
  }

  /// What a page in HTML carries in the place of a stream, as base64; nil where it carries none.
  ///
  /// - Parameter number: Of the stream among those of the report, from 0.
  package func carriedStream(_ number: Int) -> String? {
    guard ending == .html else { return nil }
    let tag = Array(PageStream.opening(number).utf8)
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.starts(with: tag) }) else { return nil }
    let text = lines[(start + 1)...].prefix { $0.first != UInt8(ascii: "<") }.joined().filter { $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }
    return String(decoding: text, as: UTF8.self)
  }

  // MARK: - JSON

  private static func json(_ bytes: [UInt8]) throws(Unreadable) -> (ReportEnding, ReportBasis) {
    let members = try members(of: bytes)
    if let results = members["assessment-results"] { return (.oscal, try oscal(Array(bytes[results]))) }
    func value(_ name: String) -> JSONValue? { members[name].flatMap { try? JSONValue(parsing: bytes[$0]) } }
    guard let json = value("basis"), let program = value("program"), let basis = ReportBasis(json, program: program) else {
      let type = value("type")?.string.map { " of the type \($0)" } ?? ""
      throw Unreadable(message: "is a JSON document\(type) that doesn't say what it follows from, expected a report")
    }
    return (.json, basis)
  }

  /// The statement in the properties `basis` of the metadata, one for each line.
  private static func oscal(_ results: [UInt8]) throws(Unreadable) -> ReportBasis {
    let metadata = try members(of: results)["metadata"].flatMap { try? JSONValue(parsing: results[$0]) }
    let properties = metadata?["props"]?.array?.filter { $0["name"]?.string == "basis" } ?? []
    let statement = properties.compactMap { $0["value"]?.string }
    guard statement.first == ReportBasis.firstLine else {
      throw Unreadable(message: "is OSCAL whose metadata don't say what it follows from, expected properties `basis`")
    }
    do throws(ReportBasisError) { return try ReportBasis(statement: statement) } catch {
      throw Unreadable(message: "doesn't say well what it follows from: property `basis` \(error.line + 1): \(error.message)")
    }
  }

  /// Where the values of an object's members lie.
  private static func members(of bytes: [UInt8]) throws(Unreadable) -> [String: Range<Int>] {
    var scanner = JSONScanner()
    var spans: ContiguousArray<JSONMemberSpan> = []
    var failure: (JSONTextError, TextLocation)?
    var members: [String: Range<Int>] = [:]
    bytes.withUnsafeBufferPointer { text in
      do throws(JSONTextError) {
        try scanner.scan(text, root: .object, whitespace: .allowed, members: &spans)
      } catch { failure = (error, TextLocation(ofOffset: error.offset, in: text)) }
      for span in spans where !span.nameIsEscaped {
        let quote = span.kind == .string ? 1 : 0
        let name = String(decoding: text[span.nameRange], as: UTF8.self)
        members[name] = span.valueRange.lowerBound - quote..<span.valueRange.upperBound + quote
      }
    }
    if let (error, place) = failure {
      throw Unreadable(message: "is no JSON: \(error.code.rawValue) in column \(place.column)", line: place.line)
    }
    return members
  }

  // MARK: - CSV

  /// The statements of all rows, drawn together: each row states its own run.
  private static func csv(_ lines: [String]) throws(Unreadable) -> ReportBasis {
    let names = CSVLine.cells(lines[0])
    guard let column = names.lastIndex(of: Self.column) else {
      throw Unreadable(message: "has no column \(Self.column)", line: 1)
    }
    var basis: ReportBasis?
    var seen: Set<String> = []
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let cells = CSVLine.cells(line)
      guard cells.count > column else {
        throw Unreadable(message: "has a row without a cell \(Self.column)", line: number + 1)
      }
      guard seen.insert(cells[column]).inserted else { continue }
      let statement = cells[column].split(separator: "; ", omittingEmptySubsequences: false).map(String.init)
      let row = try read(statement, firstLine: number + 1)
      if basis == nil { basis = row } else { basis?.runs += row.runs }
    }
    guard let basis else { throw Unreadable(message: "has no row that says what it follows from") }
    return basis
  }
}

extension String {
  /// Without spaces, tabs and returns at the end.
  fileprivate var trimmingEnd: String {
    var rest = Substring(self)
    while let last = rest.utf8.last, last == 0x20 || last == 0x09 || last == 0x0D { rest = Substring(rest.utf8.dropLast()) }
    return String(rest)
  }
}
