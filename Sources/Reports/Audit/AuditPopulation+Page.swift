internal import Audit
internal import CutoverModel

extension AuditPopulation {
  /// The readable answer for a terminal.
  package var page: Page { page(for: .terminal) }

  /// A row for each run with totals, then for each policy its rules over all runs, what is violated in each run, and the
  /// controls. Of a single run the page is that of the run.
  package func page(for detail: AuditDetail, level: Int = 2) -> Page {
    if runs.count == 1, let run = runs.first { return run.page(for: detail, level: level) }
    var page = Page()
    page.heading("Population: \(Count.of(runs.count, "run")), \(Count.of(streams.count, "stream"))", level: level)
    page.facts([("verdict", verdict?.phrase ?? "none: no rule was judged"), ("results", counts.phrase)])
    page.append(detail == .terminal ? briefRuns : wholeRuns)
    for (number, judged) in policies.enumerated() {
      page.append(self.page(of: judged, number: number, for: detail, level: level))
    }
    return page
  }

  /// The population as a document of its own. `program` stands at its end.
  ///
  /// - Parameter basis: What all of it follows from.
  package func documentPage(program: ProgramName, basis: ReportBasis? = nil) -> Page {
    if runs.count == 1, let run = runs.first { return run.documentPage(program: program, basis: basis) }
    var page = Page()
    page.heading("Audit of \(Count.of(runs.count, "run"))", level: 1)
    if isUnverified {
      page.note("A log was not verified or does not verify. What follows from it is no evidence.")
    }
    page.append(self.page(for: .document))
    page.append(AuditText.end(problems, streams: streams, basis, program: program))
    return page
  }

  // MARK: - Runs

  private static let counted: [(result: RuleResult, title: String)] = [
    (.violated, "viol"), (.undecidable, "und"), (.vacuous, "vac"), (.satisfied, "sat"),
  ]

  /// Two narrow tables: what each run came to, and the streams that it rests on.
  private var briefRuns: Page {
    var page = Page()
    let numbers = Self.counted.map { Table.Column($0.title, .right) }
    var table = Table([.init("run", .right), .init("start"), .init("outcome")] + numbers + [.init("verdict")])
    for (number, run) in runs.enumerated() {
      let counts = ResultCounts(run.findings.map(\.result))
      let front: [Phrase] = ["\(number + 1)", "\(run.start.map(EventText.time) ?? "–")", run.outcomePhrase ?? "–"]
      table.add(front + Self.counted.map { "\(counts[$0.result])" } + [run.verdict?.phrase ?? "–"])
    }
    let totals: [Phrase] = ["all", "", ""]
    table.add(totals + Self.counted.map { "\(counts[$0.result])" } + [verdict?.phrase ?? "–"])
    page.table(table)
    var evidence = Table([
      .init("run", .right), .init("log"), .init("size", .right), .init("root"), .init("signer"), .init("origin"),
    ])
    for (number, run) in runs.enumerated() {
      for stream in run.streams { evidence.add(["\(number + 1)"] + Self.cells(of: stream, isBrief: true)) }
    }
    page.table(evidence)
    return page
  }

  private static func cells(of stream: StreamSummary, isBrief: Bool) -> [Phrase] {
    let root: Phrase = stream.root.map { .code(isBrief ? "\($0.prefix(8))…" : $0) } ?? "–"
    let signer = stream.signer.map { $0.trusted ? "trusted" : "not trusted" } ?? "nobody known"
    return [
      .verdict(stream.verdict, stream.isIntact ? .good : .bad), "\(stream.size.map(String.init) ?? "–")", root, "\(signer)",
      stream.origin.map { .code($0) } ?? "–",
    ]
  }

  /// One table for the runs and one for their streams, with nothing cut.
  private var wholeRuns: Page {
    var page = Page()
    let numbers = RuleResult.worstFirst.map { Table.Column($0.rawValue, .right) }
    var table = Table(
      [.init("run", .right), .init("name"), .init("start"), .init("end"), .init("outcome"), .init("plan, SHA-256")]
        + numbers + [.init("verdict")])
    for (number, run) in runs.enumerated() {
      let counts = ResultCounts(run.findings.map(\.result))
      let front: [Phrase] = [
        "\(number + 1)", run.run.map { .code($0) } ?? "–", "\(run.start.map(EventText.time) ?? "–")",
        "\(run.end.map(EventText.time) ?? "–")", run.outcomePhrase ?? "–", run.planDigest.map { .code($0) } ?? "–",
      ]
      table.add(front + RuleResult.worstFirst.map { "\(counts[$0])" } + [run.verdict?.phrase ?? "–"])
    }
    let totals: [Phrase] = ["all", "", "", "", "", ""]
    table.add(totals + RuleResult.worstFirst.map { "\(counts[$0])" } + [verdict?.phrase ?? "–"])
    page.table(table)
    var evidence = Table([
      .init("run", .right), .init("log"), .init("size", .right), .init("root"), .init("signer"), .init("origin"),
    ])
    for (number, run) in runs.enumerated() {
      for stream in run.streams { evidence.add(["\(number + 1)"] + Self.cells(of: stream, isBrief: false)) }
    }
    page.table(evidence)
    return page
  }

  // MARK: - Policies

  private func page(
    of judged: [RunAudit.JudgedPolicy], number: Int, for detail: AuditDetail, level: Int
  ) -> Page {
    guard let first = judged.first else { return Page() }
    var page = first.heading(level: level, counts: ResultCounts(judged.flatMap(\.findings).map(\.result)))
    page.table(Self.rules(judged, for: detail))
    for (number, run) in runs.enumerated() {
      let findings = judged[number].findings
      let name: Phrase = run.run.map { .code($0) } ?? "unknown"
      for (result, title) in [(RuleResult.violated, "Violated"), (.undecidable, "Undecidable")] {
        let wanted = findings.filter { $0.result == result }
        if wanted.isEmpty { continue }
        page.heading("\(title) in run \(number + 1), \(name)", level: level + 1)
        guard result == .violated || detail == .document else {
          page.list(wanted.map(Self.brief))
          continue
        }
        for finding in wanted {
          page.append(run.page(of: finding, in: first.policy, for: detail, level: level + 2))
        }
      }
    }
    let controls = ControlResults.all(of: judged)
    let isBrief = detail == .terminal
    page.append(
      isBrief ? ControlResults.brief(controls, level: level + 1) : ControlResults.whole(controls, level: level + 1))
    return page
  }

  private static func brief(_ finding: RuleFinding) -> Phrase {
    let reason = finding.reasons.first.map { ": \($0)" } ?? ""
    let further = finding.reasons.count > 1 ? " (and \(finding.reasons.count - 1) more)" : ""
    return "\(code: finding.rule.id)\(reason)\(further)"
  }

  /// A row for each rule: in how many runs it came to what.
  private static func rules(_ judged: [RunAudit.JudgedPolicy], for detail: AuditDetail) -> Table {
    let isBrief = detail == .terminal
    let numbers = counted.map { Table.Column(isBrief ? $0.title : $0.result.rawValue, .right) }
    var table = Table([.init("rule")] + numbers + [.init("title")])
    for (number, rule) in (judged.first?.policy.rules ?? []).enumerated() {
      let counts = ResultCounts(judged.map { $0.findings[number].result })
      let cells: [Phrase] = counted.map { "\(counts[$0.result])" }
      table.add([.code(rule.id)] + cells + ["\(rule.title)"])
    }
    return table
  }
}
