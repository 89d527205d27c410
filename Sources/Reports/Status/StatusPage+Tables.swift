internal import CloudEvents
internal import CutoverModel
internal import Replay

/// The tables of a status.
extension StatusPage {
  typealias Part = (table: Table, more: Int)

  private func part<Row>(_ rows: [Row], _ columns: [Table.Column], _ cells: (Row) -> [Phrase]) -> Part {
    var table = Table(columns)
    for row in rows.prefix(Self.rows) { table.add(cells(row)) }
    return (table.withoutEmptyColumns, max(0, rows.count - Self.rows))
  }

  private func names(_ names: [String]) -> Phrase {
    Phrase(Array(names.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(", ")])))
  }

  /// The person; a role where nobody is known, and where several may be meant.
  private func who(_ owner: TaskOwner) -> Phrase {
    if owner.people.count == 1, let person = owner.people.first { return .code(person) }
    return owner.owner.map { .code($0) } ?? ""
  }

  private func time(_ time: Timestamp?) -> Phrase { "\(time.map(clock) ?? "–")" }

  var running: Part {
    part(
      status.now,
      [.init("task"), .init("who"), .init("for", .right), .init("of", .right), .init("forecast"), .init("remark")]
    ) { task in
      let remark = [
        task.pausedSince.map { "paused since \(clock($0.time))" }, task.attempts > 1 ? "attempt \(task.attempts)" : nil,
        task.isPlanned ? nil : "not in the plan", task.isBackground ? "background" : nil,
        task.mode == .live ? nil : task.mode.rawValue, status.isOver ? "never ended" : nil,
      ]
      let worked = Self.whole(task.elapsed - task.paused)
      return [
        .code(task.id), who(task.owner), "\(worked)", "\(task.planned.map { Self.whole($0) } ?? "")",
        "\(task.forecastFinish.map(clock) ?? "")", StatePage.joined(remark),
      ]
    }
  }

  var lateness: Part {
    part(
      status.late, [.init("task or gate"), .init("should have"), .init("late by", .right), .init("forecast"), .init("effect")]
    ) { late in
      let should = late.isGate ? (late.side == .start ? "been asked for" : "passed") : late.side == .start ? "started" : "finished"
      return [
        .code(late.id), "\(should)", "\(Self.whole(late.by))", time(late.forecast), effect(late),
      ]
    }
  }

  private func effect(_ late: LateActivity) -> Phrase {
    guard let left = late.floatLeft, let effect = late.effect else { return "" }
    switch effect {
    case .usesFloat: return "\(Self.whole(left)) float left"
    case .movesFinish: return .verdict("moves the finish", .bad)
    case .breaksLimit: return .verdict("breaks a limit", .bad)
    }
  }

  var coming: Part {
    part(
      status.next, [.init("task"), .init("who"), .init("forecast"), .init("planned"), .init("takes", .right), .init("waits for")]
    ) { task in
      let waits: Phrase =
        task.isReady
        ? .verdict("ready", .good) : task.waitsFor.isEmpty ? "\(task.notBefore.map { "until \(clock($0))" } ?? "")" : names(task.waitsFor)
      let again: Phrase = task.state == .failed ? "\(waits), failed before" : waits
      return [
        .code(task.id), who(task.owner), time(task.forecastStart), time(task.plannedStart),
        "\(task.planned.map { Self.whole($0) } ?? "")", again,
      ]
    }
  }

  var gates: Part {
    part(
      status.gates, [.init("gate"), .init("state"), .init("approved"), .init("forecast"), .init("deadline"), .init("lacks")]
    ) { gate in
      let state: Phrase = gate.state == .pending ? (gate.isReady ? "to be asked for" : "not yet") : gate.state.statusPhrase
      return [
        .code(gate.id), state, "\(gate.approvals.count) of \(gate.needed)", time(gate.forecastFinish),
        deadline(gate), lacks(gate),
      ]
    }
  }

  private func deadline(_ gate: OpenGate) -> Phrase {
    guard let deadline = gate.deadline else { return "" }
    let isOver = gate.left.map { $0 < .zero } ?? false
    return isOver ? .verdict("over, \(clock(deadline))", .bad) : "\(clock(deadline))"
  }

  private func lacks(_ gate: OpenGate) -> Phrase {
    var parts: [Phrase] = []
    if gate.missing > 0, gate.state != .pending || gate.isReady {
      parts.append(gate.candidates.isEmpty ? "\(gate.missing) more" : "\(gate.missing) of " + names(gate.candidates))
    }
    if !gate.failing.isEmpty, gate.state != .pending || gate.isReady { parts.append("checks " + names(gate.failing)) }
    if !gate.waitsFor.isEmpty { parts.append(names(gate.waitsFor)) }
    return Phrase(Array(parts.map(\.runs).joined(separator: [.plain("; ")])))
  }

  var objectives: Part {
    part(
      status.objectives,
      [.init("objective"), .init("runs for", .right), .init("limit", .right), .init("left", .right), .init("forecast")]
    ) { outlook in
      let left: Phrase =
        outlook.left < .zero
        ? .verdict("over by \(Self.whole(.zero - outlook.left))", .bad) : "\(Self.whole(outlook.left))"
      return [
        .code(outlook.objective.id), "\(Self.whole(outlook.elapsed))", "\(Self.whole(outlook.limit))", left, forecast(outlook),
      ]
    }
  }

  private func forecast(_ outlook: ObjectiveOutlook) -> Phrase {
    let verdict: Phrase =
      switch outlook.verdict {
      case .met: .verdict("met", .good)
      case .missed: .verdict("missed", .bad)
      case .unknown: .verdict("open", .open)
      }
    guard let forecast = outlook.forecast else { return verdict }
    return verdict + ", \(Self.whole(forecast))"
  }

  // MARK: - What is wrong

  var trouble: [Phrase] {
    var items: [Phrase] = status.services.map { service in
      let name: Phrase = service.service.map { .code($0) } ?? "a service"
      return "service \(name) is \(Phrase.fact(service.state?.rawValue ?? "", .bad)) since \(since(service.basis))"
    }
    items += status.incidents.map { incident in
      let name: Phrase = (incident.incident ?? incident.service).map { " \(code: $0)" } ?? ""
      let severity = incident.severity.map { ", severity \($0)" } ?? ""
      let word = incident.declared == nil ? "detected" : "declared"
      let at = (incident.declared ?? incident.detected ?? incident.mitigated).map { " \(clock($0.time))" } ?? ""
      return "incident\(name)\(severity): \(word)\(at)\(incident.mitigated == nil ? "" : ", mitigated"), not resolved"
    }
    items += status.backlogs.map { backlog in
      let service: Phrase = backlog.service.map { " of \(code: $0)" } ?? ""
      let depth = backlog.depth.map { ": \($0)" } ?? ""
      return "backlog \(code: backlog.queue)\(service)\(depth) at \(clock(backlog.reported.time))"
    }
    items += status.checks.prefix(Self.rows).map { check in
      let observed = check.item?.value("observed").map { ": \(StateText.value($0, on: date))" } ?? ""
      let result = check.item?.value("result")?.text ?? ""
      return "check \(code: check.id) \(Phrase.fact(result, .bad)) at \(since(check.item?.basis))\(observed)"
    }
    if !status.undone.isEmpty {
      let names = status.undone.prefix(Self.rows).map { Phrase.code($0) }
      let more = status.undone.count - names.count
      items.append("left undone: " + Phrase(Array(names.map(\.runs).joined(separator: [.plain(", ")]))) + (more > 0 ? ", and \(more) more" : ""))
    }
    if status.checks.count > Self.rows { items.append("and \(Count.of(status.checks.count - Self.rows, "more check"))") }
    return items
  }

  private func since(_ basis: StateBasis?) -> String { basis.map { clock($0.since) } ?? "–" }
}

extension GateState {
  fileprivate var statusPhrase: Phrase {
    switch self {
    case .rejected: .fact(rawValue, .bad)
    case .requested: .fact(rawValue, .open)
    case .pending, .passed: "\(rawValue)"
    }
  }
}
