internal import Audit
internal import CloudEvents
internal import CutoverModel
internal import Replay

extension TestRecord {
  static let blank: Phrase = .strong("to be filled in")

  /// The page of the record; what people have to say is marked `to be filled in`.
  package func page(program: ProgramName) -> Page {
    var page = Page()
    page.heading("Record of a recovery test: \(report.plan?.title ?? report.plan?.plan ?? run ?? "without a plan")", level: 1)
    if report.isUnverified {
      page.note("The log was not verified or does not verify. Nothing on this page is evidence.")
    }
    page.paragraph(
      """
      What stands here follows from a signed stream of events; what only people can say is marked as \(Self.blank). Kept for \
      Regulation (EU) 2022/2554 (DORA) articles 11(6), 24 and 25, and Delegated Regulation (EU) 2024/1774 articles 24 to \
      26. Whether the test was passed is for people to say. Times are UTC.
      """)
    for part in [scopePage, planPage, scenarioPage, peoplePage] { page.append(part) }
    page.heading("Objectives set and achieved")
    if let objectives = report.objectives {
      page.append(objectives.verdictPage)
      page.append(objectives.differences(asRecorded: report.asRecorded))
      var known = objectives
      for number in known.services.indices { known.services[number].clocks.removeAll { $0.value == nil } }
      page.append(known.clocksPage(level: 3))
    } else {
      page.paragraph("No objectives were judged.")
    }
    for part in [soakPage, failbackPage, checksPage, deficienciesPage, openPage] { page.append(part) }
    page.heading("Conclusion")
    page.append(fields(.conclusion))
    page.heading("Who must see it")
    page.append(fields(.readers))
    page.append(evidencePage)
    if let basis = report.basis { page.append(basis.page(showsCheckpoints: true)) }
    page.paragraph("Made by \(program.name) \(program.version).")
    return page
  }

  var run: String? { report.streams.lazy.compactMap(\.run).first }

  func fields(_ section: TestRecordField.Section) -> Page {
    var page = Page()
    page.facts(TestRecordField.fields(of: section).map { ($0.question, Self.blank) })
    return page
  }

  func anchor(_ event: EventReference?) -> Phrase { EventText.anchor(event, among: streams) }
  func time(_ at: EventMoment?) -> Phrase { at.map { "\(EventText.time($0.time))" } ?? "–" }

  // MARK: - What, when, by which plan

  private var scopePage: Page {
    var page = Page()
    page.heading("What was tested")
    let services = report.plan?.services ?? []
    page.facts([
      ("run", run.map { .code($0) }), ("kind", kind.map { .code($0) }), ("change", report.plan?.change.map { .code($0) }),
      ("environment", stated("environment").map { .code($0) }), ("from", stated("from").map { .code($0) }),
      ("to", stated("to").map { .code($0) }),
      ("services", services.isEmpty ? nil : Self.codes(services.map(\.id))),
      ("data", services.allSatisfy(\.datasets.isEmpty) ? nil : Self.codes(services.flatMap(\.datasets))),
      ("tasks planned", report.plan.map { "\($0.tasks.count)" }),
    ])
    page.append(fields(.scope))
    page.heading("When")
    let variance = report.variance
    page.facts([
      ("planned start", report.timeline.start.map { "\(EventText.time($0.time))" }),
      ("began", facts.began.map { time($0) + ", line " + anchor($0.event) }),
      ("ended", facts.ended.map { time($0) + ", line " + anchor($0.event) }), ("outcome as recorded", facts.outcome.map { .code($0) }),
      ("planned finish", variance?.plannedFinish.map { "\(EventText.time($0))" }),
      ("last of the plan done", variance?.actualFinish.map { time($0) }),
      ("against the plan", variance?.slip.map { "\(SpanText.signed($0))" }),
    ])
    return page
  }

  static func codes(_ names: [String]) -> Phrase {
    var phrase = Phrase([])
    for (number, name) in names.enumerated() { phrase = phrase + (number > 0 ? ", " : "") + .code(name) }
    return phrase
  }

  private var planPage: Page {
    var page = Page()
    page.heading("The plan")
    page.facts([
      ("plan", report.plan.map { "\(code: $0.plan), version \($0.version)" }),
      ("document, SHA-256", report.planDigest.map { .code($0) }),
      ("sealed", facts.planLine.map { "\(EventText.time($0.time)), line \($0.event.index)" }),
      ("before the first impact, freeze or task", report.objectives.map { $0.planStanding == .beforehand ? "yes" : "no" }),
    ])
    if report.plan == nil { page.paragraph("There is no plan that could be read.") }
    if let remark = report.objectives?.planStanding.remark { page.note("\(remark)") }
    for other in report.otherPlans {
      page.note("plan \(code: other.plan), version \(other.version), in line \(other.index) is not the one that is judged")
    }
    return page
  }

  private var scenarioPage: Page {
    var page = Page()
    page.heading("Scenario")
    page.append(fields(.scenario))
    page.list(
      (report.plan?.impact ?? []).map {
        """
        planned impact on \(code: $0.service): from \($0.from.side.rawValue) of \(code: $0.from.task) to \
        \($0.to.side.rawValue) of \(code: $0.to.task)
        """
      }
        + facts.faults.map { fault in
          let service: Phrase = fault.service.map { " of \(code: $0)" } ?? ""
          return "fault\(service) at \(time(fault.at)): \(fault.cause ?? "no cause stated"), line " + anchor(fault.at.event)
        })
    return page
  }

  private var peoplePage: Page {
    var page = Page()
    page.heading("Who took part")
    var people = Table([.init("person"), .init("principal"), .init("team"), .init("roles in the plan")])
    for person in report.plan?.people ?? [] {
      people.add([
        .code(person.id), person.principal.map { .code($0) } ?? "", "\(person.team ?? "")",
        "\(person.roles.joined(separator: ", "))",
      ])
    }
    page.table(people.withoutEmptyColumns)
    var roles = Table([.init("role"), .init("held by"), .init("from"), .init("until")])
    for role in report.timeline.roles {
      roles.add(["\(role.role)", role.holder.map { .code($0) } ?? "not recorded", time(role.from), time(role.to)])
    }
    page.table(roles)
    var acts = Table([.init("gate"), .init("act"), .init("by"), .init("on behalf of"), .init("at"), .init("line, id")])
    for gate in report.timeline.gates {
      for act in gate.acts {
        acts.add([
          .code(gate.gate), "\(act.word)", act.actor.map { .code($0) } ?? "nobody named", act.onBehalfOf.map { .code($0) } ?? "",
          time(act.at), anchor(act.at.event),
        ])
      }
    }
    page.table(acts.withoutEmptyColumns)
    page.append(fields(.people))
    return page
  }

  // MARK: - Evidence

  private var evidencePage: Page {
    var page = Page()
    page.heading("Evidence")
    for (number, stream) in report.streams.enumerated() {
      page.facts([
        (streams > 1 ? "stream \(number + 1)" : "stream", stream.origin.map { .code($0) }),
        ("verdict", .verdict(stream.verdict, stream.isIntact ? .good : .bad)), ("sealed lines", stream.size.map { "\($0)" }),
        ("root", stream.root.map { .code($0) }),
        ("signed by", stream.signer.map { "\(code: $0.vkey), \($0.trusted ? "trusted" : "not trusted")" }),
      ])
    }
    page.append(report.corrections.page)
    page.list(
      (audit?.policies ?? []).map { policy in
        "policy \(code: policy.policy.id), version \(policy.policy.version), SHA-256 \(code: policy.digest)"
      })
    page.list(report.problems.map(\.phrase))
    return page
  }
}
