internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import Replay

/// What a reader sees first: what it was, what the log proves, whether promises were kept, who decided what.
extension HTMLReport {
  func top(_ form: inout HTMLForm) -> String {
    var html = "<p class=\"kind\">\(form.shown(kind))</p>\n"
    html += "<h1 id=\"top-heading\">\(form.shown(report.title))</h1>\n"
    if report.isUnverified {
      html += "<p class=\"note alarm\">The log was not verified or does not verify. Nothing on this page is evidence.</p>\n"
    }
    html += badges(form)
    html += "<div class=\"summary\">\n"
    html += RunSummary(report).sentences.map { "<p>\(form.shown($0))</p>\n" }.joined() + "</div>\n"
    let (clocks, decisions) = (otherClocks(form), decisions(form))
    var computed = ["The sentences above"]
    if !clocks.isEmpty { computed.append("the other clocks") }
    if !decisions.isEmpty { computed.append("the decisions below") }
    html += PageSection.computed("\(Phrase.enumeration(computed.map { Phrase($0) }).text) were computed")
    if let objectives = report.objectives, !objectives.objectives.isEmpty {
      html += objectiveTable(objectives, form, caption: "What was promised, planned and kept, each under its declared clock")
    }
    html += clocks + decisions
    html += facts(&form)
    return html
  }

  /// What kind of run it was, of what, where.
  private var kind: Phrase {
    func stated(_ name: String) -> String? { report.opening.first { $0.name == name }?.value }
    let kinds = Set(streams.compactMap(\.summary.kind))
    var parts: [Phrase] = []
    switch kinds.count == 1 ? kinds.first : nil {
    case "live": parts.append("Live cutover")
    case "rehearsal": parts.append("Rehearsal")
    case "failback": parts.append("Failback")
    case "import": parts.append("Import: written down afterwards")
    case "addendum": parts.append("Addendum")
    default: parts.append("Cutover")
    }
    if let environment = stated("environment") { parts.append("\(environment)") }
    if let source = stated("from"), let target = stated("to") { parts.append("\(source) → \(target)") }
    if let change = report.plan?.change { parts.append("\(change)") }
    return .joined(parts, by: " · ")
  }

  /// In a few words each: the verdict of the log, who signed, the worst verdict, what was corrected and withheld.
  ///
  /// `data-figure` says what a verdict is of: `log` and `signer` of the stream `data-stream`, counted from 0, `objectives` or `rules`.
  private func badges(_ form: HTMLForm) -> String {
    var items: [(tone: Phrase.Tone, text: Phrase, target: String, figure: String?, stream: Int?)] = []
    for (number, stream) in streams.enumerated() {
      let summary = stream.summary
      let name = streams.count > 1 ? "Log \(number + 1)" : "Log"
      let size = summary.size.map { ", \(Count.of($0, "line")) sealed" } ?? ""
      items.append((summary.isIntact ? .good : .bad, "\(name) \(strong: summary.verdict)\(size)", "check", "log", number))
      if summary.isIntact {
        let isTrusted = summary.signer?.trusted == true
        items.append(
          (
            isTrusted ? .good : .open, isTrusted ? "Signer \(strong: "trusted")" : "Signer \(strong: "not known")", "check", "signer",
            number
          ))
      }
    }
    if let objectives = report.objectives, let verdict = objectives.verdict {
      let judged = objectives.objectives.filter(\.applies)
      let count = judged.count { $0.verdict == verdict }
      let tone: Phrase.Tone = verdict == .met ? .good : verdict == .missed ? .bad : .open
      let text: Phrase =
        verdict == .met
        ? "\(strong: "All \(Count.of(count, "objective"))") met" : "\(strong: "\(count) of \(Count.of(judged.count, "objective"))") \(verdict.rawValue)"
      items.append((tone, text, "objectives", "objectives", nil))
    }
    if let audit = report.audit, let verdict = audit.verdict {
      let tone: Phrase.Tone = verdict == .violated ? .bad : verdict == .undecidable ? .open : .good
      items.append((tone, "Rules \(strong: verdict.rawValue)", "findings", "rules", nil))
    }
    let corrected = report.corrections.amended + report.corrections.retracted
    if corrected > 0 { items.append((.open, "\(Count.of(corrected, "event")) corrected", "findings", nil, nil)) }
    let withheld = streams.reduce(0) { $0 + $1.summary.withheld.count }
    if withheld > 0 { items.append((.open, "\(Count.of(withheld, "line")) withheld", "withheld", nil, nil)) }
    let list = items.map { item in
      let figure = item.figure.map { " data-figure=\"\($0)\"" } ?? ""
      let stream = item.stream.map { " data-stream=\"\($0)\"" } ?? ""
      return "<li class=\"badge \(item.tone.className)\"\(figure)\(stream)><a href=\"#\(item.target)\">\(form.shown(item.text))</a></li>\n"
    }
    return "<ul class=\"badges\">\n\(list.joined())</ul>\n"
  }

  /// The clocks of all services beside each other, one click away: the declared one alone is judged.
  private func otherClocks(_ form: HTMLForm) -> String {
    guard let services = report.objectives?.services, !services.isEmpty else { return "" }
    var names: [RecoveryClock] = []
    for clock in services.flatMap(\.clocks) where clock.value != nil && !names.contains(clock.clock) { names.append(clock.clock) }
    guard !names.isEmpty else { return "" }
    var html = "<details class=\"clocks\">\n<summary>The same run by every other clock</summary>\n"
    html += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Clocks\">\n<table>\n"
    html += "<caption>What each clock shows; where each starts and stops is under <a href=\"#objectives\">Objectives</a></caption>\n<thead><tr><th scope=\"col\">Clock</th>"
    html += services.map { "<th scope=\"col\">\(form.shown($0.service.map { "\($0)" } ?? "all"))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
    for clock in names {
      html += "<tr><th scope=\"row\">\(form.shown(.code(clock.name)))</th>"
      for service in services {
        let value = service.clocks.first { $0.clock == clock }?.value
        html += "<td>\(form.shown(value.map { "\(SpanText.of($0))" } ?? "–"))</td>"
      }
      html += "</tr>\n"
    }
    return html + "</tbody>\n</table>\n</div>\n</details>\n"
  }

  // MARK: - Decisions

  private struct Decision {
    var at: EventMoment
    var word: String
    var subject: String?
    var actor: String?
    var onBehalfOf: String?
    var mode: CutoverEvent.Mode
  }

  /// How many decisions stand in the line.
  private static let mostDecisions = 24

  /// Gates and decisions in their order, with who decided and when. None is marked good or bad: a no-go is as right as
  /// a go, and a name stands beside it.
  private func decisions(_ form: HTMLForm) -> String {
    var all: [Decision] = report.timeline.decisions.filter { $0.gate == nil }.map { record in
      Decision(
        at: record.at, word: record.decision ?? "decided", subject: record.service, actor: record.actor,
        onBehalfOf: record.onBehalfOf, mode: record.mode)
    }
    for gate in report.timeline.gates {
      all += gate.acts.map { act in
        Decision(
          at: act.at, word: act.word, subject: "gate \(gate.gate)", actor: act.actor, onBehalfOf: act.onBehalfOf,
          mode: act.mode)
      }
    }
    guard !all.isEmpty else { return "" }
    all.sort { ($0.at.time.nanoseconds, $0.at.event.place) < ($1.at.time.nanoseconds, $1.at.event.place) }
    let date = all.first?.at.moment.stated.day ?? ""
    var html = "<h2 id=\"decisions\">Decisions</h2>\n<ol class=\"decisions\">\n"
    for decision in all.prefix(Self.mostDecisions) {
      let link = Phrase([.event(decision.at.moment.short(on: date), decision.at.event.place)])
      var text: Phrase = "\(strong: EventLine.cut(decision.word, to: 60))"
      if let subject = decision.subject { text = text + " \(subject)" }
      if decision.mode != .live { text = text + " (\(decision.mode.rawValue))" }
      if let actor = decision.actor { text = text + ", \(actor)" }
      if let other = decision.onBehalfOf { text = text + " for \(other)" }
      html += "<li><span class=\"at\">\(form.shown(link))</span> \(form.shown(text))</li>\n"
    }
    html += "</ol>\n"
    if all.count > Self.mostDecisions {
      html += "<p>\(all.count - Self.mostDecisions) further decisions stand in the <a href=\"#timeline\">timeline</a>.</p>\n"
    }
    if !date.isEmpty { html += "<p class=\"small\">Times of day are of \(HTMLText.escaped(date)), in UTC.</p>\n" }
    return html
  }

  private func facts(_ form: inout HTMLForm) -> String {
    var page = Page()
    page.facts(
      [
        ("plan", report.plan.map { "\(code: $0.plan), version \($0.version)" }),
        ("plan's document, SHA-256", report.planDigest.map { .code($0) }),
        ("change", report.plan?.change.map { .code($0) }),
      ] + report.opening.map { ($0.name, Optional(Phrase("\(code: $0.value)"))) })
    for other in report.otherPlans {
      page.note(
        """
        plan \(code: other.plan), version \(other.version), in line \(other.index) is not the one that is judged\
        \(other.reason.map { ": \($0)" } ?? "")
        """)
    }
    guard !page.blocks.isEmpty else { return "" }
    return "<details class=\"facts\">\n<summary>The plan, and what the recorder was told of the run</summary>\n\(form.render(page))</details>\n"
  }
}
