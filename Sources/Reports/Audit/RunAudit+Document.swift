internal import Audit
internal import CutoverModel
internal import Replay

extension RunAudit {
  /// The audit as a document of its own: what was judged, what the log proves, every finding with its evidence, the
  /// controls, and what is not shown. `program` stands at its end.
  ///
  /// - Parameter basis: What all of it follows from.
  package func documentPage(program: ProgramName, basis: ReportBasis? = nil) -> Page {
    var page = Page()
    page.heading("Audit: \(title)", level: 1)
    if isUnverified {
      page.note("The log was not verified or does not verify. Nothing on this page is evidence.")
    }
    page.heading("What was judged")
    page.facts(facts)
    page.append(evidence(heading: "What the log proves"))
    page.append(corrections.page)
    page.heading("Result")
    page.append(self.page(for: .document))
    page.append(AuditText.end(problems, streams: streams, basis, program: program))
    return page
  }

  private var title: Phrase {
    guard let plan else { return run.map { .code($0) } ?? "unknown run" }
    return "\(plan.title ?? plan.plan)"
  }

  private var facts: [(String, Phrase?)] {
    [
      ("run", run.map { .code($0) }), ("start", start.map { "\(EventText.time($0))" }),
      ("end", end.map { "\(EventText.time($0))" }), ("outcome", outcomePhrase),
      ("plan", plan.map { "\(code: $0.plan), version \($0.version)" }),
      ("plan's document, SHA-256", planDigest.map { .code($0) }),
    ] + opening.map { ($0.name, Optional(Phrase.code($0.value))) }
  }

  /// How the run says that it ended.
  var outcomePhrase: Phrase? {
    if let outcome = ends.outcome { return "\(outcome)" }
    return ends.isRolledBack ? "a rollback was decided" : nil
  }

  /// Each stream with its root and its signer.
  func evidence(heading: String) -> Page {
    var page = Page()
    page.heading("\(heading)")
    for (number, stream) in streams.enumerated() {
      page.facts([
        (streams.count > 1 ? "stream \(number + 1)" : "stream", stream.origin.map { .code($0) }),
        ("verdict", .verdict(stream.verdict, stream.isIntact ? .good : .bad)),
        ("sealed lines", stream.size.map { "\($0)" }), ("root", stream.root.map { .code($0) }),
        ("signed by", stream.signer.map { "\(code: $0.vkey), \($0.trusted ? "trusted" : "not trusted")" }),
      ])
    }
    return page
  }
}

/// What every document of an audit ends with.
enum AuditText {
  static func end(
    _ problems: [ReportProblem], streams: [StreamSummary], _ basis: ReportBasis?, program: ProgramName
  ) -> Page {
    var page = Page()
    page.heading("Findings about the evidence")
    if problems.isEmpty { page.paragraph("None.") }
    page.list(problems.map(\.phrase))
    if let basis { page.append(basis.page(showsCheckpoints: true)) }
    page.heading("What this does not show")
    var items: [Phrase] = [
      "That an event is true. Each line is as it was recorded; a source can report what is not so.",
      "That nothing was left out. What was never recorded leaves no trace.",
      "That a control works. A rule looks at what the events say; what it can't show stands beside it.",
      "Anything where a rule is vacuous: nothing happened that it speaks of.",
    ]
    if streams.contains(where: { $0.verdict == "open" }) {
      items.append("What happened after the last seal: a stream is still open.")
    }
    page.list(items)
    page.paragraph("Made by \(program.name) \(program.version). Times are UTC.")
    return page
  }
}
