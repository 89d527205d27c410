internal import CutoverModel
internal import Replay

/// The system, layer by layer.
extension StatePage {
  /// Each layer of which anything is known, under a heading.
  func layers(_ layers: LayerState, level: Int) -> Page {
    var page = Page()
    func add(_ title: String, _ body: [Table], _ further: Page = Page()) {
      guard body.contains(where: { !$0.rows.isEmpty }) || !further.blocks.isEmpty else { return }
      page.heading("\(title)", level: level)
      for table in body { page.table(table.withoutEmptyColumns) }
      page.append(further)
    }
    add("Services", [services(layers.services), traffic(layers.traffic)], unsaid(layers.services))
    add("Data", [data(layers.datasets)])
    add("Network", [dns(layers[.dns]), endpoints(layers[.endpoints])])
    add("Integration", [listeners(layers.listeners)])
    add("Messaging", [consumers(layers[.consumers]), queues(layers[.queues])])
    add("Batch", [jobs(layers[.jobs])])
    add("Compute", [workloads(layers[.workloads])])
    add("Configuration", [configuration(layers[.configuration])])
    add("Security", [policies(layers[.policies])])
    add("Deployment", [locks(layers[.locks])])
    var notRun = Page()
    notRun.facts([("not run", names(layers.checks.filter { $0.item == nil }.map(\.id)))])
    add("Checks", [checks(layers.checks)], notRun)
    return page
  }

  // MARK: - Services

  private func unsaid(_ services: [ServiceState]) -> Page {
    var page = Page()
    page.list(
      services.filter(\.hasUnstatedFreeze).map {
        "writes of \(code($0.service)) are frozen, and the plan doesn't say what that means (\(code: "freezeImpact"))"
      })
    return page
  }

  private func services(_ services: [ServiceState]) -> Table {
    var table = table(["service", "state"], ["parts"])
    for service in services {
      let isWhole = service.parts.count == 1 && service.parts[0].kind == .whole && service.parts[0].aspect == nil
      let percent = service.percent.map { " \(StateText.percent($0)) %" } ?? ""
      table.add(
        row(
          [code(service.service), (service.state?.phrase ?? .verdict("unknown", .open)) + "\(percent)"], service.basis,
          [isWhole ? "" : Self.joined(service.parts.map(part), "; ")]))
    }
    return table
  }

  private func part(_ part: ServiceState.Part) -> String {
    let name =
      switch part.kind {
      case .whole: "as a whole"
      case .region: part.region ?? ""
      case .freeze: "\(part.dataset ?? "data") frozen\(part.side.map { " at \($0)" } ?? "")"
      }
    let percent = part.percent.map { " \(StateText.percent($0)) %" } ?? ""
    let aspect = part.aspect.map { " (\($0))" } ?? ""
    return "\(name): \(part.state.rawValue)\(percent)\(aspect) since \(StateText.clock(part.basis.since, on: date))"
  }

  private func traffic(_ shares: [TrafficShare]) -> Table {
    var table = Table([
      .init("traffic of"), .init("to"), .init("share", .right), .init("since"), .init("line", .right), .init("remark"),
    ])
    for share in shares {
      table.add([
        code(share.service), .code(share.target), "\(StateText.percent(share.percent)) %", "\(since(share.basis))",
        "\(line(share.basis))", share.isCut ? "what later shares leave" : "",
      ])
    }
    return table
  }

  // MARK: - Data

  private func data(_ datasets: [DatasetState]) -> Table {
    var table = table(["data set", "side", "writes"], ["known"])
    for dataset in datasets {
      if let item = dataset.item {
        let before = item.value("writerBefore")?.text.map { " (before: \($0))" } ?? ""
        let known = known(
          item, besides: item.basis,
          [
            "writer": { "writer \($0)\(before)" }, "diverged": { _ in "diverged" },
            "reconciled": { $0 == "true" ? "reconciled" : "reconciliation does not match" }, "lost": { _ in "data lost" },
          ])
        table.add(row([code(dataset.dataset), "", ""], item.basis, [known]))
      } else if dataset.copies.isEmpty {
        table.add([code(dataset.dataset), "", "", "–", "–", "nothing"])
      }
      for copy in dataset.copies {
        let writes = copy.value("writes")?.text ?? ""
        let basis = basis(copy, "writes")
        table.add(
          row(
            [code(dataset.dataset), code(copy.name("side")), writes == "frozen" ? .verdict(writes, .open) : "\(writes)"],
            basis, [known(copy, besides: basis)]))
      }
    }
    return table
  }

  private func known(_ copy: StateItem, besides basis: StateBasis) -> Phrase {
    let method = copy.value("method")?.text.map { " (\($0))" } ?? ""
    return known(
      copy, besides: basis,
      [
        "sourcePosition": { "source at \($0)" }, "targetPosition": { "target at \($0)" },
        "inSync": { $0 == "true" ? "in sync" : "not in sync" }, "lagSeconds": { "lag \($0) s" },
        "lastCommit": { "last commit \($0)" }, "recoverableUpTo": { "recoverable up to \($0)\(method)" },
        "firstWrite": { "first write \($0)" }, "lastWrite": { "last write \($0)" },
      ])
  }

  // MARK: - Checks

  private func checks(_ checks: [CheckStanding]) -> Table {
    var table = table(["check", "result"], ["remark"])
    for check in checks {
      guard let item = check.item else { continue }
      let result = item.value("result")?.text ?? ""
      let tone: Phrase.Tone = result == "passed" ? .good : result == "failed" ? .bad : .open
      func said(_ member: String) -> String? { item.value(member).map { "\(member) \(StateText.value($0, on: date))" } }
      table.add(
        row(
          [.code(check.id), .verdict(result, tone)], item.basis,
          [Self.joined([said("expected"), said("observed"), item.value("reason")?.text])]))
    }
    return table
  }
}

extension ServiceState.Level {
  fileprivate var phrase: Phrase {
    switch self {
    case .up: .verdict(rawValue, .good)
    case .degraded: .verdict(rawValue, .open)
    case .down: .verdict(rawValue, .bad)
    }
  }
}
