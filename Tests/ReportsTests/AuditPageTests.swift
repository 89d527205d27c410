import Audit
import CutoverModel
import Foundation
import JSONText
import Reports
import TestSupport
import Testing

/// An audit as people read it.
@Suite struct AuditPageTests {
  private static let program = ProgramName(name: "cutlog", version: "0")

  @Test func `shows what is violated first, then what is undecidable, then the rest and the controls`() throws {
    let run = try AuditedNight.run()
    #expect(run.findings.map(\.result) == [.violated, .violated, .undecidable, .undecidable, .satisfied])
    let text = TerminalForm(width: 80).render(run.page)
    let parts = ["Violated: ours", "Undecidable: ours", "Vacuous and satisfied: ours", "Controls: what"]
    let places = try parts.map { try #require(text.range(of: $0)?.lowerBound, "\($0)") }
    #expect(places == places.sorted())
    try GoldenFile.check(text, "audit-80.txt")
    try GoldenFile.check(TerminalForm(width: 200).render(run.page), "audit-200.txt")
    try GoldenFile.check(MarkdownForm().render(run.documentPage(program: Self.program)), "audit.md")
  }

  @Test func `a document cites whole leaf hashes, a terminal their beginnings`() throws {
    let run = try AuditedNight.run()
    let event = try #require(run.findings.first { $0.rule.id == "no-failure" }?.events.first)
    let leaf = try #require(run.leaf(of: event))
    let terminal = TerminalForm(width: 80).render(run.page)
    #expect(!terminal.contains(leaf) && terminal.contains("\(leaf.prefix(8))…"))
    let document = MarkdownForm().render(run.documentPage(program: Self.program))
    for event in run.findings.flatMap(\.events) {
      let leaf = try #require(run.leaf(of: event))
      #expect(document.contains("| \(event.index) |") && document.contains(leaf))
    }
  }

  @Test func `no result without a proof is shown as good`() throws {
    for result in RuleResult.allCases {
      let isGood = result.phrase.runs.contains { if case .verdict(_, .good) = $0 { true } else { false } }
      #expect(isGood == (result == .satisfied))
    }
    let styled = TerminalForm(isStyled: true, width: 80).render(try AuditedNight.run().page)
    #expect(styled.contains("\u{1B}[33mundecidable") && !styled.contains("\u{1B}[32mundecidable"))
  }

  @Test func `a text that was read second-hand is marked wherever its control stands`() throws {
    let run = try AuditedNight.run()
    let text = TerminalForm().render(run.page)
    for line in text.split(separator: "\n") where line.contains("Changes are authorised") {
      #expect(line.contains("(second-hand)"), "\(line)")
    }
    #expect(!text.contains("Protection of audit information (second-hand)"))
    let document = MarkdownForm().render(run.documentPage(program: Self.program))
    #expect(document.contains("second-hand, after TSP section 100"))
  }

  @Test func `forty rules that hold take a line each`() throws {
    let rules = (1...40).map { "  - { id: rule-\($0), title: Rule \($0), why: w, template: existence, activation: run.began }" }
    let policy = "policy: many\nversion: 1\nrules:\n" + rules.joined(separator: "\n")
    let text = TerminalForm(width: 80).render(try AuditedNight.run(policy: policy).page)
    #expect(text.split(separator: "\n").count < 50)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `what doesn't count for the verdict by its severity says so`() throws {
    var run = try AuditedNight.run()
    run.severity = .critical
    #expect(run.verdict == .violated)
    #expect(TerminalForm().render(run.page).contains("high, doesn't count for the verdict"))
    run = try AuditedNight.run("other", "22:00 run.began @id=r1\n22:01 task.failed x @id=f")
    #expect(run.verdict == .violated)
    run.severity = .critical
    #expect(run.verdict == .undecidable)
  }

  @Test func `several runs are a population with a row for each and totals`() throws {
    let good = "22:00 run.began @id=r1\n22:20 run.ended outcome=rolled-back @id=r2\n22:10 decision.made rollback @id=d"
    let population = AuditPopulation([try AuditedNight.run(), try AuditedNight.run("payments/rehearsal", good)])
    try GoldenFile.check(TerminalForm(width: 80).render(population.page), "audit-population-80.txt")
    try GoldenFile.check(
      MarkdownForm().render(population.documentPage(program: Self.program)), "audit-population.md")
    try GoldenFile.check(JSONWriter.text(of: population.json, .indented) + "\n", "audit-population.json")
    #expect(population.counts.all == 10 && population.verdict == .violated)
    let runs = try #require(population.json["runs"]?.array)
    let ids = try runs.flatMap { try #require($0["findings"]?.array).map { $0["id"]?.string } }
    #expect(Set(ids).count == 10 && ids == population.json["findings"]?.array?.map { $0["id"]?.string })
  }

  @Test func `a run has the same ids alone and in a population`() throws {
    func ids(_ value: JSONValue) -> [String] { (value["findings"]?.array ?? []).compactMap { $0["id"]?.string } }
    let (one, other) = (try AuditedNight.run(), try AuditedNight.run("other"))
    #expect(ids(AuditPopulation([other, one]).json) == ids(other.json) + ids(one.json))
    #expect(ids(one.json).first == "ours/approved-first@payments/live")
  }

  @Test func `hostile texts of events and of policies steer nothing and begin no markup`() throws {
    let hostile = "h\u{1B}[2J\u{202E}|<b>"
    let policy = """
      {"policy":"p","version":1,"title":"\(hostile.escaped)","controls":[{"id":"\(hostile.escaped)","title":"\(hostile.escaped)","text":"\(hostile.escaped)","source":"\(hostile.escaped)"}],
       "rules":[{"id":"r","title":"\(hostile.escaped)","why":"\(hostile.escaped)","cannotShow":"\(hostile.escaped)","controls":["\(hostile.escaped)"],"template":"absence",
       "activation":{"type":"run.began","where":{"actor":{"not":"\(hostile.escaped)"}}}}]}
      """
    let run = try AuditedNight.run("r\(hostile)", "22:00 run.began @id=\(hostile.escaped)", policy: policy)
    let forms = [
      TerminalForm(width: 80).render(run.page), MarkdownForm().render(run.documentPage(program: Self.program)),
      TerminalForm().render(AuditPopulation([run, run]).page), String(decoding: run.csv(program: Self.program), as: UTF8.self),
    ]
    for text in forms {
      #expect(text.contains("h\\u{1b}") || text.contains("h\\\\u{1b}"))
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
    // Within a code span nothing is markup.
    let outside = forms[1].split(separator: "`", omittingEmptySubsequences: false).enumerated()
    #expect(!outside.contains { $0.offset % 2 == 0 && $0.element.contains("<b>") })
  }
}

extension String {
  /// As it stands in a JSON string.
  fileprivate var escaped: String { JSONWriter.text(of: .string(self)).dropFirst().dropLast().description }
}
