package import CloudEvents
import JSONText

/// The lines of a run that were withheld and that the reader hasn't accepted: what they said could change a verdict.
///
/// A stub tells neither what its line was nor when it was accepted. In range is every stub of the streams judged; where
/// only a prefix is, every one before whose batch ends within it.
package struct WithheldEvidence: Hashable, Sendable {
  /// What the reader said beforehand.
  package struct Acceptance: Hashable, Sendable {
    /// Indexes that the reader accepts as withheld, in whichever of the streams.
    package var accepted: Set<Int>
    /// Whether the events judged may end before the streams do.
    package var isOfPrefix: Bool

    package init(accepted: Set<Int> = [], isOfPrefix: Bool = false) {
      self.accepted = accepted
      self.isOfPrefix = isOfPrefix
    }
  }

  private struct Line: Hashable, Sendable {
    var index: Int
    var reason: String
  }

  private let acceptance: Acceptance
  /// Stubs whose batch has not ended yet.
  private var pending: [Line] = []
  private var lines: [Line] = []
  private var acceptedLines: [Int] = []

  package init(_ acceptance: Acceptance = Acceptance()) { self.acceptance = acceptance }

  /// Takes in a line of the recorder; every batch with a stub in it ends in one that is none.
  package mutating func apply(_ view: EventView) {
    guard view.isType("dev.cutlog.withheld") else {
      if view.index == 0 { endStream() } else { settle() }
      return
    }
    if acceptance.accepted.contains(view.index) {
      acceptedLines.append(view.index)
    } else {
      pending.append(Line(index: view.index, reason: view.data?["reason"]?.string ?? "unknown"))
    }
  }

  private mutating func settle() {
    guard !pending.isEmpty else { return }
    lines.append(contentsOf: pending)
    pending.removeAll()
  }

  private mutating func endStream() { if acceptance.isOfPrefix { pending.removeAll() } else { settle() } }

  /// To be called after the last line.
  package mutating func finish() { endStream() }

  /// How many lines in range are withheld without the reader's acceptance.
  package var count: Int { lines.count }

  /// Whether nothing in range is withheld without the reader's acceptance.
  package var isWhole: Bool { lines.isEmpty }

  /// The lines as things that are missing: a few one by one, many by their reasons with the first ten of each.
  package var missing: [String] {
    if lines.count <= 3 { return lines.map { "line \($0.index), withheld as \($0.reason)" } }
    let byReason = Dictionary(grouping: lines, by: \.reason)
    return byReason.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { reason in
      let indexes = byReason[reason, default: []].map(\.index)
      let names = indexes.prefix(10).map(String.init).joined(separator: ", ")
      let others = indexes.count > 10 ? " and \(indexes.count - 10) more" : ""
      return "line\(indexes.count == 1 ? "" : "s") \(names)\(others), withheld as \(reason)"
    }
  }

  /// Notes the lines, those that the reader accepted under a rule of their own.
  package func note(in findings: inout FindingCollector) {
    for line in lines {
      findings.note(
        rule: "line-withheld", message: "a line is withheld and not accepted: nothing is judged as met or passed without it",
        index: line.index)
    }
    for index in acceptedLines {
      findings.note(
        rule: "line-withheld-accepted", message: "a line is withheld, and the reader accepted that by its index",
        index: index)
    }
  }
}
