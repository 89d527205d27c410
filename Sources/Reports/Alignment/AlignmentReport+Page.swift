internal import CloudEvents
internal import CutoverModel
package import Replay

extension AlignmentReport {
  /// Each expectation with what was seen, then the checks; what neither plan nor events are about is left out.
  ///
  /// - Parameter asRecorded: The same by the events as first recorded, where something was corrected.
  package func page(asRecorded: AlignmentReport? = nil) -> Page {
    var page = Page()
    if let at { page.note("as it was at \(at.description)") }
    if expectations.isEmpty {
      page.paragraph("The plan says nothing of the state that must be so at the end.")
    } else {
      page.table(expectationTable.withoutEmptyColumns)
      page.list(
        expectations.filter { $0.result != .aligned }.map { "\(code: $0.subject), \($0.section.layer): \($0.message)" })
    }
    let applicable = checks.filter { $0.outcome != .notApplicable }
    if applicable.isEmpty {
      page.paragraph("No check applies.")
    } else {
      page.table(checkTable(of: applicable).withoutEmptyColumns)
    }
    if let asRecorded { page.append(differences(asRecorded: asRecorded)) }
    return page
  }

  /// What would be another result by the events as first recorded.
  private func differences(asRecorded: AlignmentReport) -> Page {
    var page = Page()
    for entry in expectations {
      let other = asRecorded.expectations.first { $0.section == entry.section && $0.subject == entry.subject }
      guard let other, other.result != entry.result else { continue }
      page.note("by the events as first recorded \(code: entry.subject), \(entry.section.layer), is \(other.result.phrase)")
    }
    for check in checks {
      let other = asRecorded.checks.first { $0.rule == check.rule && $0.subject == check.subject }
      guard let other, other.outcome != check.outcome else { continue }
      let subject: Phrase = check.subject.map { " of \(code: $0)" } ?? ""
      page.note("by the events as first recorded \(code: check.rule.rawValue)\(subject) is \(other.outcome.phrase)")
    }
    return page
  }

  private var expectationTable: Table {
    var table = Table([
      .init("layer"), .init("subject"), .init("result"), .init(eventHeading), .init("expected"), .init("observed"),
    ])
    for entry in expectations {
      table.add([
        "\(entry.section.layer)", .code(entry.subject), entry.result.phrase, anchors(entry.events),
        "\(entry.expected)", entry.observed.map { "\($0)" } ?? "–",
      ])
    }
    return table
  }

  private func checkTable(of checks: [AlignmentCheck]) -> Table {
    var table = Table([.init("check"), .init("of"), .init("result"), .init(eventHeading), .init("because")])
    for check in checks {
      table.add([
        .code(check.rule.rawValue), check.subject.map { .code($0) } ?? "", check.outcome.phrase,
        anchors(check.events), "\(check.message)",
      ])
    }
    return table
  }

  private var eventHeading: String { streams > 1 ? "stream:line, id" : "line, id" }

  /// The first event, and how many more there are: the text that is wrapped comes behind it.
  private func anchors(_ events: [EventReference]) -> Phrase {
    guard let first = events.first else { return "" }
    let anchor = EventText.anchor(first, among: streams)
    return events.count > 1 ? anchor + " and \(events.count - 1) more" : anchor
  }
}

extension AlignmentReport {
  /// What is not as it should be, as problems: an error where it is shown, a warning where it isn't known.
  ///
  /// A misaligned expectation that a check of the same subject tells too is told once.
  package var problems: [ReportProblem] {
    let told = checks.compactMap { check -> ReportProblem? in
      switch check.outcome {
      case .satisfied, .notApplicable: nil
      case .undecidable: problem(.warning, check.rule.rawValue, check.subject, check.message, check.events)
      case .violated: problem(.error, check.rule.rawValue, check.subject, check.message, check.events)
      }
    }
    let further = expectations.compactMap { entry -> ReportProblem? in
      let isTold =
        switch entry.section {
        case .workloads: false
        case .consumers:
          checks.contains {
            $0.rule == .consumerBound && $0.subject == entry.subject && $0.outcome.alignment == entry.result
          }
        case .dns, .endpoints, .configuration, .listeners, .jobs: true
        }
      if isTold || entry.result == .aligned { return nil }
      return problem(
        entry.result == .misaligned ? .error : .warning, "expected-\(entry.section.rawValue)", entry.subject,
        entry.message, entry.events)
    }
    return told + further
  }

  private func problem(
    _ severity: ReportProblem.Severity, _ rule: String, _ subject: String?, _ message: String,
    _ events: [EventReference]
  ) -> ReportProblem {
    var problem = ReportProblem(
      severity, rule: rule, message: subject.map { "\($0): \(message)" } ?? message, index: events.first?.index)
    problem.stream = events.first?.origin
    problem.streamNumber = streams > 1 ? events.first.map { $0.stream + 1 } : nil
    return problem
  }
}

extension AlignmentResult {
  package var phrase: Phrase {
    switch self {
    case .aligned: .verdict(rawValue, .good)
    case .unknown: .verdict(rawValue, .open)
    case .misaligned: .verdict(rawValue, .bad)
    }
  }
}

extension AlignmentCheck.Outcome {
  fileprivate var phrase: Phrase {
    switch self {
    case .satisfied: .verdict(rawValue, .good)
    case .notApplicable: "\(rawValue)"
    case .undecidable: .verdict(rawValue, .open)
    case .violated: .verdict(rawValue, .bad)
    }
  }
}
