internal import CutoverModel
internal import Replay

/// The sections below the summary, each left out where there is nothing in it.
extension HTMLReport {
  func sections(_ form: inout HTMLForm) -> [PageSection] {
    let figures = report.figures
    return [
      planAndActual(figures.planActual, &form), layers(figures, &form),
      traffic(figures.traffic, &form), slip(figures.slip, &form),
      earlier(figures.earlier, &form), timeline(&form), state(&form), objectives(&form),
      findings(&form), claims(&form), eventTable(), withheld(&form), follows(&form),
    ].compactMap(\.self)
  }

  private func traffic(_ figure: Figure?, _ form: inout HTMLForm) -> PageSection? {
    guard let figure else { return nil }
    return PageSection(id: "traffic", title: "Traffic and replication", short: "Traffic", content: figure.html(&form))
  }

  private func earlier(_ figures: [Figure], _ form: inout HTMLForm) -> PageSection? {
    guard let comparison = report.comparison else { return nil }
    var html = figures.map { $0.html(&form) }.joined()
    html += disclosed("Every task, phase and clock of each run", comparison.page.lowered(by: 1), &form)
    return PageSection(id: "earlier", title: "Earlier runs", short: "Earlier", content: html)
  }

  private func planAndActual(_ figure: Figure?, _ form: inout HTMLForm) -> PageSection? {
    var html = ""
    var why: Phrase?
    if let variance = report.variance, variance.hasPlannedTimes {
      html += form.render(variance.summaryPage)
    } else {
      why =
        report.plan == nil ? "The stream carries no plan that could be held against what happened." : "The plan states no times."
    }
    if let why { html += "<p>\(form.shown(why))</p>\n" }
    html += figure.map { $0.html(&form) } ?? ""
    if let variance = report.variance, variance.hasPlannedTimes {
      html += disclosed("Every task and gate against its plan", variance.tasksAndGatesPage(3), &form)
    }
    return PageSection(
      id: "plan-actual", title: "Planned and actual", short: "Plan", content: html, isComputed: why == nil || figure != nil)
  }

  private func layers(_ figures: RunFigures, _ form: inout HTMLForm) -> PageSection? {
    guard let layers = figures.layers else { return nil }
    var html = layers.html(&form)
    if figures.traffic == nil {
      html += "<p class=\"small\">Neither shares of traffic nor the lag of a replication were recorded, so there is no chart of them.</p>\n"
    }
    return PageSection(id: "layers", title: "Layer by layer", short: "Layers", content: html)
  }

  private func slip(_ figure: Figure?, _ form: inout HTMLForm) -> PageSection? {
    let page = report.variance?.slipPage(3) ?? Page()
    guard figure != nil || !page.blocks.isEmpty else { return nil }
    var html = figure.map { $0.html(&form) } ?? ""
    html += figure == nil ? form.render(page) : disclosed("What made the slip, in figures", page, &form)
    return PageSection(id: "slip", title: "What made it late or early", short: "Slip", content: html)
  }

  /// A page behind a disclosure; empty where the page is.
  private func disclosed(_ summary: String, _ page: Page, _ form: inout HTMLForm) -> String {
    guard !page.blocks.isEmpty else { return "" }
    return "<details>\n<summary>\(HTMLText.escaped(summary))</summary>\n\(form.render(page))</details>\n"
  }

  private func timeline(_ form: inout HTMLForm) -> PageSection? {
    let timeline = report.timeline
    // The entries have an allowance of their own, so that they stand whatever the tables before them took.
    let allowance = form.bytesOfTables
    form.bytesOfTables = nil
    var html = form.render(timeline.entriesPage(first: entriesShown(form)))
    form.bytesOfTables = allowance
    html += form.render(timeline.outcomesPage)
    return PageSection(id: "timeline", title: "Timeline", short: "Timeline", content: html)
  }

  /// How many rows of entries stand in the timeline, and how many bytes these may have.
  private static let (mostEntryRows, bytesOfEntries) = (600, 1 << 18)

  /// How many entries stand in the timeline.
  private func entriesShown(_ form: HTMLForm) -> Int {
    var (rows, bytes) = (0, 0)
    for (number, entry) in report.timeline.entries.enumerated() {
      let cells = [entry.phrase] + entry.steps.map(\.phrase)
      rows += cells.count
      bytes += cells.reduce(0) { $0 + form.shown($1.cut(to: Self.mostInCell)).utf8.count }
      if rows > Self.mostEntryRows || bytes > Self.bytesOfEntries { return number }
    }
    return report.timeline.entries.count
  }

  /// How many bytes all tables of the sections may have, but for those of entries and events.
  static let bytesOfTables = 1 << 20

  private func state(_ form: inout HTMLForm) -> PageSection? {
    guard let alignment = report.alignment else { return nil }
    return PageSection(
      id: "state", title: "State against the plan", short: "State",
      content: form.render(alignment.page(asRecorded: report.alignmentAsRecorded)))
  }

  private func findings(_ form: inout HTMLForm) -> PageSection? {
    var page = Page()
    if let audit = report.audit {
      page.append(audit.page(for: .document, level: 3))
    } else {
      page.paragraph(
        "No policy was judged. \(code: "cutlog report --policy") with a control pack or a file of rules adds its findings here.")
    }
    page.heading("What the run itself shows", level: 3)
    if report.problems.isEmpty { page.paragraph("None.") }
    page.list(report.problems.map { isOwn($0) ? $0.phrase : $0.phrase.unlinked })
    if !report.corrections.isEmpty {
      page.heading("Corrections", level: 3)
      page.append(report.corrections.page)
    }
    return PageSection(id: "findings", title: "Findings", short: "Findings", content: form.render(page))
  }

  /// Whether a problem is of a stream of this run, whose lines can be led to; those of an earlier run are elsewhere.
  func isOwn(_ problem: ReportProblem) -> Bool {
    let number = (problem.streamNumber ?? 1) - 1
    guard let origin = problem.stream, streams.indices.contains(number) else { return problem.stream == nil }
    return streams[number].summary.origin == origin
  }

  private func claims(_ form: inout HTMLForm) -> PageSection? {
    guard let claims = report.claims else { return nil }
    return PageSection(
      id: "claims", title: "Claims", short: "Claims",
      content: form.render(claims.page(asRecorded: report.claimsAsRecorded)))
  }

  private func withheld(_ form: inout HTMLForm) -> PageSection? {
    var page = Page()
    let withheld = streams.enumerated().filter { !$0.element.summary.withheld.isEmpty }
    guard !withheld.isEmpty else { return nil }
    page.paragraph(
      """
      Some lines were taken out of the file after they were sealed. Each left a stub with the hash of what stood there, so the \
      seals still hold; what was said there nobody can tell from this file, and why it was withheld is not authenticated. What \
      could hang on a withheld line is \(.verdict("unknown", .open)).
      """)
    page.facts(
      withheld.map { number, stream in
        let lines = LineRanges(stream.summary.withheld)
        let name = streams.count > 1 ? "stream \(number + 1)" : "lines"
        return (name, "\(lines.text) (\(Count.of(stream.summary.withheld.count, "line")))")
      })
    return PageSection(
      id: "withheld", title: "What is withheld", short: "Withheld", content: form.render(page), isComputed: false)
  }

  private func follows(_ form: inout HTMLForm) -> PageSection? {
    var page = Page()
    page.paragraph(
      """
      Everything on this page follows from what is named here: each stream up to its last checkpoint, the plan in it, the \
      policies, and what was asked. The same streams give the same page, byte by byte.
      """)
    var html = form.render(page)
    if let basis = report.basis {
      let lines = basis.statement.map { HTMLText.escaped($0) }
      html += "<pre id=\"\(Self.statementID)\" tabindex=\"0\" aria-label=\"What this report follows from\">\(lines.joined(separator: "\n"))</pre>\n"
    }
    page = Page()
    for (number, stream) in streams.enumerated() {
      guard let checkpoint = stream.summary.checkpoint else { continue }
      page.paragraph(
        "The last checkpoint\(streams.count > 1 ? " of stream \(number + 1)" : ""), to compare with one that you hold:")
      page.preformatted(checkpoint)
    }
    page.heading("How to check it", level: 3)
    page.list([
      "\(code: command) makes this page again from the stream and compares every byte.",
      "\(code: "cutlog verify STREAM.jsonl.gz --trust KEYS") checks the stream itself: every hash, seal and signature, against a key that you were given.",
      """
      \(code: "python3 verify_stream.py STREAM.jsonl.gz") does the same without cutlog: a second implementation in one file, written \
      from the specification alone. Every evidence pack (\(code: "cutlog report --pack")) carries it.
      """,
      """
      This page checks the stream that it carries by itself, in your browser. It can't vouch for its own script: whoever changes a \
      page can change that too.
      """,
    ])
    page.heading("What it does not show", level: 3)
    page.list(notShown)
    html += form.render(page)
    return PageSection(
      id: "follows", title: "What this follows from", short: "Basis", content: html, isComputed: false)
  }

  /// The id of the element that holds the statement of what the report follows from.
  static let statementID = "basis"

  private var notShown: [Phrase] {
    var items: [Phrase] = [
      "That an event is true. Each line is as it was recorded; a source can report what is not so.",
      "That nothing was left out. What was never recorded leaves no trace.",
      "When lines were written, beyond the recorder's word, unless a checkpoint was held by somebody else at the time.",
    ]
    if report.objectives?.planStanding == .writtenAfterwards {
      items.append("That the plan and its objectives were there before. They were written afterwards.")
    }
    if streams.contains(where: { $0.summary.verdict == "open" }) {
      items.append("What happened after the last seal: a stream is still open.")
    }
    return items
  }

  /// What the page's own check comes to, in words that stand there without script too.
  func whatIsChecked() -> String {
    var form = HTMLForm()
    var page = Page()
    let carried = streams.filter { $0.bytes != nil }.count
    let carries: Phrase =
      if carried == streams.count {
        streams.count == 1 ? "This page carries the recorded stream itself." : "This page carries all \(streams.count) recorded streams."
      } else if carried == 0 {
        "The recorded stream is too large to be carried by this page, which refers to it by its checkpoint; drop the file here to check it."
      } else {
        "This page carries \(carried) of \(streams.count) recorded streams; the others are too large, and can be dropped here."
      }
    page.paragraph(
      carries
        + """
           Its script recomputes the root over every line, checks each seal, the chain of keys and the identity against a key \
          that you paste, and recomputes the state and the verdicts on the objectives. All else was computed by cutlog.
          """)
    page.paragraph(
      """
      A page can't vouch for its own script. Whoever must be sure runs \(code: command), which \
      makes the whole page again from the stream.
      """)
    for (number, stream) in streams.enumerated() {
      let summary = stream.summary
      page.facts([
        (streams.count > 1 ? "stream \(number + 1)" : "stream", summary.origin.map { .code($0) }),
        ("cutlog found it", .verdict(summary.verdict, summary.isIntact ? .good : .bad)),
        ("sealed lines", summary.size.map { "\($0)" }), ("root", summary.root.map { .code($0) }),
        (
          "signed by",
          summary.signer.map {
            "\(code: $0.vkey), " + standing(of: $0)
          }
        ),
      ])
    }
    return form.render(page)
  }

  /// By which key whoever made the page trusts a signer.
  private func standing(of signer: StreamSummary.Signer) -> Phrase {
    guard let pin = signer.pin else { return "not in the trust file of whoever made this page" }
    return pin == signer.vkey
      ? "trusted by whoever made this page" : "trusted by whoever made this page as the successor of \(code: pin)"
  }
}
