import Audit
import CloudEvents
import CutoverModel
import Foundation
import JSONText
import Replay
import TestSupport
import Testing

@testable import Reports
@testable import cutlog

/// The record of a run as a recovery test.
@Suite struct TestRecordTests {
  private static let program = ProgramName(name: "cutlog", version: "test")

  static func record(
    _ stream: String, trust: String? = nil, unverified: Bool = false, by policies: [String] = []
  ) throws -> TestRecord {
    var options = ReadingOptions.none
    options.trust = trust
    options.unverified = unverified
    let console = Console(output: { _ in true }, error: { _ in true }, form: .init())
    let services = SystemServices.recorder([:])
    let surroundings = Surroundings(console: console, environment: [:], services: services, remembered: nil)
    var run = try RunInput([stream], options, surroundings)
    let report = try run.wholeReport()
    let audits =
      policies.isEmpty
      ? [] : try OSCALDocumentTests.audits([stream], trust: trust, unverified: unverified, by: policies)
    return try run.testRecord(report, audit: audits.first)
  }

  private static func night(_ name: String, by policies: [String] = []) throws -> TestRecord {
    try record(
      SampleTests.file("aks-payments", "\(name).jsonl.gz").path, trust: SampleTests.file("aks-payments", "trust").path,
      by: policies)
  }

  private static func page(_ record: TestRecord) -> String { MarkdownForm().render(record.page(program: program)) }

  private static func json(_ record: TestRecord) -> String {
    String(decoding: record.document.bytes(program: program), as: UTF8.self)
  }

  @Test(arguments: ["live", "failback"]) func `the record of a sample is kept byte for byte`(name: String) throws {
    let record = try Self.night(name)
    #expect(try GoldenFile.difference(Self.page(record), "aks-payments-\(name)-test-record.md") == nil)
  }

  @Test func `the document fits its schema, with policies and without`() throws {
    let sandbox = try Sandbox()
    let documents = JSONDocumentTests()
    try documents.validate(sandbox, Self.json(Self.night("live")), "test-record")
    try documents.validate(sandbox, Self.json(Self.night("failback", by: ["dora", "cutover-baseline"])), "test-record")
    for name in SampleTests.names {
      let record = try Self.record(
        SampleTests.file(name, "\(name).jsonl.gz").path, trust: SampleTests.file(name, "trust").path, by: ["dora"])
      try documents.validate(sandbox, Self.json(record), "test-record")
    }
  }

  @Test func `the same stream gives the same bytes`() throws {
    let (one, other) = (try Self.night("live", by: ["dora"]), try Self.night("live", by: ["dora"]))
    #expect(Self.page(one) == Self.page(other))
    #expect(Self.json(one) == Self.json(other))
  }

  @Test func `what only people can say is asked and never answered`() throws {
    let record = try Self.night("live", by: ["dora"])
    let page = Self.page(record)
    for field in TestRecordField.allCases { #expect(page.contains("- \(field.question): **to be filled in**\n")) }
    let document = try JSONValue(parsing: Array(Self.json(record).utf8))
    let fields = try #require(document["testRecord"]?["forPeople"]?.members)
    #expect(fields.map(\.name) == TestRecordField.allCases.map(\.rawValue))
    #expect(fields.allSatisfy { if case .null? = $0.value["answer"] { true } else { false } })
  }

  @Test func `violated rules are deficiencies, undecidable and vacuous ones are open`() throws {
    let record = try Self.night("live", by: ["dora", "cutover-baseline"])
    let audit = try #require(record.audit)
    func ids(_ results: Set<String>) -> Set<String> {
      Set(
        audit.policies.flatMap { policy in
          policy.findings.filter { results.contains($0.result.rawValue) }.map { "\(policy.policy.id)/\($0.rule.id)" }
        })
    }
    #expect(Set(record.deficiencies.filter { $0.kind == "rule" }.compactMap(\.subject)) == ids(["violated"]))
    #expect(Set(record.open.filter { $0.kind == "rule" }.compactMap(\.subject)) == ids(["undecidable", "vacuous"]))
  }

  @Test func `each event that violates a rule stands on the page with its leaf hash`() throws {
    let record = try Self.night("live", by: ["dora"])
    let audit = try #require(record.audit)
    let page = Self.page(record)
    let events = audit.policies.flatMap(\.findings).filter { $0.result == .violated }.flatMap(\.events)
    #expect(!events.isEmpty)
    for event in events {
      let leaf = try #require(audit.leaf(of: event))
      #expect(page.contains("| \(event.index) `\(event.id)` | `\(EventText.shortType(event.type))` | `\(leaf)` |"))
    }
  }

  @Test func `missed objectives, checks that failed once and the slip are deficiencies`() throws {
    let found = try Self.night("live").deficiencies
    #expect(found.filter { $0.kind == "objective" }.map(\.subject) == ["pay-business"])
    #expect(found.contains { $0.kind == "check" && $0.subject == "smoke-refund" && $0.events.count == 1 })
    #expect(found.contains { $0.kind == "state" && $0.subject == "endpoint-current/partner/acme-bank" })
    #expect(found.filter { $0.kind == "slip" }.count == 1)
  }

  @Test func `an open stream, a signer who isn't trusted and an unknown objective are open`() throws {
    let sandbox = try Sandbox.withOpenStream()
    try sandbox.write(event("run.began", at: "2026-11-22T22:00:00Z", id: "r"), to: "events.jsonl")
    try sandbox.expect("record", "night.jsonl.gz", "events.jsonl")
    try sandbox.expect("keygen", "example.com/others", "-o", "others.key")
    let record = try Self.record(sandbox.path("night.jsonl.gz"), trust: sandbox.path("others.key.pub"))
    let texts = record.open.map { matter in matter.kind + ": " + matter.text.runs.map(\.text).joined() }
    #expect(texts.contains("stream: still open: what follows isn't known"))
    #expect(texts.contains("stream: its signer is not trusted by whoever made this record"))
    #expect(texts.contains { $0.hasPrefix("objective: unknown") })
    try JSONDocumentTests().validate(sandbox, Self.json(record), "test-record")
  }

  @Test func `a stream that doesn't verify is said at the top and under what is open`() throws {
    let sandbox = try Sandbox.withClosedStream()
    try sandbox.bash("zcat night.jsonl.gz | sed 's/\"id\":\"s1\"/\"id\":\"s9\"/' > bent.jsonl")
    let record = try Self.record(sandbox.path("bent.jsonl"), trust: sandbox.path("ops.key.pub"), unverified: true)
    #expect(Self.page(record).contains("Nothing on this page is evidence."))
    #expect(record.open.contains { $0.kind == "stream" && $0.text.runs.map(\.text).joined().contains("not evidence") })
  }
}
