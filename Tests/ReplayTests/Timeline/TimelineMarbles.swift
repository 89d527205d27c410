import CloudEvents
import CutoverModel
import TestSupport
import Testing

@testable import Replay

/// The lines of a night written as `Marbles`, all of one source.
func night(_ text: String) -> [String] { Marbles(text, source: "/test").lines }

/// The timeline of a night written as text.
func timeline(_ text: String, plan: Plan? = nil, starts: Timestamp? = nil, limit: Int = 5_000) throws -> Timeline {
  try timeline(night(text), plan: plan, starts: starts, limit: limit)
}

extension EventMoment {
  /// `22:05`, with seconds where there are any.
  var marble: String {
    let time = moment.stated.description.dropFirst(11).prefix(8)
    return String(time.hasSuffix(":00") ? time.dropLast(3) : time)
  }
}

private func span(_ from: EventMoment?, _ to: EventMoment?) -> String {
  "\(from?.marble ?? "?")–\(to?.marble ?? "?")"
}

extension SpanInterval {
  /// `3m 00s`, with its bounds where they differ.
  var marble: String {
    lower == upper ? stated.readable : "\(stated.readable) (\(lower.readable) … \(upper.readable))"
  }
}

extension TaskCourse {
  /// `22:04–22:09 failed exit 1: disk full; paused 22:05–22:08: lunch`, one a line.
  var marble: [String] {
    attempts.map { attempt in
      var text = span(attempt.start, attempt.end) + " " + (attempt.outcome?.rawValue ?? "open")
      if let number = attempt.number { text = "#\(number) " + text }
      if let status = attempt.exitStatus { text += " exit \(status)" }
      if let reason = attempt.reason { text += ": \(reason)" }
      for pause in attempt.pauses {
        text += "; paused \(span(pause.from, pause.to))" + (pause.reason.map { ": \($0)" } ?? "")
      }
      return text
    }
  }
}

extension Gaps {
  /// `22:05–22:08 idle sync→open 3m 00s`, one a line.
  var marble: [String] {
    spans.map { gap in
      let kind = gap.gates.isEmpty ? "idle" : "gate \(gap.gates.joined(separator: "+"))"
      return "\(span(gap.from, gap.to)) \(kind) \(gap.before ?? "")→\(gap.after ?? "") \(gap.span.marble)"
    }
  }
}

extension GateCourse {
  /// `go passed 22:10–22:15 5m 00s met: approved by alice 22:12, …`.
  var marble: String {
    var text = "\(gate) \(state.rawValue) \(span(requested, passed))"
    if let waited { text += " \(waited.marble)" }
    if let inTime { text += " \(inTime.rawValue)" }
    let told = acts.map { act in
      act.word + (act.actor.map { " by \($0)" } ?? "") + (act.reason.map { " (\($0))" } ?? "") + " \(act.at.marble)"
    }
    return told.isEmpty ? text : text + ": " + told.joined(separator: ", ")
  }
}

extension RoleHolding {
  /// `lead alice 22:00–22:30`.
  var marble: String { "\(role) \(holder ?? "?") \(span(from, to))" }
}

extension DecisionLatency {
  /// `INC-1 pay: detected 22:02, declared 22:05 (3m 00s), …`.
  var marble: String {
    func step(_ name: String, _ at: EventMoment?, _ interval: SpanInterval?) -> String? {
      at.map { "\(name) \($0.marble)" + (interval.map { " (\($0.marble))" } ?? "") }
    }
    let steps = [
      step("detected", detected, nil), step("declared", declared, toDeclare), step("decided", decided, toDecide),
      step("acted", acted, toAct), step("mitigated", mitigated, toMitigate), step("resolved", resolved, toResolve),
    ].compactMap(\.self).joined(separator: ", ")
    let title = [incident, service].compactMap(\.self).joined(separator: " ")
    return title.isEmpty ? steps : "\(title): \(steps)"
  }
}

extension Lane {
  /// `layer data [0, 3] 7m 00s`.
  var marble: String { "\(by.rawValue) \(name ?? "–") \(entries) \(busy.readable)" }
}

extension Timeline {
  /// The rules of the findings with their counts.
  var rules: [String] { findings.map { $0.count == 1 ? $0.rule : "\($0.rule) ×\($0.count)" } }
}
