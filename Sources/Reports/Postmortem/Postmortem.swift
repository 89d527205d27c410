internal import CutoverModel
internal import Replay

/// A run as the draft of a blameless postmortem, in Markdown.
///
/// What can be computed stands in it, each figure with the events that it rests on; what only people can say is left
/// empty for them. Roles and actors stand in the timeline and under the decisions, and nowhere else.
package struct Postmortem: Sendable {
  let report: RunReport
  let sections: [TimelineSection]

  package init(_ report: RunReport) {
    self.report = report
    sections = TimelineSection.sections(of: report.timeline.entries)
  }

  /// The whole draft; `program` stands at its end.
  package func markdown(program: ProgramName) -> String {
    let form = MarkdownForm(targets: report.timeline.headings(of: sections))
    var parts = [form.render(front)]
    if let diagram = GanttDiagram(report) {
      parts.append(form.render(introduction(of: diagram)))
      parts.append("```mermaid\n\(diagram.text)```\n")
    }
    parts.append(form.render(course))
    parts.append(form.render(end(program)))
    return parts.joined(separator: "\n")
  }

  // MARK: - Parts

  private var front: Page {
    var page = Page()
    page.heading("Postmortem draft: \(report.title)", level: 1)
    if report.isUnverified {
      page.note("The log was not verified or does not verify. Nothing on this page is evidence.")
    }
    page.note(
      """
      A draft. cutlog computed what stands here from the record; each figure names the events that it rests on, by line \
      and id. The questions that the record leaves open, and the sections that people have to write, stand at its end.
      """)
    page.heading("Summary")
    for sentence in RunSummary(report).sentences { page.paragraph(sentence) }
    page.append(report.corrections.page)
    page.append(report.whatItWas)
    page.append(impact)
    page.append(objectives)
    page.append(clocks)
    return page
  }

  private var objectives: Page {
    var page = Page()
    page.heading("Objectives")
    guard let objectives = report.objectives else {
      page.paragraph("No objectives were judged.")
      return page
    }
    page.append(objectives.verdictPage)
    page.append(objectives.differences(asRecorded: report.asRecorded))
    return page
  }

  private func introduction(of diagram: GanttDiagram) -> Page {
    var page = Page()
    page.heading("Course")
    page.paragraph("\(diagram.caption)")
    return page
  }

  private var course: Page {
    var page = Page()
    page.append(timeline)
    page.append(decisions)
    page.append(slips)
    if let comparison = report.comparison {
      page.heading("Earlier runs")
      page.append(comparison.page.lowered(by: 1))
    }
    page.append(findings)
    page.append(questions)
    return page
  }

  private func end(_ program: ProgramName) -> Page {
    var page = Page()
    page.append(toBeWritten)
    page.append(report.whatTheLogProves)
    if let basis = report.basis { page.append(basis.page(showsCheckpoints: false)) }
    page.append(report.whatIsNotShown)
    page.paragraph("Made by \(program.name) \(program.version). Times are UTC.")
    return page
  }

  // MARK: - Sections

  private var timeline: Page {
    let timeline = report.timeline
    let imports = report.streams.indices.filter { report.streams[$0].kind == "import" }.map { $0 + 1 }
    var page = Page()
    page.heading("Timeline")
    if timeline.entries.isEmpty { page.paragraph("Nothing happened: the stream has no events.") }
    if let from = timeline.toldFrom {
      page.paragraph(
        """
        When each of these was known isn't recorded: the recorder was told only afterwards, from \
        \(EventText.time(from)) on.
        """)
    } else if !imports.isEmpty, imports.count == report.streams.count {
      let streams = imports.count == 1 ? "the stream is an import" : "the streams are imports"
      page.paragraph("When each of these was known isn't recorded: \(streams), written down afterwards.")
    } else if !timeline.known.isEmpty {
      page.paragraph(
        """
        \(strong: "at") is when it happened, by its source; \(strong: "known") is when the recorder accepted it, where \
        that was over a minute later.
        """)
    } else if !timeline.entries.isEmpty {
      page.paragraph("Each was known within a minute: the recorder had accepted it by then.")
    }
    if !imports.isEmpty, imports.count < report.streams.count {
      let isOne = imports.count == 1
      page.paragraph(
        """
        That is not so of \(isOne ? "stream" : "streams") \(imports.map(String.init).joined(separator: ", ")): when \(isOne ? "its" : "their") \
        events were known isn't recorded, for \(isOne ? "it is an import" : "they are imports"), written down afterwards.
        """)
    }
    for section in sections {
      page.heading("\(section.heading)", level: 3)
      page.table(timeline.table(of: section))
    }
    if timeline.entries.contains(where: \.isShownWithoutSeconds) {
      page.paragraph("Times without seconds are known to the minute at best.")
    }
    if timeline.withheld > 0 {
      page.note("withheld: \(Count.of(timeline.withheld, "line")); what was said there is not shown")
    }
    return page
  }

  private var slips: Page {
    var page = Page()
    page.heading("What slipped, and why")
    if let variance = report.variance, variance.hasPlannedTimes || !variance.unplanned.isEmpty {
      page.append(variance.page(level: 3))
    } else {
      page.paragraph(
        report.plan == nil
          ? "There is no plan to hold the times against."
          : "There are no planned times to hold the recorded ones against.")
    }
    page.append(report.timeline.gapsPage)
    return page
  }

  private var findings: Page {
    var page = Page()
    page.heading("Findings")
    if report.problems.isEmpty { page.paragraph("None.") }
    page.list(report.problems.map(\.phrase))
    if let alignment = report.alignment {
      page.heading("State against the plan", level: 3)
      page.append(alignment.page(asRecorded: report.alignmentAsRecorded))
    }
    if let claims = report.claims {
      page.heading("Claims", level: 3)
      page.append(claims.page(asRecorded: report.claimsAsRecorded))
    }
    if let audit = report.audit {
      page.heading("Audit", level: 3)
      page.append(audit.page(for: .document, level: 4))
    }
    return page
  }

  private var questions: Page {
    var page = Page()
    page.heading("Open questions")
    let questions = OpenQuestions(report).questions
    if questions.isEmpty {
      page.paragraph("None that the record raises by itself.")
    } else {
      page.paragraph("What the record can't answer for lack of evidence.")
      page.list(questions)
    }
    return page
  }

  private var toBeWritten: Page {
    var page = Page()
    for title in ["What went well", "What went badly", "Where we were lucky"] {
      page.heading("\(title)")
      page.paragraph("To be written by people.")
    }
    page.heading("Actions")
    page.paragraph("To be written by people.")
    var table = Table([.init("action"), .init("owner"), .init("due")])
    table.add([])
    page.table(table)
    return page
  }
}
