internal import CutoverModel
internal import Replay

/// The run's own course: tasks, gates, roles.
extension StatePage {
  var course: Page {
    var page = Page()
    var body = Page()
    body.table(tasks)
    let open = state.tasks.filter { $0.basis == nil }
    body.facts([
      ("not begun", names(open.filter { !$0.isForUndecidedRollback }.map(\.id))),
      ("for a rollback", names(open.filter(\.isForUndecidedRollback).map(\.id))),
    ])
    body.table(gates)
    body.table(roles)
    if !body.blocks.isEmpty {
      page.heading("The run")
      page.append(body)
    }
    return page
  }

  func names(_ names: [String]) -> Phrase? {
    names.isEmpty ? nil : Phrase(Array(names.map { [Phrase.Run.code($0)] }.joined(separator: [.plain(", ")])))
  }

  private var tasks: Table {
    var table = table(["task", "state"], ["tries", "verified", "remark"])
    for task in state.tasks where task.basis != nil {
      let remark = [task.isPlanned ? nil : "not in the plan", task.mode == .live ? nil : task.mode.rawValue]
      table.add(
        row(
          [.code(task.id), task.state.phrase], task.basis,
          [
            task.attempts > 1 ? "\(task.attempts)" : "", task.state == .completed ? task.verified.statePhrase : "",
            Self.joined(remark),
          ]))
    }
    return table.withoutEmptyColumns
  }

  private var gates: Table {
    var table = table(["gate", "state"], ["deadline", "approvals"])
    for gate in state.gates {
      let approvals = gate.approvals.map {
        "\($0.principal ?? "somebody") at \(StateText.clock($0.basis.since, on: date))"
      }
      let deadline: Phrase =
        gate.deadline.map { deadline in
          gate.isOverdue
            ? "\(StateText.clock(deadline, on: date)), \(Phrase.verdict("over", .bad))"
            : "\(StateText.clock(deadline, on: date))"
        } ?? ""
      table.add(
        row(
          [.code(gate.id), gate.state.phrase], gate.basis,
          [
            deadline,
            Self.joined([
              gate.isPlanned ? "\(gate.approvals.count) of \(gate.needed)" : "not in the plan",
              approvals.isEmpty ? nil : approvals.joined(separator: ", "),
            ], ": "),
          ]))
    }
    return table.withoutEmptyColumns
  }

  private var roles: Table {
    var table = table(["role", "has it"], ["from"])
    for role in state.roles {
      table.add(
        row(
          [.code(role.name("role") ?? ""), code(role.value("holder")?.text)], role.basis,
          [role.value("from")?.text.map { .code($0) } ?? ""]))
    }
    return table.withoutEmptyColumns
  }
}

extension TaskState {
  fileprivate var phrase: Phrase {
    switch self {
    case .completed: .verdict(rawValue, .good)
    case .failed: .verdict(rawValue, .bad)
    case .started, .paused: .verdict(rawValue, .open)
    case .planned, .skipped, .cancelled: "\(rawValue)"
    }
  }
}

extension TaskVariance.Verification {
  fileprivate var statePhrase: Phrase {
    switch self {
    case .passed: .verdict(rawValue, .good)
    case .failed: .verdict(rawValue, .bad)
    case .noCheck: "\(rawValue)"
    }
  }
}

extension GateState {
  fileprivate var phrase: Phrase {
    switch self {
    case .passed: .verdict(rawValue, .good)
    case .rejected: .verdict(rawValue, .bad)
    case .requested: .verdict(rawValue, .open)
    case .pending: "\(rawValue)"
    }
  }
}
