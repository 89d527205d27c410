internal import CutoverModel
internal import Replay

/// What a report says of the run as a whole, whichever form it has.
extension RunReport {
  /// The plan's title, else what names the run.
  var title: Phrase {
    guard let plan else { return streams.first?.origin.map { .code($0) } ?? "unknown" }
    return "\(plan.title ?? plan.plan)"
  }

  /// The plan, and what the stream says of itself.
  var whatItWas: Page {
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

  /// Each stream with its verdict, its root, its signer and its last checkpoint.
  var whatTheLogProves: Page {
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

  /// What nobody may take from the report.
  var whatIsNotShown: Page {
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
