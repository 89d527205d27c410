import Attestation
import CloudEvents
import JSONText
import Reports
import SealedLog

extension ReadStream {
  /// The JSON document of `verify`.
  var verifyDocument: ReportDocument {
    var document = ReportDocument(verb: "verify", verdict: verification.verdict.rawValue)
    document.streams = [summary]
    document.body = [JSONMember("verification", json)]
    document.problems = verification.findings.map { finding in
      ReportProblem(
        finding.severity == .error ? .error : .note, rule: finding.rule, message: finding.message, file: input.name,
        index: finding.index)
    }
    if verification.isIntact, !isTrusted { document.problems += problems.filter { $0.rule == "untrusted-signer" } }
    document.problems += compromisedProblems
    return document
  }

  private var json: JSONValue {
    .object([
      JSONMember("verdict", .string(verification.verdict.rawValue)),
      JSONMember("container", .string(verification.container.rawValue)),
      JSONMember("size", .integer(verification.checkpoint?.size)),
      JSONMember("root", .text(verification.checkpoint?.root.base64)),
      JSONMember("lines", .integer(verification.lines)), JSONMember("events", .integer(verification.events)),
      JSONMember("seals", .integer(verification.seals)),
      JSONMember("withheld", .array(verification.withheld.map { .integer($0) })),
      JSONMember(
        "stubs",
        .array(
          verification.stubs.map { ["index": .integer($0.index), "reason": .string($0.reason)] })),
      JSONMember("logs", .texts(verification.logs.map(\.text))),
      JSONMember("bridges", .array(verification.bridges.map { .integer($0) })),
      JSONMember("recoveries", .array(verification.recoveries.map { .integer($0) })),
      JSONMember(
        "tail", ["bytes": .integer(verification.tail.bytes), "lines": .integer(verification.tail.lines)]),
      JSONMember("anchors", anchorsJSON), JSONMember("firstSeal", .time(verification.firstSealTime)),
      JSONMember("lastSeal", .time(verification.lastSealTime)),
      JSONMember("acts", acts.map { .array($0.map(\.json)) } ?? .null),
      JSONMember("fork", contradiction.flatMap { $0.kind == .fork ? $0.json : nil } ?? .null),
      JSONMember("rolledBack", contradiction.flatMap { $0.kind == .rolledBack ? $0.json : nil } ?? .null),
      JSONMember(
        "findings",
        .array(
          verification.findings.map { finding in
            [
              "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
              "message": .string(finding.message), "index": .integer(finding.index),
              "offset": .integer(finding.offset), "expected": .text(finding.expected),
              "observed": .text(finding.observed),
            ]
          })),
    ])
  }

  /// The readable answer of `verify`.
  var verifyPage: Page {
    var page = Page()
    let isGood = verification.isIntact && verification.container != .damaged && verification.errors.isEmpty
    page.paragraph(
      .verdict(verification.verdict.rawValue, isGood ? .good : .bad)
        + ": \(code: verification.opened?.origin ?? input.name)")
    let (events, seals) = (Count.of(verification.events, "event"), Count.of(verification.seals, "seal"))
    let tail = (Count.of(verification.tail.bytes, "byte"), Count.of(verification.tail.lines, "whole line"))
    page.facts([
      ("signed by", verification.identity.map { "\(code: $0.text), \(standing(of: $0))" }),
      ("log key", logs),
      ("size", verification.checkpoint.map { "\($0.size)" }),
      ("root", verification.checkpoint.map { .code($0.root.base64) }),
      ("lines", verification.checkpoint == nil ? nil : "\(verification.lines), of these \(events) and \(seals)"),
      ("sealed", sealed), ("container", "\(verification.container.rawValue)"),
      ("withheld", withheld), ("bridges", indexes(verification.bridges)),
      ("recoveries", indexes(verification.recoveries)),
      ("unsealed tail", verification.tail.bytes > 0 ? "\(tail.0), \(tail.1): no evidence" : nil),
      ("anchors", anchorsFact), ("personal acts", acts.flatMap { JudgedAct.summary(of: $0) }),
    ])
    // Where nobody signed anything the number says it all.
    if let acts, acts.contains(where: { $0.mark != nil }) { page.table(JudgedAct.table(of: acts)) }
    var table = Table([
      .init("finding"), .init("line", .right), .init("byte", .right), .init("what"), .init("expected"),
      .init("observed"),
    ])
    for finding in verification.findings {
      table.add([
        .code(finding.rule), finding.index.map { "\($0)" } ?? "", finding.offset.map { "\($0)" } ?? "",
        "\(finding.message)", "\(finding.expected ?? "")", "\(finding.observed ?? "")",
      ])
    }
    page.table(anchorTable.withoutEmptyColumns)
    page.table(table.withoutEmptyColumns)
    if let contradiction { page.append(contradiction.page) }
    return page
  }

  /// The keys that a proof from this stream is checked with.
  private var logs: Phrase? {
    guard let last = verification.logs.last else { return nil }
    let earlier = verification.logs.count - 1
    return "\(code: last.text)\(earlier > 0 ? ", and \(earlier) before it" : "")"
  }

  /// The stubs by their reasons, which are the word of whoever withheld the lines.
  private var withheld: Phrase? {
    guard !verification.stubs.isEmpty else { return nil }
    let reasons = Set(verification.stubs.map(\.reason)).sorted()
    let parts = reasons.compactMap { reason in
      indexes(verification.stubs.filter { $0.reason == reason }.map(\.index)).map { $0 + " as \(reason)" }
    }
    let list = parts.dropFirst().reduce(parts.first ?? "") { $0 + ", " + $1 }
    return list + "; the reason is not authenticated"
  }

  /// Whether the identity in force is trusted, and by whose word if not by its own.
  private func standing(of identity: VerifierKey) -> String {
    if pinned.contains(identity) { return "trusted" }
    return pinned.last.map { "trusted as the successor of \($0.text)" } ?? "not trusted"
  }

  private var sealed: Phrase? {
    guard let first = verification.firstSealTime, let last = verification.lastSealTime else { return nil }
    let (start, end) = (EventText.time(first), EventText.time(last))
    return start == end ? "at \(start), by the recorder's clock" : "from \(start) to \(end), by the recorder's clock"
  }

  private func indexes(_ indexes: [Int]) -> Phrase? {
    guard !indexes.isEmpty else { return nil }
    let shown = indexes.prefix(10).map(String.init).joined(separator: ", ")
    if indexes.count == 1 { return "line \(shown)" }
    return indexes.count > 10 ? "lines \(shown) and \(indexes.count - 10) more" : "lines \(shown)"
  }
}
