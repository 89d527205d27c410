internal import CutoverModel
internal import Replay

extension RunReport {
  /// The page of the report; `program` stands at its end.
  package func page(program: ProgramName) -> Page {
    var page = Page()
    page.heading("Cutover report: \(title)", level: 1)
    if isUnverified {
      page.note("The log was not verified or does not verify. Nothing on this page is evidence.")
    }
    page.append(whatItWas)
    page.append(whatTheLogProves)
    page.append(corrections.page)
    page.heading("Objectives")
    if let objectives {
      page.append(objectives.verdictPage)
      page.append(objectives.differences(asRecorded: asRecorded))
      page.append(objectives.outagesPage(level: 3))
      page.append(objectives.clocksPage(level: 3))
    } else {
      page.paragraph("No objectives were judged.")
    }
    if let claims {
      page.heading("Claims")
      page.append(claims.page(asRecorded: claimsAsRecorded))
    }
    if let variance, variance.hasPlannedTimes {
      page.heading("Planned and actual")
      page.append(variance.page(level: 3))
    }
    if let alignment {
      page.heading("State against the plan")
      page.append(alignment.page(asRecorded: alignmentAsRecorded))
    }
    if let audit {
      page.heading("Audit")
      page.append(audit.page(for: .document, level: 3))
    }
    page.heading("Timeline")
    page.append(timeline.page)
    page.heading("Findings")
    if problems.isEmpty { page.paragraph("None.") }
    page.list(problems.map(\.phrase))
    if let basis { page.append(basis.page(showsCheckpoints: false)) }
    page.append(whatIsNotShown)
    page.paragraph("Made by \(program.name) \(program.version). Times are UTC.")
    return page
  }

  var title: Phrase {
    guard let plan else { return streams.first?.origin.map { .code($0) } ?? "unknown" }
    return "\(plan.title ?? plan.plan)"
  }

  private var whatItWas: Page {
    var page = Page()
    page.heading("What it was")
    page.facts(
      [
        ("plan", plan.map { "\(code: $0.plan), version \($0.version)" }),
        ("plan's document, SHA-256", planDigest.map { .code($0) }),
        ("change", plan?.change.map { .code($0) }),
      ] + opening.map { ($0.name, Optional(Phrase("\(code: $0.value)"))) })
    for other in otherPlans {
      page.note(
        """
        plan \(code: other.plan), version \(other.version), in line \(other.index) is not the one that is judged\
        \(other.reason.map { ": \($0)" } ?? "")
        """)
    }
    return page
  }

  private var whatTheLogProves: Page {
    var page = Page()
    page.heading("What the log proves")
    for (number, stream) in streams.enumerated() {
      page.facts([
        (streams.count > 1 ? "stream \(number + 1)" : "stream", stream.origin.map { .code($0) }), ("run", stream.run.map { .code($0) }),
        ("verdict", .verdict(stream.verdict, stream.isIntact ? .good : .bad)),
        ("sealed lines", stream.size.map { "\($0)" }), ("root", stream.root.map { .code($0) }),
        ("signed by", stream.signer.map { "\(code: $0.vkey), \($0.trusted ? "trusted" : "not trusted")" }),
      ])
      if stream.signer?.trusted == false {
        page.note(
          """
          The signer is not in the trust file of whoever made this report. Compare the key with the one that you \
          were given.
          """)
      }
      if let checkpoint = stream.checkpoint {
        page.paragraph("Its last checkpoint, to compare with one that you hold:")
        page.preformatted(checkpoint)
      }
    }
    return page
  }

  private var whatIsNotShown: Page {
    var page = Page()
    page.heading("What this does not show")
    var items: [Phrase] = [
      "That an event is true. Each line is as it was recorded; a source can report what is not so.",
      "That nothing was left out. What was never recorded leaves no trace.",
      """
      When lines were written, beyond the recorder's word, unless a checkpoint was held by somebody else at the time.
      """,
      """
      That this page follows from the stream. \(code: "cutlog report --check") with this file and the stream tells.
      """,
    ]
    if objectives?.planStanding == .writtenAfterwards {
      items.append("That the plan and its objectives were there before. They were written afterwards.")
    }
    if timeline.withheld > 0 { items.append("What was said in \(Count.of(timeline.withheld, "withheld line")).") }
    if streams.contains(where: { $0.verdict == "open" }) {
      items.append("What happened after the last seal: a stream is still open.")
    }
    page.list(items)
    return page
  }
}
