internal import CloudEvents
internal import CutoverModel
package import Replay

extension ObjectivesReport {
  /// Verdicts, what they rest on, and all clocks.
  package var page: Page { page(asRecorded: nil) }

  /// The same, with the verdicts that would be others by the events as first recorded, where something was corrected.
  package func page(asRecorded: ObjectivesReport?) -> Page {
    var page = Page()
    page.append(verdictPage)
    page.append(differences(asRecorded: asRecorded))
    page.append(outagesPage(level: 2))
    page.append(clocksPage(level: 2))
    return page
  }

  /// The verdicts with their limits and what they rest on.
  package var verdictPage: Page {
    var page = Page()
    if objectives.isEmpty {
      page.paragraph(
        "No objective is judged: \(planStanding == .absent ? "there is no plan" : "the plan states none").")
    }
    if let remark = planStanding.remark { page.note("\(remark)") }
    page.table(verdicts)
    page.table(evidence.withoutEmptyColumns)
    page.list(
      objectives.filter { !$0.missing.isEmpty }.map {
        "\(code: $0.id) lacks \($0.missing.joined(separator: ", "))"
      })
    return page
  }

  /// The objectives whose verdict would be another by the events as first recorded.
  package func differences(asRecorded: ObjectivesReport?) -> Page {
    var page = Page()
    guard let asRecorded else { return page }
    for result in objectives {
      guard let other = asRecorded.objectives.first(where: { $0.id == result.id }) else {
        page.note("\(code: result.id) was not judged by the events as first recorded")
        continue
      }
      guard (other.verdict, other.applies) != (result.verdict, result.applies) else { continue }
      page.note(
        "by the events as first recorded \(code: result.id) is \(other.verdictPhrase), \(SpanText.of(other.value))")
    }
    return page
  }

  /// What the plan as sealed leads to, where this report is by one that is supposed: the objectives that differ.
  package func differences(asSealed: ObjectivesReport) -> Page {
    var notes: [Phrase] = []
    for other in asSealed.objectives {
      let result = objectives.first { $0.id == other.id }
      let isSame = other.verdict == result?.verdict && other.applies == result?.applies && other.value == result?.value
      guard !isSame else { continue }
      let sealed: Phrase = other.applies ? "\(other.verdict.phrase), \(SpanText.of(other.value))" : "not judged"
      notes.append("by the plan as sealed \(code: other.id) is \(sealed)" + (result == nil ? "; here it is not judged" : ""))
    }
    for result in objectives where !asSealed.objectives.contains(where: { $0.id == result.id }) {
      notes.append("the plan as sealed has no objective \(code: result.id)")
    }
    var page = Page()
    if notes.isEmpty { page.note("by the plan as sealed every verdict is the same") }
    for note in notes { page.note(note) }
    return page
  }

  /// The planned outage of each service against the actual one; empty where the plan states no impact.
  package func outagesPage(level: Int) -> Page {
    var page = Page()
    guard !outages.isEmpty else { return page }
    page.heading("Planned and actual outage", level: level)
    var table = Table([
      .init("service"), .init("planned"), .init("actual"), .init("difference"), .init("episodes", .right),
      .init("lacks"),
    ])
    for outage in outages {
      table.add([
        .code(outage.service), outage.planned.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.actual.map { "\(SpanText.of($0))" } ?? "unknown",
        outage.difference.map { "\(SpanText.difference($0))" } ?? "unknown", "\(outage.episodes)",
        outage.missing.isEmpty ? "" : "\(outage.missing.joined(separator: ", "))",
      ])
    }
    page.table(table.withoutEmptyColumns)
    return page
  }

  /// Every clock of each service; those that can't be computed are listed with what they lack.
  package func clocksPage(level: Int) -> Page {
    var page = Page()
    for service in services {
      if let name = service.service {
        page.heading("Clocks of \(code: name)", level: level)
      } else {
        page.heading("Clocks", level: level)
      }
      page.table(table(ofEpisodes: service.episodes))
      page.table(table(ofClocks: service.clocks.filter { $0.value != nil }))
      page.list(
        service.clocks.filter { $0.value == nil }.map { reading in
          let lacking = reading.missing.joined(separator: ", ")
          return "\(code: reading.clock.name) is unknown\(lacking.isEmpty ? "" : ", it lacks \(lacking)")"
        })
    }
    return page
  }

  private var fromHeading: String { EventText.anchorHeading("from", among: streams) }
  private var toHeading: String { EventText.anchorHeading("to", among: streams) }

  private func anchor(_ event: EventReference?) -> Phrase {
    EventText.anchor(event, among: streams)
  }

  private var verdicts: Table {
    var table = Table([
      .init("objective"), .init("verdict"), .init("actual"), .init("limit"), .init("measured"),
    ])
    for result in objectives {
      let actual: Phrase =
        if !result.applies {
          "does not apply"
        } else if let count = result.count {
          "\(count) \(result.unit ?? "")"
        } else if result.value == nil {
          "unknown"
        } else {
          "\(SpanText.of(result.value))"
        }
      table.add([.code(result.id), result.verdictPhrase, actual, result.limitPhrase, result.measured])
    }
    return table
  }

  private var evidence: Table {
    var table = Table([
      .init("objective"), .init(fromHeading), .init("at"), .init(toHeading), .init("at"),
      .init("residual"), .init("with announced maintenance"), .init("announced"),
    ])
    for result in objectives {
      table.add([
        .code(result.id), anchor(result.from), "\(result.from?.time.description ?? "–")",
        anchor(result.to), "\(result.to?.time.description ?? "–")",
        result.residual.map { "\(SpanText.of($0))" } ?? "",
        result.objective.excludesAnnounced ? result.gross.map { "\(SpanText.of($0))" } ?? "unknown" : "",
        result.excluded.first.map { first in
          let others = result.excluded.count - 1
          return others > 0 ? anchor(first) + ", and \(others) more" : anchor(first)
        } ?? "",
      ])
    }
    return table
  }

  private func table(ofEpisodes episodes: [EpisodeReading]) -> Table {
    var table = Table([
      .init("episode", .right), .init("length"), .init(fromHeading), .init(toHeading),
    ])
    for (number, episode) in episodes.enumerated() {
      table.add([
        "\(number + 1)", episode.value.map { "\(SpanText.of($0))" } ?? "unknown",
        anchor(episode.from), episode.isOpen ? "open" : anchor(episode.to),
      ])
    }
    return table
  }

  private func table(ofClocks clocks: [ClockReading]) -> Table {
    var table = Table([
      .init("clock"), .init("shows"), .init(fromHeading), .init(toHeading), .init("lacks"),
    ])
    for reading in clocks {
      table.add([
        .code(reading.clock.name), reading.value.map { "\(SpanText.of($0))" } ?? "unknown",
        anchor(reading.from), anchor(reading.to),
        reading.missing.isEmpty ? "" : "\(reading.missing.joined(separator: ", "))",
      ])
    }
    return table.withoutEmptyColumns
  }
}

extension ObjectiveVerdict {
  package var phrase: Phrase {
    switch self {
    case .met: .verdict(rawValue, .good)
    case .missed: .verdict(rawValue, .bad)
    case .unknown: .verdict(rawValue, .open)
    }
  }
}

extension ObjectiveResult {
  fileprivate var verdictPhrase: Phrase { applies ? verdict.phrase : "–" }

  var limitPhrase: Phrase {
    if let limitCount { return "\(limitCount) \(unit ?? "")" }
    return "\(SpanText.of(limit))"
  }

  /// What is measured, in words.
  var measured: Phrase {
    if let wave {
      return percent.map { "\($0) % of wave \(code: wave)" } ?? "wave \(code: wave)"
    }
    switch metric {
    case .rpo:
      return dataset.map { "data loss of \(code: $0) at recovery" } ?? "data loss at recovery"
    case .rto:
      let clock = clock?.name ?? "business"
      let net: Phrase = objective.excludesAnnounced ? ", without announced maintenance" : ""
      return (service.map { "\(code: clock) of \(code: $0)" } ?? "\(code: clock)") + net
    }
  }
}

extension PlanStanding {
  /// What a reader must know of when the plan was sealed; nil where all is as it should be.
  package var remark: String? {
    switch self {
    case .beforehand: nil
    case .absent: "the stream carries no plan"
    case .unplaced: "it is not known when the plan was sealed"
    case .adoptedAfterwards: "the plan was adopted only after the run had begun"
    case .writtenAfterwards: "the plan was written afterwards: the stream is an import"
    }
  }

  /// The same as a problem.
  package var problem: ReportProblem? {
    guard let remark else { return nil }
    let rule: String =
      switch self {
      case .beforehand, .absent: "plan-absent"
      case .unplaced: "plan-unplaced"
      case .adoptedAfterwards: "plan-adopted-afterwards"
      case .writtenAfterwards: "plan-written-afterwards"
      }
    return ReportProblem(.note, rule: rule, message: remark)
  }
}
