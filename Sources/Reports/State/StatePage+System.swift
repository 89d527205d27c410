internal import CutoverModel
internal import Replay

/// Network, integration, messaging, batch, compute, configuration, security and deployment.
extension StatePage {
  func dns(_ items: [StateItem]) -> Table {
    var table = table(["name", "region", "as"], ["answers"])
    for item in items {
      let isSet = item.basis.event.type == EventKind.dnsChanged.type
      let how: Phrase = isSet ? "set" : item.name("resolver").map { "seen by \(code: $0)" } ?? "seen"
      let ttl = item.value("ttl").map { " (ttl \(StateText.value($0, on: date)))" } ?? ""
      table.add(row([code(item.name("name")), region(item), how], item.basis, ["\(text(item, "answers"))\(ttl)"]))
    }
    return table
  }

  func endpoints(_ items: [StateItem]) -> Table {
    var table = table(["endpoint", "region"], ["points to"])
    for item in items {
      table.add(row([code(item.name("key")), region(item)], item.basis, ["\(text(item, "value"))"]))
    }
    return table
  }

  func listeners(_ listeners: [ListenerState]) -> Table {
    var table = table(["listener", "owner", "side"], ["remark"])
    for listener in listeners {
      guard !listener.owners.isEmpty else {
        table.add(row([.code(listener.listener), "nobody", ""], listener.basis))
        continue
      }
      for owner in listener.owners {
        table.add(
          row(
            [.code(listener.listener), .code(owner.owner), code(owner.side)], owner.basis,
            [listener.isDuplicate ? .verdict("held by \(listener.owners.count)", .bad) : ""]))
      }
    }
    return table
  }

  func consumers(_ items: [StateItem]) -> Table {
    var table = table(["topic", "group", "side", "bound"], ["known"])
    for item in items {
      let bound: Phrase =
        switch item.value("bound")?.flag {
        case true: .verdict("yes", .good)
        case false: .verdict("no", .bad)
        default: "–"
        }
      let basis = basis(item, "bound")
      table.add(
        row(
          [code(item.name("topic")), code(item.name("group")), code(item.name("side")), bound], basis,
          [
            known(
              item, besides: basis,
              ["members": { $0 == "1" ? "1 member" : "\($0) members" }, "lag": { "lag \($0)" }])
          ]))
    }
    return table
  }

  func queues(_ items: [StateItem]) -> Table {
    var table = table(["queue", "side", "depth"], ["oldest"])
    for item in items {
      table.add(
        row(
          [code(item.name("queue")), code(item.name("side")), "\(text(item, "depth"))"], item.basis,
          [item.value("oldestSeconds").map { "\(StateText.value($0, on: date)) s" } ?? ""]))
    }
    return table
  }

  func jobs(_ items: [StateItem]) -> Table {
    var table = table(["job", "side", "state"], ["last"])
    for item in items {
      let state = text(item, "state")
      let tone: Phrase.Tone? = state == "failed" ? .bad : state == "completed" ? .good : nil
      let basis = basis(item, "state")
      let last: KeyValuePairs<String, (String) -> String?> = [
        "due": { "due \($0)" }, "started": { "started \($0)" }, "completed": { "completed \($0)" },
        "failed": { "failed \($0)" }, "watermark": { "watermark \($0)" }, "rows": { "\($0) rows" },
      ]
      table.add(
        row(
          [code(item.name("job")), code(item.name("side")), tone.map { .verdict(state, $0) } ?? "\(state)"], basis,
          [Self.joined(last.map { name, word in item.value(name).flatMap { word(StateText.value($0, on: date)) } })]))
    }
    return table
  }

  func workloads(_ items: [StateItem]) -> Table {
    var table = table(["workload", "at", "state"], ["known"])
    for item in items {
      let state = text(item, "state")
      let tone: Phrase.Tone? =
        switch state {
        case "ready": .good
        case "terminated": .bad
        case "short": .open
        default: nil
        }
      let basis = basis(item, "state")
      let desired = item.value("desired").map { " of \(StateText.value($0, on: date))" } ?? ""
      let reason = item.value("reason")?.text.map { " (\($0))" } ?? ""
      let known = known(
        item, besides: basis,
        [
          "ready": { "\($0)\(desired) ready" }, "memoryLimit": { "memory \($0)" },
          "configRevision": { "configuration \($0)" }, "restarts": { $0 == "1" ? "1 restart" : "\($0) restarts" },
          "terminated": { _ in "terminated\(reason)" },
        ])
      table.add(
        row(
          [
            code(item.name("workload")), code(item.name("side") ?? item.name("region")),
            tone.map { .verdict(state, $0) } ?? "\(state)",
          ], basis, [known]))
    }
    return table
  }

  func configuration(_ items: [StateItem]) -> Table {
    var table = table(["key", "region"], ["value"])
    for item in items {
      let value = [
        item.value("value").map { StateText.value($0, on: date) },
        item.value("digest").map { "digest \(StateText.value($0, on: date))" },
        item.value("revision").map { "revision \(StateText.value($0, on: date))" },
      ]
      table.add(row([code(item.name("key")), region(item)], item.basis, [Self.joined(value)]))
    }
    return table
  }

  func policies(_ items: [StateItem]) -> Table {
    var table = table(["policy", "action", "target", "region", "allowed"])
    for item in items {
      let allowed = item.value("allowed")?.flag.map { $0 ? "yes" : "no" } ?? "–"
      table.add(
        row(
          [
            code(item.name("policy")), "\(item.name("action") ?? "")",
            item.name("target").map { .code($0) } ?? "", region(item), "\(allowed)",
          ], item.basis))
    }
    return table
  }

  func locks(_ items: [StateItem]) -> Table {
    var table = table(["scope", "locked"], ["last deployment"])
    for item in items {
      let locked = item.value("locked")?.flag.map { $0 ? "yes" : "no" } ?? "–"
      table.add(
        row([code(item.name("scope")), "\(locked)"], basis(item, "locked"), ["\(text(item, "deployed"))"]))
    }
    return table
  }

  private func region(_ item: StateItem) -> Phrase { item.name("region").map { .code($0) } ?? "" }
}
