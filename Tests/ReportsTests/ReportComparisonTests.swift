import JSONText
import TestSupport
import Testing

@testable import Reports

/// A report held against what follows, without a stream.
@Suite struct ReportComparisonTests {
  private static let program = ProgramName(name: "cutlog", version: "0")

  private static func report() throws -> RunReport {
    var report = try GitHubRun().report()
    var basis = ReportBasis(program: program, form: .run)
    basis.runs = [
      .init(run: report.streams[0].run, planDigest: report.planDigest, streams: report.streams.map { .init($0) })
    ]
    report.basis = basis
    return report
  }

  private static func markdown() throws -> [UInt8] {
    Array(Postmortem(try report()).markdown(program: program).utf8)
  }

  private static func json() throws -> [UInt8] { try report().document.bytes(program: program) }

  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
  }

  /// Whether a check of the altered bytes tells, and of which lines.
  private static func told(_ altered: [UInt8], _ bytes: [UInt8]) -> [Int?]? {
    guard let stated = try? StatedReport(altered) else { return nil }
    return ReportComparison(stated, bytes).differences.filter { $0.kind == .content }.map(\.line)
  }

  @Test(arguments: [true, false]) func `each line that is altered, left out or doubled is told by its number`(isJSON: Bool) throws {
    let bytes = isJSON ? try Self.json() : try Self.markdown()
    let lines = Self.lines(bytes)
    // A long document is tried at a part of its lines.
    for number in stride(from: 0, to: lines.count - 1, by: isJSON ? 331 : 1) where !lines[number].isEmpty {
      var altered = lines
      altered[number].insert(UInt8(ascii: "7"), at: altered[number].count / 2)
      if let told = Self.told(Array(altered.joined(separator: [0x0A])), bytes) {
        #expect(told == [number + 1], "line \(number + 1) altered")
      }
      altered = lines
      altered.remove(at: number)
      if let told = Self.told(Array(altered.joined(separator: [0x0A])), bytes) {
        // Where the next line is the same, nobody can tell which is gone.
        let isRepeated = number > 0 && lines[number - 1] == lines[number] || lines[number] == lines[number + 1]
        #expect(isRepeated || told.contains(number + 1) || number == lines.count - 2, "line \(number + 1) left out: \(told)")
        #expect(told.count == 1 || number == lines.count - 2, "line \(number + 1) left out: \(told)")
      }
      altered = lines
      altered.insert(lines[number], at: number)
      if let told = Self.told(Array(altered.joined(separator: [0x0A])), bytes) {
        #expect(told.count == 1, "line \(number + 1) doubled: \(told)")
      }
    }
  }

  @Test(arguments: [true, false]) func `each number that is another is told`(isJSON: Bool) throws {
    let bytes = isJSON ? try Self.json() : try Self.markdown()
    var line = 1
    var (number, tried) = (0, 0)
    for place in bytes.indices.dropFirst() {
      if bytes[place] == 0x0A { line += 1 }
      let isFirst = (0x30...0x39).contains(bytes[place]) && !(0x30...0x39).contains(bytes[place - 1])
      guard isFirst else { continue }
      number += 1
      guard number % (isJSON ? 97 : 1) == 0 else { continue }
      var altered = bytes
      altered[place] = bytes[place] == 0x39 ? 0x31 : bytes[place] + 1
      tried += 1
      if let told = Self.told(altered, bytes) { #expect(told == [line], "line \(line)") }
    }
    #expect(tried > 20)
  }

  @Test func `what says nothing is told and makes no difference`() throws {
    let bytes = try Self.markdown()
    let lines = Self.lines(bytes)
    func places(_ altered: [UInt8]) throws -> [String] {
      let comparison = ReportComparison(try StatedReport(altered), bytes)
      #expect(comparison.isSame)
      return comparison.differences.map(\.place)
    }
    #expect(try places(bytes) == [])
    #expect(try places([0xEF, 0xBB, 0xBF] + bytes) == ["byte order mark"])
    #expect(try places(Array(lines.joined(separator: [0x0D, 0x0A]))) == ["line ends"])
    #expect(try places(Array(lines.joined(separator: [0x20, 0x09, 0x0A]))) == ["blanks at the ends of lines"])
    #expect(try places(bytes.dropLast()) == ["end of the file"])
    #expect(try places(bytes + [0x0A, 0x0A]) == ["end of the file"])
  }

  @Test func `JSON of another layout is the same, and what it says otherwise is told by its path`() throws {
    let bytes = try Self.json()
    let value = try JSONValue(parsing: bytes)
    let compact = try StatedReport(JSONWriter.bytes(of: value))
    #expect(ReportComparison(compact, bytes).differences.map(\.place) == ["layout"])
    guard case .object(var members) = value else { return }
    members.reverse()
    let reversed = try StatedReport(JSONWriter.bytes(of: .object(members), .indented))
    #expect(ReportComparison(reversed, bytes).differences.map(\.place) == ["layout"])
    let text = String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
    let other = try StatedReport(Array(text.replacing("\"verdict\":\"closed\"", with: "\"verdict\":\"open\"").utf8))
    let comparison = ReportComparison(other, bytes)
    #expect(!comparison.isSame)
    #expect(comparison.differences.map(\.place) == ["layout", ".streams[0].verdict"])
    #expect(comparison.differences.last?.stated == "\"open\"")
    #expect(comparison.differences.last?.computed == "\"closed\"")
  }

  @Test func `JSON of another layout differs from what is too large to be laid out anew`() throws {
    let bytes = try Self.json()
    let compact = try StatedReport(JSONWriter.bytes(of: JSONValue(parsing: bytes)))
    #expect(!ReportComparison(compact, [UInt8](repeating: 0x20, count: 1 << 25) + bytes).isSame)
  }

  @Test func `a cell of CSV with other bytes differs, even where Unicode calls them the same`() throws {
    func csv(_ name: String) -> [UInt8] {
      Array("name,follows_from\r\n\(name),\(CSVText.cell(ReportBasisTests.basis().cell))\r\n".utf8)
    }
    let comparison = ReportComparison(try StatedReport(csv("cafe\u{301}")), csv("caf\u{E9}"))
    #expect(!comparison.isSame)
    #expect(comparison.differences.map(\.place) == ["row 1, name"])
    #expect(ReportComparison(try StatedReport(csv("\"caf\u{E9}\"")), csv("caf\u{E9}")).isSame)
  }

  @Test func `numbers are the same however they are written`() throws {
    func ordered(_ text: String) -> String? { JSONLayout.ordered(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } }
    let same = [["1e-09", "0.000000001", "1E-9", "0.1e-8"], ["1.50", "1.5", "15e-1", "0.15e+1"], ["100", "1e2", "1.0e+2"], ["0", "-0", "0.0", "0e5"], ["-2.5", "-25e-1"]]
    for group in same { #expect(Set(group.map(ordered)).count == 1, "\(group.map(ordered))") }
    #expect(Set(same.map { ordered($0[0]) }).count == same.count)
    #expect(ordered("1e-9223372036854775808") != nil)
    #expect(ordered("1e99999999999999999999") != nil)
  }

  @Test func `what is no report is refused with a reason`() throws {
    func reason(_ bytes: [UInt8]) -> String {
      do throws(StatedReport.Unreadable) {
        _ = try StatedReport(bytes)
        return "read"
      } catch { return error.message }
    }
    #expect(reason([]) == "is empty, expected a report")
    #expect(reason([0xEF, 0xBB, 0xBF, 0x0A]) == "is empty, expected a report")
    #expect(reason([0xFF, 0xFE, 0x23, 0x00]).hasPrefix("is no text in UTF-8"))
    #expect(reason(Array("# A page\n".utf8)).hasPrefix("doesn't say what it follows from"))
    #expect(reason(Array("cutlog/report/v1\nprogram a b\n".utf8)).contains("line 3 of the statement"))
    #expect(reason(Array("{".utf8)).hasPrefix("is no JSON: "))
    #expect(reason(Array("{\"type\":\"cutlog.verify\"}".utf8)).hasPrefix("is a JSON document of the type cutlog.verify"))
    #expect(reason(Array("{\"assessment-results\":{\"metadata\":{}}}".utf8)).hasPrefix("is OSCAL"))
    #expect(reason(Array("{\"assessment-results\":7}".utf8)).hasPrefix("is no JSON"))
    #expect(reason(Array("a,follows_from\r\n".utf8)).hasPrefix("has no row"))
    #expect(reason(Array("a,follows_from\r\nb\r\n".utf8)).hasPrefix("has a row without"))
  }

  @Test func `lines that were put in and left out leave those between them the same`() {
    let computed = (0..<300).map { "line \($0)" }
    var stated = computed
    stated.insert(contentsOf: ["new", "newer"], at: 10)
    stated.remove(at: 100)
    stated[200] = "other"
    let comparison = LineComparison(stated, computed, most: 100)
    #expect(comparison.pairs.map(\.stated) == [10, 11, nil, 200])
    #expect(comparison.pairs.map(\.computed) == [nil, nil, 98, 199])
    #expect(comparison.pairs.map(\.line) == [10, 11, 100, 200])
    let all = LineComparison(computed.map { $0 + "!" }, computed, most: 7)
    #expect(all.pairs.count == 7)
    #expect(all.isCut)
    #expect(LineComparison([String](), ["a"], most: 7).pairs.map(\.computed) == [0])
    #expect(LineComparison(["a"], [String](), most: 7).pairs.map(\.stated) == [0])
  }

  @Test func `what a check says`() throws {
    let bytes = try Self.json()
    let text = String(decoding: bytes, as: UTF8.self)
    let altered = text.replacing("\"verdict\": \"closed\"", with: "\"verdict\": \"a | b <b> \\u001b[2J\"")
    let stated = try StatedReport(Array(altered.utf8))
    var answer = ReportCheckAnswer(
      stated: stated.basis, ending: stated.ending, digest: String(repeating: "0", count: 64), file: "night.json")
    answer.differences = [ReportDifference(.trust, place: "signer of a/b", stated: "trusted", computed: "not trusted")]
    answer.differences += ReportComparison(stated, bytes).differences
    answer.notes = [ReportProblem(.note, rule: "report-earlier-state", message: "the report is of an earlier state")]
    #expect(answer.verdict == .differs)
    try GoldenFile.check(TerminalForm().render(answer.page), "report-check.txt")
    try GoldenFile.check(JSONWriter.text(of: answer.json, .indented) + "\n", "report-check.json")
    answer.doubts = [ReportProblem(.warning, rule: "report-other-program", message: "another program")]
    #expect(answer.verdict == .undecided)
    answer.differences.append(ReportDifference(.stream, place: "root of a/b", stated: "A", computed: "B"))
    #expect(answer.verdict == .differs)
    answer.differences = answer.differences.filter { !$0.counts }
    answer.doubts = []
    #expect(answer.verdict == .follows)
  }
}
