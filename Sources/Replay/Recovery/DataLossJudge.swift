import CloudEvents
import CutoverModel

/// Judges how much of one data set was lost.
///
/// At recovery: from the latest moment recoverable at the surviving side when writes opened there to the moment at
/// which they stopped at the abandoned side. Nothing was lost only where positions or a reconciliation prove it, or
/// where everything up to the stop was recoverable.
struct DataLossJudge {
  /// What was found for one data set.
  struct Judgement: Sendable {
    var verdict: ObjectiveVerdict = .unknown
    var value: MeasuredSpan?
    var residual: MeasuredSpan?
    var count: Int64?
    var from: EventReference?
    var to: EventReference?
    var missing: [String] = []
    var findings: Set<ClockReader.OrderFinding> = []
    /// From the latest recoverable moment to the stop of writes, where both are known.
    var window: SpanSum.Span?
  }

  let analysis: RunAnalysis
  let dataset: Int32
  let evidence: DataEvidence
  /// What was lost for good.
  let lost: [DataEvidence.Lost]
  /// What diverged, resolved or not.
  let diverged: [DataEvidence.Diverged]
  /// Divergences that no reconciliation has resolved.
  let unreconciled: [DataEvidence.Diverged]
  /// The reconciliations that name a divergence which isn't there before them.
  private let unresolving: [EventMark]

  init(_ analysis: RunAnalysis, dataset: Int32) {
    self.analysis = analysis
    self.dataset = dataset
    let own = analysis.evidence(of: dataset)
    // Bad news without a data set counts for every one.
    let shared =
      dataset == NameTable.absent ? DataEvidence() : analysis.evidence(of: NameTable.absent)
    lost =
      shared.lost.isEmpty ? own.lost : (own.lost + shared.lost).sorted { $0.mark < $1.mark }
    diverged =
      shared.diverged.isEmpty
      ? own.diverged : (own.diverged + shared.diverged).sorted { $0.mark < $1.mark }
    let resolutions = Resolutions(own.reconciled)
    unreconciled = diverged.filter { divergence in
      !resolutions.resolve(divergence.mark) { ExactText(analysis.reference(divergence.mark).id) }
    }
    unresolving = resolutions.unknown(
      among: diverged.lazy.map { ($0.mark, ExactText(analysis.reference($0.mark).id)) })
    evidence = own
  }

  /// The judgement of an objective over this data set: of all its moves the worst.
  func judge(_ objective: Objective) -> Judgement {
    let judgements = analysis.cycles(of: dataset).map { judge($0, objective.limit) }
    var result =
      judgements.max { left, right in
        (left.verdict, left.value?.rank ?? .zero) < (right.verdict, right.value?.rank ?? .zero)
      } ?? Judgement()
    for judgement in judgements { result.findings.formUnion(judgement.findings) }
    for mark in unresolving {
      result.findings.insert(
        ClockReader.OrderFinding(
          rule: "reconciliation-resolves-nothing",
          message:
            "data.reconciled: data.resolves names no divergence of the data set before it; it resolves nothing",
          place: mark.place))
    }
    return result
  }

  private func judge(_ cycle: RecoveryCycle, _ limit: Objective.Limit) -> Judgement {
    var judgement = measure(cycle)
    judgement.residual = residual(cycle, atRecovery: judgement.value)
    let spans = [judgement.value, judgement.residual, lostSpan]
    if spans.contains(where: { $0?.isOutOfRange ?? false }) {
      if judgement.value?.isOutOfRange ?? false { judgement.value = nil }
      if judgement.residual?.isOutOfRange ?? false { judgement.residual = nil }
      judgement.missing.append(MeasuredSpan.rangeName)
      let place = (judgement.to ?? judgement.from)?.place ?? lost.first?.mark.place
      judgement.findings.insert(.lengthOutOfRange(place ?? .beginning))
    }
    let loss = lost.first?.mark ?? unreconciled.first?.mark
    let isZeroContradicted = loss != nil && judgement.value == .zero
    if isZeroContradicted, let loss {
      judgement.findings.insert(
        ClockReader.OrderFinding(
          rule: "loss-contradicts-proof",
          message: "data was lost or diverged although something proves that nothing was",
          place: loss.place))
    }
    switch limit {
    case .span(let limit):
      if let loss, limit <= .zero {
        judgement.verdict = .missed
        judgement.to = judgement.to ?? analysis.reference(loss)
      } else {
        judgement.verdict = judgement.value?.verdict(against: limit) ?? .unknown
        if let least = lostSpan, least.verdict(against: limit) == .missed {
          judgement.verdict = .missed
        } else if judgement.verdict == .met {
          doubt(&judgement, limit)
        }
      }
    case .count(let limit, let unit): judgeCount(limit, unit, &judgement, loss)
    }
    if isZeroContradicted { judgement.value = lostSpan.flatMap { $0.isOutOfRange ? nil : $0 } }
    if judgement.verdict == .met { judgement.missing = [] }
    return judgement
  }

  private func judgeCount(
    _ limit: Int64, _ unit: String, _ judgement: inout Judgement, _ loss: EventMark?
  ) {
    guard let loss else {
      if judgement.value == .zero {
        judgement.count = 0
        judgement.verdict = limit >= 0 ? .met : .missed
      } else {
        judgement.missing.append("a count in \(unit), or proof that nothing was lost")
      }
      return
    }
    var counts = lost.map { $0.unit == unit ? $0.count : nil }
    counts += unreconciled.map { unit == "writes" ? $0.writes : nil }
    let total = counts.compactMap { $0 }.reduce(Int64(0)) { $0.saturatingAdd($1) }
    if !counts.contains(nil) { judgement.count = total }
    judgement.from = analysis.reference(loss)
    if total > limit || limit <= 0 {
      judgement.verdict = .missed
    } else if counts.contains(nil) {
      judgement.missing.append("count in \(unit) of data.lost or data.diverged")
    } else {
      judgement.verdict = .met
    }
  }

  /// Withdraws `met` where what was lost or diverged may exceed the window measured at recovery.
  private func doubt(_ judgement: inout Judgement, _ limit: TimeSpan) {
    let extents =
      lost.map { (name: "data.lost", from: $0.from, to: $0.to) }
      + unreconciled.map { (name: "data.diverged, or data.reconciled", from: $0.from, to: $0.to) }
    guard !extents.isEmpty else { return }
    var spans = judgement.window.map { [$0] } ?? []
    for extent in extents {
      guard let from = extent.from, let to = extent.to else {
        judgement.verdict = .unknown
        judgement.missing.append("data.from and data.to of \(extent.name)")
        continue
      }
      spans.append((from, to))
    }
    judgement.missing = judgement.missing.unique
    if judgement.value == .zero {
      judgement.verdict = .unknown
    } else if SpanSum.measure(spans).upper > limit {
      judgement.verdict = .unknown
      judgement.missing.append("whether what was lost or diverged lies within the limit")
    }
  }

  /// The union of what `data.lost` gives times for; at least that where one gives none, or something diverged.
  var lostSpan: MeasuredSpan? {
    let spans: [SpanSum.Span] = lost.compactMap { lost in
      guard let from = lost.from, let to = lost.to else { return nil }
      return (from, to)
    }
    guard !spans.isEmpty else { return nil }
    var span = MeasuredSpan(SpanSum.measure(spans))
    span.canBeLower = span.lower == .zero
    if spans.count < lost.count || !unreconciled.isEmpty {
      span.stated = nil
      span.upper = nil
    }
    return span
  }
}
