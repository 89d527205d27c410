import Foundation
import TestSupport
import Testing

/// The corpus of tampered streams as a reader meets it: with the command and a trust file, acts and anchors included.
///
/// `Tests/Vectors/make_corpus.py` writes it from the specification and fixed keys, with nothing of ours.
@Suite struct CorpusVerbTests {
  struct Corpus: Decodable {
    var scenarios: [Scenario]
  }

  struct Scenario: Decodable, CustomTestStringConvertible, Sendable {
    var file: String
    var what: String
    var trust: String
    var held: String?
    var exit: Int32
    var verdict: String
    var container: String
    var rule: String?
    var index: Int?
    var proved: Int?
    var acts: [Act]?
    var anchors: Anchors?
    var judged: [Finding]?
    var testDescription: String { "\(file): \(what)" }
  }

  struct Act: Decodable, Hashable, Sendable {
    var index: Int
    var result: String
    var rule: String?
  }

  struct Anchors: Decodable, Hashable, Sendable {
    var present: Int
    var trusted: Int
  }

  struct Finding: Decodable, Hashable, Sendable {
    var rule: String
    var index: Int?
    var severity: String

    /// Whether it is about an act or an anchor, which stand beside the verdict.
    var isJudged: Bool { ["anchor.", "signature.", "statement."].contains { rule.hasPrefix($0) } }
  }

  /// The document of `verify`.
  struct Document: Decodable {
    struct Verification: Decodable {
      var verdict: String
      var container: String
      var size: Int?
      var acts: [Act]?
      var anchors: Anchors
      var findings: [Finding]
    }
    var verdict: String
    var problems: [Finding]
    var verification: Verification
  }

  static let scenarios: [Scenario] = {
    let corpus = try? JSONDecoder().decode(Corpus.self, from: Data(Vectors.bytes("tamper/corpus.json")))
    return corpus?.scenarios ?? []
  }()

  /// What `Tests/Foreign/verify_stream.py` says.
  struct ForeignReport: Decodable {
    var verdict: String
    var size: Int?
    var acts: [Act]
  }

  @Test(arguments: scenarios)
  func `the verifier in Python says the same of the log, of acts and of what is proved`(scenario: Scenario) throws {
    var arguments = [
      Sandbox.package.appendingPathComponent("Tests/Foreign/verify_stream.py").path,
      Vectors.path("tamper/\(scenario.file)"), "--json",
    ]
    for line in try Vectors.text("tamper/\(scenario.trust)").split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "identity": arguments += ["--identity", words[1]]
      case "witness": arguments += ["--witness", words[2]]
      case "allowed-signers": arguments += ["--allowed-signers", Vectors.path("tamper/\(words[1])")]
      default: break
      }
    }
    if let held = scenario.held { arguments += ["--at-least", Vectors.path("tamper/\(held)")] }
    let outcome = try Sandbox().run(URL(fileURLWithPath: "/usr/bin/python3"), arguments)
    let report = try JSONDecoder().decode(ForeignReport.self, from: Data(outcome.output.utf8))
    #expect(report.verdict == scenario.verdict)
    #expect(report.size == scenario.proved)
    if let acts = scenario.acts { #expect(report.acts == acts) }
  }

  @Test(arguments: scenarios)
  func `verify ends with the status, the verdict, the findings and the acts that the scenario is to have`(
    scenario: Scenario
  ) throws {
    // Checkpoints are remembered by origin, and the scenarios share one.
    let sandbox = try Sandbox()
    let arguments =
      ["verify", Vectors.path("tamper/\(scenario.file)"), "--json", "--trust", Vectors.path("tamper/\(scenario.trust)")]
      + (scenario.held.map { ["--at-least", Vectors.path("tamper/\($0)")] } ?? [])
    let outcome = try sandbox.run(Sandbox.program, arguments)
    #expect(outcome.status == scenario.exit, "\(outcome.error)")
    let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
    let verification = document.verification
    #expect(document.verdict == scenario.verdict)
    #expect(verification.verdict == scenario.verdict)
    #expect(verification.container == scenario.container)
    #expect(verification.size == scenario.proved)

    let first = verification.findings.first { $0.severity == "error" && !$0.isJudged }
    #expect(first?.rule == scenario.rule)
    if let index = scenario.index { #expect(first?.index == index) }
    #expect(verification.findings.filter(\.isJudged) == scenario.judged ?? [])
    #expect(Array(document.problems.prefix(verification.findings.count)) == verification.findings)

    // Acts are judged in a stream that is whole, and in no other.
    let isWhole = ["closed", "open"].contains(scenario.verdict)
    #expect(verification.acts == (isWhole ? scenario.acts ?? [] : nil))
    if let anchors = scenario.anchors { #expect(verification.anchors == anchors) }
  }

  @Test func `the corpus has each rule on acts and anchors, but for certificates and for what is too large`() throws {
    let page = try String(contentsOf: Sandbox.package.appendingPathComponent("docs/stream-format.md"), encoding: .utf8)
    let start = try #require(page.range(of: "\n## 14 Anchors"))
    let end = try #require(page.range(of: "\n## 17 The container", range: start.upperBound..<page.endIndex))
    let name = /`((?:anchor|signature|statement)\.[a-z-]+)`/
    let told = Set(
      page[start.upperBound..<end.lowerBound].split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
        row.split(separator: "|")[0].matches(of: name).map { String($0.1) }
      })
    let shown = Set(Self.scenarios.flatMap { $0.judged ?? [] }.map(\.rule))
    #expect(shown == told.subtracting(["anchor.certificate", "anchor.limit"]))
  }

  @Test func `the corpus has each result of an act and each status but that of a wrong command line`() {
    let results = Set(Self.scenarios.flatMap { $0.acts ?? [] }.map(\.result))
    #expect(results == ["valid", "signed", "not-allowed", "outdated", "unsigned", "invalid"])
    #expect(Set(Self.scenarios.map(\.exit)) == [0, 1, 2, 3])
  }
}
