import CloudEvents
import CutoverModel
import TestSupport

@testable import Replay

/// Where everything was at a time of day, as text: one thing a line, `?` behind what is not certain.
func state(
  _ timeline: String, at clock: String? = nil, plan: Plan? = nil, kind: String? = nil
) throws -> String {
  try systemState(timeline, at: clock, plan: plan, kind: kind).text
}

func systemState(
  _ timeline: String, at clock: String? = nil, plan: Plan? = nil, kind: String? = nil
) throws -> SystemState {
  let instant = try clock.map { StateInstant.at(try Timestamp(Marbles.time($0))) } ?? .end
  return try folding(StateFold(at: instant, plan: plan, streamKind: kind), over: Marbles(timeline).lines)
}

extension SystemState {
  /// One thing a line; what stands in a plan and was never spoken of is left out.
  var text: String {
    var lines: [String] = []
    if let run { lines.append("run \(run.hasEnded ? "ended" : "began") \(run.outcome ?? "-")\(run.basis.mark)") }
    lines += phases.map(\.text) + roles.map(\.text)
    for task in tasks {
      guard let basis = task.basis else { continue }
      lines.append("task \(task.id): \(task.state) x\(task.attempts) \(task.verified.rawValue)\(basis.mark)")
    }
    for gate in gates {
      guard gate.basis != nil || !gate.approvals.isEmpty else { continue }
      let approvals = gate.approvals.map { $0.principal ?? "-" }.joined(separator: ",")
      lines.append("gate \(gate.id): \(gate.state) [\(approvals)]\(gate.basis?.mark ?? "")")
    }
    lines += live.lines
    for part in apart { lines += part.layers.lines.map { "\(part.mode.rawValue) \($0)" } }
    return lines.joined(separator: "\n")
  }
}

extension LayerState {
  var lines: [String] {
    var lines: [String] = []
    for service in services {
      guard let basis = service.basis else { continue }
      let parts = service.parts.map { part -> String in
        let name =
          switch part.kind {
          case .whole: "whole"
          case .region: part.region ?? ""
          case .freeze: "freeze \(part.dataset ?? "-")/\(part.side ?? "-")"
          }
        return "\(name) \(part.state)@\(part.basis.since.clock)"
      }
      lines.append(
        "service \(service.service ?? "-"): \(service.state?.rawValue ?? "unknown") [\(parts.joined(separator: ", "))]\(basis.mark)")
    }
    lines += traffic.map { "traffic \($0.service ?? "-"): \($0.target) \($0.percent)\($0.isCut ? " cut" : "")\($0.basis.mark)" }
    for listener in listeners {
      let owners = listener.owners.map { "\($0.owner)/\($0.side ?? "-")\($0.basis.mark)" }.joined(separator: ", ")
      lines.append("listener \(listener.listener): [\(owners)]\(listener.basis.mark)")
    }
    for section in StateSection.allCases { lines += self[section].map(\.text) }
    for dataset in datasets { lines += (dataset.item.map { [$0.text] } ?? []) + dataset.copies.map(\.text) }
    return lines + checks.compactMap { $0.item?.text }
  }
}

extension StateItem {
  var text: String {
    let names = names.map { $0 ?? "-" }.joined(separator: "/")
    let values = zip(section.members, readings).compactMap { member, reading -> String? in
      guard let reading, reading.value != .absent else { return nil }
      return "\(member)=\(reading.value.shown)\(reading.basis.isCertain ? "" : "?")"
    }
    return "\(section) \(names): \(values.joined(separator: " "))\(basis.mark)"
  }
}

extension StateValue {
  var shown: String {
    switch self {
    case .text(let text), .number(let text): text
    case .flag(let flag): "\(flag)"
    case .time(let time): time.clock
    case .texts(let texts): texts.joined(separator: ",")
    case .absent: "-"
    }
  }
}

extension StateBasis {
  /// Since when, and whether it is certain.
  fileprivate var mark: String { " @\(since.clock)\(isCertain ? "" : "?")" }
}

extension Timestamp {
  /// The time of day without a fraction of zero.
  var clock: String {
    var text = String(description.dropFirst(11).dropLast())
    if text.hasSuffix(":00"), text.count == 8 { text.removeLast(3) }
    return text
  }
}
