internal import CloudEvents
internal import CutoverModel
package import JSONText
package import Replay

extension SystemState {
  /// The member `state` of the JSON document.
  package var json: JSONValue {
    .object(
      [
        JSONMember("time", .time(time)), JSONMember("end", .bool(isEnd)), JSONMember("start", .time(start?.time)),
        JSONMember("startBasis", .text(start?.basis.rawValue)), JSONMember("run", run?.json ?? .null),
        JSONMember("phase", .array(phases.map(\.json))), JSONMember("tasks", .array(tasks.map(\.json))),
        JSONMember("gates", .array(gates.map(\.json))), JSONMember("roles", .array(roles.map(\.json))),
      ] + live.json + [
        JSONMember(
          "notLive",
          .array(apart.map { .object([JSONMember("mode", .string($0.mode.rawValue))] + $0.layers.json) })),
        JSONMember("withheld", .integer(withheld)),
      ])
  }
}

extension LayerState {
  fileprivate var json: [JSONMember] {
    [
      JSONMember("services", .array(services.map(\.json))), JSONMember("traffic", .array(traffic.map(\.json))),
      JSONMember("dns", json(.dns)), JSONMember("endpoints", json(.endpoints)),
      JSONMember("listeners", .array(listeners.map(\.json))), JSONMember("consumers", json(.consumers)),
      JSONMember("queues", json(.queues)), JSONMember("jobs", json(.jobs)), JSONMember("workloads", json(.workloads)),
      JSONMember("datasets", .array(datasets.map(\.json))), JSONMember("locks", json(.locks)),
      JSONMember("configuration", json(.configuration)), JSONMember("policies", json(.policies)),
      JSONMember("checks", .array(checks.map(\.json))),
    ]
  }

  private func json(_ section: StateSection) -> JSONValue { .array(self[section].map(\.json)) }
}

/// Since when, by which event and whether for certain: the end of every value.
private func members(_ basis: StateBasis?) -> [JSONMember] {
  [
    JSONMember("since", .time(basis?.since)), JSONMember("event", .event(basis?.event)),
    JSONMember("certain", basis.map { .bool($0.isCertain) } ?? .null),
  ]
}

extension StateValue {
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let text): .number(text)
    case .flag(let flag): .bool(flag)
    case .time(let time): .time(time)
    case .texts(let texts): .texts(texts)
    case .absent: .null
    }
  }
}

extension StateSection {
  /// Whether the values of one thing come from different events, each of which is named.
  fileprivate var hasManyEvents: Bool {
    switch self {
    case .consumers, .jobs, .workloads, .locks, .datasets, .copies: true
    case .phase, .roles, .checks, .traffic, .dns, .endpoints, .configuration, .policies, .queues: false
    }
  }

  /// The members of an item, known or not.
  fileprivate func values(_ readings: [StateReading?]) -> [JSONMember] {
    zip(members, readings).map { JSONMember($0, $1?.value.json ?? .null) }
  }
}

extension StateItem {
  fileprivate var json: JSONValue { .object(names(from: 0) + values) }

  /// The names from one on, as members.
  fileprivate func names(from first: Int) -> [JSONMember] {
    zip(section.names, names).dropFirst(first).map { JSONMember($0, .text($1)) }
  }

  /// Everything but the names.
  fileprivate var values: [JSONMember] {
    var values = section.values(readings) + members(basis)
    if section.hasManyEvents {
      values.append(
        JSONMember(
          "readings",
          .array(
            zip(section.members, readings).compactMap { member, reading in
              reading.map { .object([JSONMember("name", .string(member))] + members($0.basis)) }
            })))
    }
    return values
  }
}

extension RunCourse {
  fileprivate var json: JSONValue {
    .object(
      [JSONMember("state", .string(hasEnded ? "ended" : "began")), JSONMember("outcome", .text(outcome))]
        + members(basis))
  }
}

extension TaskStanding {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("id", .string(id)), JSONMember("title", .text(title)), JSONMember("planned", .bool(isPlanned)),
        JSONMember("state", .string(state.rawValue)), JSONMember("attempts", .integer(attempts)),
        JSONMember("verified", .string(verified.rawValue)), JSONMember("mode", .string(mode.rawValue)),
      ] + members(basis))
  }
}

extension GateStanding {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("id", .string(id)), JSONMember("planned", .bool(isPlanned)),
        JSONMember("state", .string(state.rawValue)), JSONMember("needed", .integer(needed)),
        JSONMember(
          "approvals",
          .array(approvals.map { .object([JSONMember("principal", .text($0.principal))] + members($0.basis)) })),
        JSONMember("requested", .event(requested?.event)), JSONMember("passed", .event(passed?.event)),
        JSONMember("rejected", .event(rejected?.event)), JSONMember("deadline", .time(deadline)),
        JSONMember("overdue", .bool(isOverdue)),
      ] + members(basis))
  }
}

extension ServiceState {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("service", .text(service)), JSONMember("state", .string(state?.rawValue ?? "unknown")),
        JSONMember("percent", .percent(percent)), JSONMember("freezeUnstated", .bool(hasUnstatedFreeze)),
        JSONMember("parts", .array(parts.map(\.json))),
      ] + members(basis))
  }
}

extension ServiceState.Part {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("kind", .string(kind.rawValue)), JSONMember("region", .text(region)),
        JSONMember("dataset", .text(dataset)), JSONMember("side", .text(side)),
        JSONMember("state", .string(state.rawValue)), JSONMember("percent", .percent(percent)),
        JSONMember("aspect", .text(aspect)),
      ] + members(basis))
  }
}

extension TrafficShare {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("service", .text(service)), JSONMember("to", .string(target)),
        JSONMember("percent", .percent(percent)), JSONMember("cut", .bool(isCut)),
      ] + members(basis))
  }
}

extension ListenerState {
  fileprivate var json: JSONValue {
    .object(
      [
        JSONMember("listener", .string(listener)),
        JSONMember(
          "owners",
          .array(
            owners.map {
              .object(
                [JSONMember("owner", .string($0.owner)), JSONMember("side", .text($0.side))] + members($0.basis))
            })), JSONMember("duplicate", .bool(isDuplicate)),
      ] + members(basis))
  }
}

extension DatasetState {
  fileprivate var json: JSONValue {
    let values =
      item?.values
      ?? StateSection.datasets.values(StateSection.datasets.members.map { _ in nil }) + members(nil)
      + [JSONMember("readings", .array([]))]
    let frozen = copies.filter { $0.value("writes")?.text == "frozen" }.map { JSONValue.text($0.name("side")) }
    return .object(
      [JSONMember("dataset", .text(dataset))] + values + [
        JSONMember("frozen", .array(frozen)),
        JSONMember("copies", .array(copies.map { .object($0.names(from: 1) + $0.values) })),
      ])
  }
}

extension CheckStanding {
  fileprivate var json: JSONValue {
    let values =
      item.map { item in item.section.values(item.readings) + members(item.basis) }
      ?? StateSection.checks.members.map { JSONMember($0, $0 == "result" ? "not-run" : .null) } + members(nil)
    return .object([JSONMember("check", .string(id)), JSONMember("planned", .bool(isPlanned))] + values)
  }
}

extension JSONValue {
  /// A percentage with at most two digits of fraction, or null.
  fileprivate static func percent(_ percent: Double?) -> JSONValue {
    percent.map { .number(StateText.percent($0)) } ?? .null
  }
}
