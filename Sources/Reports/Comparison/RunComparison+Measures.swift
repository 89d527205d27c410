internal import CutoverModel
internal import Replay

extension RunComparison {
  private var columns: [Table.Column] { runs.indices.map { .init("run \($0 + 1)", .right) } }

  /// Verdicts and values of the objectives, one column a run.
  var objectivesPage: Page {
    var page = Page()
    guard !objectives.isEmpty else { return page }
    page.heading("Objectives")
    var verdicts = Table([.init("objective"), .init("limit", .right)] + columns)
    var values = Table([.init("measured")] + columns)
    for objective in objectives {
      let limit = objective.results.lazy.compactMap(\.self).last
      verdicts.add(
        [.code(objective.id), "\(limit?.limitText ?? "")"]
          + objective.results.map { result in
            result.map { $0.applies ? $0.verdict.phrase : "–" } ?? ""
          })
      values.add(
        [.code(objective.id)] + objective.results.map { "\($0?.valueText ?? "")" })
    }
    page.table(verdicts)
    page.table(values)
    return page
  }

  /// The clocks of each service; those that are the same of all services stand once.
  var clocksPage: Page {
    var page = Page()
    let named = clocks.filter { RecoveryClock.named.contains($0.clock) }
    // Those of one service stand together.
    let services = named.reduce(into: [[Clock]]()) { groups, clock in
      if let last = groups.last?.first, Self.isSame(last.service, clock.service) {
        groups[groups.count - 1].append(clock)
      } else {
        groups.append([clock])
      }
    }
    let shared = services.count > 1 ? Self.shared(named, services.count) : []
    func rows(_ clocks: [Clock]) -> Table {
      var table = Table([.init("clock")] + columns)
      for clock in clocks {
        table.add(
          [.code(clock.clock.name)] + ComparisonText.cells(clock.values, clock.changes) { ComparisonText.brief($0) })
      }
      return table
    }
    if !shared.isEmpty {
      page.heading("Clocks of the run")
      page.table(rows((services.first ?? []).filter { shared.contains($0.clock) }))
    }
    for clocks in services {
      let own = clocks.filter { !shared.contains($0.clock) }
      guard !own.isEmpty else { continue }
      if let service = clocks.first?.service { page.heading("Clocks of \(code: service)") } else { page.heading("Clocks") }
      page.table(rows(own))
    }
    return page
  }

  private static func isSame(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.utf8.elementsEqual(other.utf8)
  }

  /// The clocks that every service has with the same values.
  private static func shared(_ clocks: [Clock], _ services: Int) -> [RecoveryClock] {
    RecoveryClock.named.filter { name in
      let all = clocks.filter { $0.clock == name }
      guard all.count == services, let first = all.first else { return false }
      return all.allSatisfy { $0.values == first.values }
    }
  }

  /// What later plans say otherwise, and what that takes from earlier runs.
  var plansPage: Page {
    var page = Page()
    guard expired.contains(where: { !$0.changes.isEmpty || $0.isUnreadable }) else { return page }
    page.heading("What earlier runs no longer show")
    var told: [[PlanDifference]] = []
    for expired in expired {
      let (run, later) = (expired.run + 1, expired.against + 1)
      if expired.isUnreadable {
        page.note("the plans of run \(run) and run \(later) differ, and one of them can't be read")
        continue
      }
      let tasks = expired.items.map(\.task)
      page.paragraph(
        tasks.isEmpty
          ? "Run \(run) was made by another plan than run \(later), but nothing that it completed is described otherwise."
          : """
          Run \(run) completed \(Count.of(tasks.count, "task")) that the plan of run \(later) describes otherwise; \
          what it showed of them, and the checks that verified them, do not hold for that plan: \
          \(ComparisonText.names(tasks)).
          """)
      guard !told.contains(expired.changes) else { continue }
      told.append(expired.changes)
      page.table(table(of: expired.changes, Set(tasks)))
    }
    return page
  }

  private func table(of changes: [PlanDifference], _ expired: Set<String>) -> Table {
    var table = Table([.init("in the plan"), .init("id"), .init("is"), .init("members")])
    for change in changes {
      table.add([
        "\(change.section.rawValue)", .code(change.id), "\(change.kind.rawValue)\(change.changesWork ? "" : " in words")",
        ComparisonText.names(change.members),
      ])
    }
    return table.withoutEmptyColumns
  }
}

extension ObjectiveResult {
  fileprivate var limitText: String {
    if let limitCount { return "\(limitCount) \(unit ?? "")" }
    return ComparisonText.brief(limit)
  }

  fileprivate var valueText: String {
    guard applies else { return "–" }
    if let count { return "\(count) \(unit ?? "")" }
    return ComparisonText.brief(value)
  }
}
