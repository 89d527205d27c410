internal import CutoverModel
internal import Replay

extension HTMLReport {
  /// The verdicts with all that they rest on, the outages and every clock.
  func objectives(_ form: inout HTMLForm) -> PageSection? {
    guard let objectives = report.objectives else { return nil }
    var html = ""
    if objectives.objectives.isEmpty {
      var page = Page()
      page.paragraph("No objective is judged: \(objectives.planStanding == .absent ? "there is no plan" : "the plan states none").")
      html += form.render(page)
    } else {
      html += objectiveTable(objectives, form, caption: "Objectives with the events that they rest on", isDetailed: true)
    }
    var page = Page()
    if let remark = objectives.planStanding.remark { page.note("\(remark)") }
    page.list(
      objectives.objectives.filter { !$0.missing.isEmpty }.map { "\(code: $0.id) lacks \($0.missing.joined(separator: ", "))" })
    page.append(objectives.differences(asRecorded: report.asRecorded))
    page.append(objectives.outagesPage(level: 3))
    html += form.render(page)
    let clocks = objectives.clocksPage(level: 3)
    if !clocks.blocks.isEmpty {
      html += "<details id=\"clocks\">\n<summary>All clocks of every service, with what those lack that are unknown</summary>\n"
      html += form.render(clocks) + "</details>\n"
    }
    return PageSection(
      id: "objectives", title: "Objectives and clocks", short: "Objectives", content: html)
  }

  /// A row for each objective, whose cells say by `data-figure` what they hold.
  ///
  /// `data-seconds`, `data-lower` and `data-upper` are the figures of `actual` in decimal seconds, `data-count` a number that was
  /// lost; absent where nothing is known.
  func objectiveTable(
    _ objectives: ObjectivesReport, _ form: HTMLForm, caption: String, isDetailed: Bool = false
  ) -> String {
    let planned = Dictionary(report.planned.map { ($0.id, $0.planned) }, uniquingKeysWith: { first, _ in first })
    let streams = objectives.streams
    var heads = ["Objective", "Verdict", "Actual", "Limit", "Planned"]
    if isDetailed {
      heads += [EventText.anchorHeading("from", among: streams), EventText.anchorHeading("to", among: streams), "Residual"]
    }
    var html = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(HTMLText.escaped(caption))\">\n"
    html += "<table class=\"objectives\">\n<caption>\(HTMLText.escaped(caption))</caption>\n<thead><tr>"
    html += heads.map { "<th scope=\"col\">\(HTMLText.escaped($0))</th>" }.joined() + "</tr></thead>\n<tbody>\n"
    for result in objectives.objectives {
      func cell(_ figure: String, _ phrase: Phrase, _ attributes: String = "") -> String {
        "<td data-figure=\"\(figure)\"\(attributes)>\(form.shown(phrase))</td>"
      }
      html += "<tr data-objective=\"\(HTMLText.escaped(result.id))\">"
      html += "<th scope=\"row\">\(form.shown(.code(result.id)))<span class=\"measured\">\(form.shown(result.measured))</span></th>"
      html += cell("verdict", result.applies ? result.verdict.phrase : "does not apply")
      html += cell("actual", result.actualPhrase, result.figures)
      html += cell("limit", result.limitPhrase)
      html += cell("planned", (planned[result.id] ?? nil).map { "\(SpanText.of($0))" } ?? "–")
      if isDetailed {
        html += cell("from", anchored(result.from, streams)) + cell("to", anchored(result.to, streams))
        html += cell("residual", result.residual.map { "\(SpanText.of($0))" } ?? "")
      }
      html += "</tr>\n"
    }
    return html + "</tbody>\n</table>\n</div>\n"
  }

  private func anchored(_ event: EventReference?, _ streams: Int) -> Phrase {
    guard let event else { return "–" }
    return EventText.anchor(event, among: streams) + " at \(EventText.time(event.time))"
  }
}

extension ObjectiveResult {
  fileprivate var actualPhrase: Phrase {
    if !applies { return "–" }
    if let count { return "\(count) \(unit ?? "")" }
    return value == nil ? "unknown" : "\(SpanText.of(value))"
  }

  fileprivate var figures: String {
    let figures: [(String, String?)] = [
      ("seconds", seconds?.decimalSeconds), ("lower", lower?.decimalSeconds), ("upper", upper?.decimalSeconds),
      ("count", count.map { String($0) }),
    ]
    return figures.compactMap { name, value in value.map { " data-\(name)=\"\($0)\"" } }.joined()
  }
}
