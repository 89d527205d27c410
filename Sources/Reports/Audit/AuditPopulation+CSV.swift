internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import Replay

extension AuditPopulation {
  /// One row for each rule and run, to be filtered, counted and drawn from in a spreadsheet.
  ///
  /// Every row says what it follows from. Lists are in one cell: lines and leaf hashes with a blank between them, in the
  /// same order; names, reasons and ids with a semicolon.
  ///
  /// - Parameter basis: What all of it follows from, its runs in the order of these; the last cell of a row then holds the
  ///   statement of its run, which `cutlog report --check` reads.
  package func csv(program: ProgramName, basis: ReportBasis? = nil) -> [UInt8] {
    var table = CSVTable(Self.columns + (basis == nil ? [] : [StatedReport.column]))
    for (number, run) in runs.enumerated() {
      let front = run.runCells
      let statement = basis.map { [$0.ofRun(number).cell] } ?? []
      for judged in run.policies {
        let policy = judged.policy
        let own = [policy.id, String(policy.version), judged.digest]
        for finding in judged.findings {
          let name = [run.id(of: finding, in: policy)]
          table.add(
            name + front + own + run.cells(of: finding, in: policy) + ["\(program.name) \(program.version)"]
              + statement)
        }
      }
    }
    return table.bytes
  }

  private static let columns = [
    "finding", "run", "kind", "start", "end", "outcome", "origins", "sizes", "roots", "logs", "signers", "plan_sha256",
    "policy", "policy_version", "policy_sha256", "rule", "title", "severity", "counts", "result", "as_seen", "template",
    "demands", "controls", "second_hand", "activations", "fulfilled", "violated", "reasons", "cannot_show", "events",
    "event_lines", "event_leaves", "event_times", "event_types", "event_ids", "program",
  ]
}

extension RunAudit {
  /// The same for one run.
  package func csv(program: ProgramName) -> [UInt8] { AuditPopulation([self]).csv(program: program) }

  fileprivate var runCells: [String] {
    [
      run ?? "", streams.first?.kind ?? "", start?.description ?? "", end?.description ?? "", ends.outcome ?? "",
      streams.map { $0.origin ?? "" }.joined(separator: " "),
      streams.map { $0.size.map(String.init) ?? "" }.joined(separator: " "),
      streams.map { $0.root ?? "" }.joined(separator: " "), streams.map(\.verdict).joined(separator: " "),
      streams.map(\.signerCell).joined(separator: "; "), planDigest ?? "",
    ]
  }

  fileprivate func cells(of finding: RuleFinding, in policy: Policy) -> [String] {
    let rule = finding.rule
    let secondHand = rule.controls.filter { policy.control($0)?.isSecondHand == true }
    let judged = [
      rule.id, rule.title, rule.severity.rawValue, counts(finding) ? "yes" : "no", finding.result.rawValue,
      finding.asSeen.rawValue, rule.requirement.templateName, rule.requirement.phrase.text,
      CSVText.list(rule.controls), CSVText.list(secondHand), String(finding.activations),
      String(finding.fulfilled), String(finding.violated), finding.reasons.joined(separator: "; "),
      rule.cannotShow ?? "",
    ]
    let events = finding.events
    // A line is named by its stream's number too where there are several, counted as in `origins`.
    let lines = events.map { streams.count > 1 ? "\($0.stream + 1):\($0.index)" : String($0.index) }
    return judged + [
      String(events.count), lines.joined(separator: " "),
      events.map { leaf(of: $0) ?? "-" }.joined(separator: " "),
      events.map(\.time.description).joined(separator: " "),
      CSVText.list(events.map { EventText.shortType($0.type) }), CSVText.list(events.map(\.id)),
    ]
  }
}

extension StreamSummary {
  fileprivate var signerCell: String {
    signer.map { "\($0.name) (\($0.trusted ? "trusted" : "not trusted"))" } ?? "nobody known"
  }
}
