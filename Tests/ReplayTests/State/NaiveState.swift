import CloudEvents
import JSONText
import TestSupport

@testable import Replay

/// The state by the plainest way: all events up to the instant, sorted, replayed one after the other.
///
/// It shares no code with the fold but the text form; times are exact and all different.
struct NaiveState {
  struct Value {
    var text: String
    var since: String
  }

  private typealias Member = (name: String, value: String)

  private var items: [String: [String: [String: Value]]] = [:]
  private var itemSince: [String: [String: String]] = [:]
  private var services: [String: (parts: [String: (state: Int, since: String)], worst: Int, since: String)] = [:]
  private var listeners: [String: [(time: Int, word: ListenerWord)]] = [:]
  private var tasks: [(id: String, state: String, tries: Int, since: String)] = []
  private var gate: (state: String, approvals: [String], since: String) = ("pending", [], "")
  private var shares: [String: (percent: Double, step: Int, since: String)] = [:]
  private var clock = ""
  private var step = 0
  /// The time of day of each step.
  private var clocks: [Int: String] = [:]
  /// Frozen sides of the one data set, with the step at which they froze; opened sides; sides to which the writer moved.
  private var frozen: [String: Int] = [:]
  private var opened: [String: Int] = [:]
  private var moved: [String: Int] = [:]

  private enum ListenerWord {
    case bind(String, String, Bool)
    case read([String], String?)
  }

  private static let states = ["down", "degraded", "up"]

  init(_ events: [Marbles.Event], until instant: Int64?) throws {
    let timed = try events.map { (time: try Timestamp($0.time), event: $0) }
    let sorted = timed.filter { instant == nil || $0.time.nanoseconds <= instant ?? 0 }
      .sorted { $0.time.nanoseconds < $1.time.nanoseconds }
    for (time, event) in sorted {
      clock = time.clock
      step += 1
      clocks[step] = clock
      replay(event)
    }
  }

  private mutating func replay(_ event: Marbles.Event) {
    func data(_ name: String) -> String {
      guard let value = event.data.first(where: { $0.name == name })?.value else { return "-" }
      return value.string ?? value.array.map { $0.compactMap(\.string).joined(separator: ",") } ?? JSONWriter.text(of: value)
    }
    func attribute(_ name: String) -> String { event.attributes[name] ?? "-" }
    func has(_ name: String) -> Bool { event.data.contains { $0.name == name } }
    switch event.type {
    case "service.down": service(attribute("service"), attribute("region"), 0)
    case "service.degraded": service(attribute("service"), attribute("region"), 1)
    case "service.up": service(attribute("service"), attribute("region"), 2)
    case "dns.changed": set("dns", "\(data("name"))/-/-", [("answers", data("answers"))])
    case "endpoint.changed": set("endpoints", "\(data("key"))/-", [("value", data("value"))])
    case "queue.observed": set("queues", "\(data("queue"))/\(data("side"))", [("depth", data("depth"))])
    case "deployment.locked": set("locks", data("scope"), [("locked", "true")])
    case "deployment.unlocked": set("locks", data("scope"), [("locked", "false")])
    case "phase.entered": set("phase", attribute("wave"), [("phase", data("phase"))])
    case "consumer.bound": set("consumers", "t/g/\(data("side"))", [("bound", "true")])
    case "consumer.unbound": set("consumers", "t/g/\(data("side"))", [("bound", "false")])
    case "consumer.observed":
      let bound: [Member] = has("members") ? [("bound", data("members") == "0" ? "false" : "true")] : []
      set(
        "consumers", "t/g/\(data("side"))",
        bound + (has("members") ? [("members", data("members"))] : []) + (has("lag") ? [("lag", data("lag"))] : []))
    case "workload.observed":
      set(
        "workloads", "w/\(data("side"))/-",
        [("last", "observed")] + ["desired", "ready"].filter(has).map { ($0, data($0)) })
    case "workload.suspended": set("workloads", "w/\(data("side"))/-", [("last", "suspended"), ("suspended", "true")])
    case "workload.resumed": set("workloads", "w/\(data("side"))/-", [("last", "resumed"), ("suspended", "false")])
    case "workload.terminated":
      set("workloads", "w/\(data("side"))/-", [("last", "terminated"), ("terminated", clock), ("reason", data("reason"))])
    case "job.due": set("jobs", "j/\(data("side"))", [("due", clock)])
    case "job.started": set("jobs", "j/\(data("side"))", [("last", "running"), ("started", clock)])
    case "job.completed": set("jobs", "j/\(data("side"))", [("last", "completed"), ("completed", clock)])
    case "job.failed": set("jobs", "j/\(data("side"))", [("last", "failed"), ("failed", clock)])
    case "job.suspended": set("jobs", "j/\(data("side"))", [("suspended", "true")])
    case "job.resumed": set("jobs", "j/\(data("side"))", [("suspended", "false")])
    case "listener.bound": word(.bind(data("owner"), data("side"), true))
    case "listener.released": word(.bind(data("owner"), data("side"), false))
    case "listener.observed":
      let owners = event.data.first { $0.name == "owners" }?.value.array?.compactMap(\.string) ?? []
      word(.read(owners, has("side") ? data("side") : nil))
    case "traffic.shifted": shares[data("to")] = (Double(data("percent")) ?? 0, step, clock)
    case "role.taken": set("roles", data("role"), [("holder", attribute("actor"))])
    case "check.passed": set("checks", data("check"), [("result", "passed")])
    case "check.failed": set("checks", data("check"), [("result", "failed")])
    case "gate.requested":
      if gate.state == "pending" { gate = ("requested", gate.approvals, clock) }
    case "gate.approved":
      if !gate.approvals.contains(attribute("actor")) { gate.approvals.append(attribute("actor")) }
      if gate.state != "passed" { (gate.state, gate.since) = ("passed", clock) }
    case "gate.rejected": if gate.state != "passed" { gate = ("rejected", [], clock) }
    case "writes.frozen", "writes.opened", "writer.changed": writes(event.type, data("side"), data("to"), data("from"))
    case "task.started", "task.completed", "task.failed", "task.skipped", "task.paused", "task.resumed":
      task(attribute("task"), String(event.type.dropFirst(5)))
    default: break
    }
  }

  private mutating func set(_ section: String, _ key: String, _ members: [(name: String, value: String)]) {
    for (name, value) in members { items[section, default: [:]][key, default: [:]][name] = Value(text: value, since: clock) }
    itemSince[section, default: [:]][key] = clock
  }

  private mutating func service(_ name: String, _ region: String, _ state: Int) {
    var service = services[name] ?? ([:], -1, "")
    func change(_ part: String) {
      if service.parts[part]?.state != state { service.parts[part] = (state, clock) }
    }
    if region == "-" { for part in service.parts.keys where !part.hasPrefix("freeze") { change(part) } }
    change(region == "-" ? "whole" : region)
    finish(name, service)
  }

  private mutating func finish(
    _ name: String, _ service: (parts: [String: (state: Int, since: String)], worst: Int, since: String)
  ) {
    var service = service
    let worst = service.parts.values.map(\.state).min() ?? -1
    if worst != service.worst { service.since = clock }
    service.worst = worst
    services[name] = service
  }

  /// A freeze ends when its side opens, when a side opens that was not frozen, or when a side has opened and the writer
  /// moved to it since the freeze.
  private mutating func writes(_ type: String, _ side: String, _ to: String, _ from: String) {
    let before = Set(frozen.keys)
    switch type {
    case "writes.frozen":
      opened[side] = nil
      if frozen[side] == nil { frozen[side] = step }
      set("copies", "db/\(side)", [("writes", "frozen")])
    case "writes.opened":
      let isNew = frozen[side] == nil
      for (other, since) in frozen where other == side || isNew || moved[side].map({ since < $0 }) ?? false {
        frozen[other] = nil
      }
      opened[side] = step
      set("copies", "db/\(side)", [("writes", "open")])
    default:
      moved[to] = step
      if let open = opened[to] { for (other, since) in frozen where other != to && since < open { frozen[other] = nil } }
      set("datasets", "db", [("writer", to), ("writerBefore", from)])
    }
    var service = services["pay"] ?? ([:], -1, "")
    for side in Set(frozen.keys).subtracting(before) { service.parts["freeze db/\(side)"] = (1, clock) }
    for side in before.subtracting(frozen.keys) { service.parts["freeze db/\(side)"] = (2, clock) }
    if !service.parts.isEmpty { finish("pay", service) }
  }

  private mutating func word(_ word: ListenerWord) { listeners["l", default: []].append((step, word)) }

  private mutating func task(_ id: String, _ word: String) {
    let number = tasks.firstIndex { $0.id == id } ?? tasks.count
    if number == tasks.count { tasks.append((id, "planned", 0, "")) }
    let isRunning = tasks[number].state == "started" || tasks[number].state == "paused"
    switch word {
    case "started":
      if isRunning { return }
      tasks[number].tries += 1
    case "paused": if tasks[number].state != "started" { return }
    case "resumed": if tasks[number].state != "paused" { return }
    default:
      if !isRunning, tasks[number].state == word { return }
      if !isRunning, word != "skipped" { tasks[number].tries += 1 }
    }
    tasks[number].state = word == "resumed" ? "started" : word
    tasks[number].since = clock
  }

  // MARK: - Text

  var text: String {
    var lines = items["phase", default: [:]].keys.sorted().map { line("phase", $0, ["phase"]) }
    lines += items["roles", default: [:]].keys.sorted().map { line("roles", $0, ["holder"]) }
    lines += tasks.filter { !$0.since.isEmpty }
      .map { "task \($0.id): \($0.state) x\($0.tries) no-check @\($0.since)" }
    if gate.state != "pending" {
      lines.append("gate go: \(gate.state) [\(gate.approvals.joined(separator: ","))] @\(gate.since)")
    }
    for name in services.keys.sorted() {
      guard let service = services[name] else { continue }
      let shown = service.parts.filter { !$0.key.hasPrefix("freeze") || $0.value.state != 2 }
        .sorted { rank($0.key) < rank($1.key) }
        .map { "\($0.key) \(Self.states[$0.value.state])@\($0.value.since)" }
      lines.append("service \(name): \(Self.states[service.worst]) [\(shown.joined(separator: ", "))] @\(service.since)")
    }
    lines += traffic
    if let said = listeners["l"] { lines.append(listener(said)) }
    let sections: [(String, [String])] = [
      ("dns", ["answers"]), ("endpoints", ["value"]), ("queues", ["depth"]),
      ("consumers", ["bound", "members", "lag"]),
      ("jobs", ["state", "due", "started", "completed", "failed", "suspended"]),
      ("workloads", ["state", "suspended", "desired", "ready", "terminated", "reason"]), ("locks", ["locked"]),
      ("datasets", ["writer", "writerBefore"]), ("copies", ["writes"]), ("checks", ["result"]),
    ]
    for (section, members) in sections {
      lines += items[section, default: [:]].keys.sorted().map { line(section, $0, members) }
    }
    return lines.joined(separator: "\n")
  }

  /// A share is what all later ones leave of it.
  private var traffic: [String] {
    shares.keys.sorted().compactMap { target in
      guard let share = shares[target] else { return nil }
      var room = 100.0
      for other in shares.values.sorted(by: { $0.step > $1.step }) where other.step > share.step {
        room -= min(room, other.percent)
      }
      let percent = min(share.percent, room)
      return "traffic pay: \(target) \(percent)\(percent < share.percent ? " cut" : "") @\(share.since)"
    }
  }

  private func rank(_ part: String) -> String { (part == "whole" ? "0" : part.hasPrefix("freeze") ? "2" : "1") + part }

  private func line(_ section: String, _ key: String, _ members: [String]) -> String {
    var values = items[section]?[key] ?? [:]
    if section == "jobs" { values["state"] = jobState(values) }
    if section == "workloads" { values["state"] = workloadState(values) }
    let shown = members.compactMap { name in values[name].map { "\(name)=\($0.text)" } }
    return "\(section) \(key): \(shown.joined(separator: " ")) @\(itemSince[section]?[key] ?? "")"
  }

  private func jobState(_ values: [String: Value]) -> Value? {
    if values["suspended"]?.text == "true" { return Value(text: "suspended", since: "") }
    if let due = values["due"], values["last"]?.text != "running",
      values["last"].map({ $0.since < due.since }) ?? true
    {
      return Value(text: "due", since: "")
    }
    return values["last"]
  }

  private func workloadState(_ values: [String: Value]) -> Value? {
    guard let last = values["last"], last.text == "observed" else { return values["last"] }
    let ready = values["ready"].flatMap { Int($0.text) }
    if values["suspended"]?.text == "true", ready ?? 0 == 0 { return Value(text: "suspended", since: "") }
    guard let ready else { return last }
    guard let desired = values["desired"].flatMap({ Int($0.text) }) else {
      return Value(text: ready == 0 ? "short" : "ready", since: "")
    }
    return Value(text: ready < desired ? "short" : ready == 0 && desired == 0 ? "stopped" : "ready", since: "")
  }

  /// By the definition: for each owner and side the last word, of which readings without a side only end holds.
  private func listener(_ said: [(time: Int, word: ListenerWord)]) -> String {
    var owners: Set<String> = []
    var sides: Set<String> = []
    for (_, word) in said {
      switch word {
      case .bind(let owner, let side, _):
        owners.insert(owner)
        sides.insert(side)
      case .read(let all, let side):
        owners.formUnion(all)
        if let side { sides.insert(side) }
      }
    }
    let sideless = said.last { if case .read(_, nil) = $0.word { true } else { false } }
    var shown: [(key: String, text: String)] = []
    for owner in owners {
      var isPlaced = false
      let general: (time: Int, holds: Bool)? = sideless.flatMap {
        if case .read(let all, _) = $0.word { ($0.time, all.contains(owner)) } else { nil }
      }
      for side in sides {
        var last: (time: Int, holds: Bool)?
        for (time, word) in said {
          switch word {
          case .bind(owner, side, let holds): last = (time, holds)
          case .read(let all, .some(side)): last = (time, all.contains(owner))
          default: break
          }
        }
        guard var last, last.holds else { continue }
        if let general, general.time > last.time { last = general }
        guard last.holds else { continue }
        isPlaced = true
        shown.append(("\(side)/\(owner)", "\(owner)/\(side) @\(clocks[last.time] ?? "")"))
      }
      guard !isPlaced, let general, general.holds else { continue }
      let isOverruled = said.contains { time, word in
        if case .bind(owner, _, _) = word { time > general.time } else { false }
      }
      if !isOverruled { shown.append(("/\(owner)", "\(owner)/- @\(clocks[general.time] ?? "")")) }
    }
    let list = shown.sorted { $0.key < $1.key }.map(\.text).joined(separator: ", ")
    return "listener l: [\(list)] @\(clocks[said.last?.time ?? 0] ?? "")"
  }
}
