import JSONText
import Testing

@testable import Reports

@Suite struct ReportBasisTests {
  static let hostile = "a \"b\" \\ \u{1B}[2J\u{202E}é\nunverified"

  static func basis(_ text: String = "example.com/a/b") -> ReportBasis {
    var basis = ReportBasis(program: ProgramName(name: "cutlog", version: "0"), form: .audit)
    basis.policies = [
      .init(id: "soc2", version: 1, isPack: true, digest: String(repeating: "a", count: 64)),
      .init(id: text, version: 12, isPack: false, digest: String(repeating: "b", count: 64)),
    ]
    basis.accepted = LineRanges([9, 5, 7, 8])
    basis.isUnverified = true
    basis.signersDigest = String(repeating: "c", count: 64)
    basis.runs = [
      .init(
        run: text, planDigest: nil,
        streams: [
          .init(origin: text, size: 12, root: "AAAA=", signer: "example.com/k+00000000+AQ==", isTrusted: true),
          .init(origin: nil, size: nil, root: nil, signer: nil, isTrusted: false, withheld: LineRanges([3, 4, 5])),
        ]),
      .init(
        run: nil, planDigest: String(repeating: "d", count: 64),
        streams: [.init(origin: "-", size: 1, root: "B", signer: "k", isTrusted: false)]),
    ]
    basis.runs[0].streams[0].trustedKeys = ["k1", text]
    basis.history = [
      .init(
        run: text, planDigest: nil, streams: [.init(origin: "e", size: 2, root: "C", signer: "k", isTrusted: true)])
    ]
    return basis
  }

  @Test(arguments: ["example.com/a/b", hostile, "-", "", " ", "a; b", "a;", "\\; \"", "a; size 3;\\;", ";"])
  func `a statement reads as what it was written from`(text: String) throws {
    let basis = Self.basis(text)
    for line in basis.statement {
      // A cell holds the lines with semicolons between them.
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !$0.steersOrHides && $0 != ";" })
    }
    #expect(try ReportBasis(statement: basis.statement) == basis)
    let cell = basis.cell.split(separator: "; ", omittingEmptySubsequences: false).map(String.init)
    #expect(try ReportBasis(statement: cell) == basis)
    let json = try #require(ReportBasis(basis.json, program: ["name": "cutlog", "version": "0"]))
    #expect(json == basis)
  }

  @Test func `a statement is one field a line`() {
    #expect(
      Self.basis().statement == [
        "cutlog/report/v1", "program cutlog 0", "form audit", "policy soc2 1 pack \(String(repeating: "a", count: 64))",
        "policy example.com/a/b 12 file \(String(repeating: "b", count: 64))", "accept-withheld 5,7-9", "unverified",
        "allowed-signers \(String(repeating: "c", count: 64))", "run example.com/a/b", "plan -", "stream example.com/a/b",
        "size 12", "root AAAA=", "signer example.com/k+00000000+AQ== trusted", "trusts k1", "trusts example.com/a/b", "stream -", "size -", "root -",
        "signer - not-trusted", "withheld 3-5", "run -", "plan \(String(repeating: "d", count: 64))", "stream \"-\"", "size 1",
        "root B", "signer k not-trusted", "earlier example.com/a/b", "plan -", "stream e", "size 2", "root C",
        "signer k trusted",
      ])
  }

  @Test func `a statement that lacks a line of a stream, or has one too many, is none`() throws {
    let statement = Self.basis().statement
    let optional = ["policy", "accept-withheld", "unverified", "allowed-signers", "trusts", "withheld"]
    for number in statement.indices {
      var less = statement
      less.remove(at: number)
      let isOptional = optional.contains { statement[number].hasPrefix($0) }
      // Without a run or a stream its lines would be another's.
      #expect((try? ReportBasis(statement: less)) == nil || isOptional, "without \(statement[number])")
      #expect((try? ReportBasis(statement: less)) != Self.basis())
      var odd = statement
      odd[number] += " x"
      #expect((try? ReportBasis(statement: odd)) == nil, "\(odd[number])")
    }
    for line in ["", "x", "size 1", "form run", "stream", "signer a b", "run", "stream \"a", "stream a\"b\" c", "size  1"] {
      #expect((try? ReportBasis(statement: statement + [line])) == nil, "\(line)")
    }
  }

  @Test func `ranges of lines are read as they are written, and huge ones are not counted out`() {
    #expect(LineRanges([3, 1, 2, 7, 9, 8, 7]).text == "1-3,7-9")
    #expect(LineRanges("1-3,7-9") == LineRanges([1, 2, 3, 7, 8, 9]))
    #expect(LineRanges("0-9223372036854775807")?.contains(1 << 60) == true)
    let some = LineRanges([1, 4, 5, 6, 9])
    #expect((0..<12).filter(some.contains) == [1, 4, 5, 6, 9])
    #expect(!LineRanges([]).contains(0))
    #expect(LineRanges("0-9223372036854775807")?.text == "0-9223372036854775807")
    for text in ["", ",", "3-1", "1,1", "5,3", "-1", "1-", "1-2-3", "x", "1,", "9223372036854775808", "+1", "1 "] {
      #expect(LineRanges(text) == nil, "\(text)")
    }
  }
}
