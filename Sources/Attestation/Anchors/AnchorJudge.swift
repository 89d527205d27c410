internal import CloudEvents
package import SealedLog

/// Judges the anchors of a stream against those whom the reader trusts.
///
/// Anchors stand beside the log's verdict: one that doesn't hold counts for nothing and is a finding. The recorder's
/// times are held against the trusted ones both ways.
package struct AnchorJudge {
  private let trust: AnchorTrust
  private var judged: [JudgedAnchor] = []
  private var findings: [Finding] = []
  private var trusted: [AnchorCoverage.Anchor] = []

  /// Adds to a verification, made with `keepsAnchors`, what becomes of its anchors.
  ///
  /// - Parameter beside: Anchors that lie beside a closed stream. They are not sealed, so that one that doesn't hold is
  ///   a note.
  package static func judge(_ verification: inout Verification, beside: [CarriedAnchor] = [], trust: AnchorTrust) {
    var judge = AnchorJudge(trust: trust)
    let carried = verification.anchors.carried
    let origin = verification.opened?.origin ?? ""
    for anchor in carried + beside { judge.take(anchor, verification.history, origin) }
    if carried.count < verification.anchors.present {
      judge.findings.append(
        Finding(
          AnchorProblem.Rule.limit.rawValue, "there are more anchors than are judged", severity: .note,
          expected: "\(carried.count)", observed: "\(verification.anchors.present)"))
    }
    verification.anchors.present += beside.count
    verification.anchors.judged = judge.judged
    verification.anchors.trusted = judge.trusted.count
    verification.findings += judge.findings
    if let first = verification.firstSealTime, let last = verification.lastSealTime,
      let size = verification.checkpoint?.size
    {
      verification.anchors.longestUnanchoredSeconds = AnchorCoverage(judge.trusted).longestSeconds(
        lines: size, from: first, to: last)
    }
  }

  private init(trust: AnchorTrust) { self.trust = trust }

  private mutating func take(_ anchor: CarriedAnchor, _ history: SealHistory, _ origin: String) {
    var outcome = JudgedAnchor(index: anchor.index, size: anchor.size, kind: anchor.kind)
    defer { judged.append(outcome) }
    guard let seal = history.seal(ofSize: anchor.size), seal.size < anchor.index ?? .max else {
      note(
        AnchorProblem(
          .checkpoint, "is over a size that no seal before it has", observed: "size \(anchor.size)"), anchor)
      return
    }
    let text = Checkpoint(origin: origin, size: seal.size, root: seal.root).text
    let reading = trust.read(anchor.kind, anchor.value, over: text)
    (outcome.time, outcome.name, outcome.isTrusted) = (reading.time, reading.name, reading.isTrusted)
    if let problem = reading.problem { note(problem, anchor) }
    guard reading.isTrusted, let interval = reading.interval else { return }
    trusted.append(.init(index: anchor.index, size: anchor.size, interval: interval))
    compare(interval, anchor, seal, history)
  }

  /// What was sealed existed when the outsider saw it; what follows the anchor was accepted after that.
  private mutating func compare(
    _ interval: ClosedRange<Int64>, _ anchor: CarriedAnchor, _ seal: SealHistory.Seal, _ history: SealHistory
  ) {
    func add(_ message: String, _ index: Int?, _ expected: String, _ observed: Timestamp) {
      findings.append(
        Finding(
          AnchorProblem.Rule.time.rawValue, message, index: index, offset: index == anchor.index ? anchor.offset : nil,
          expected: expected, observed: observed.description))
    }
    if seal.time.nanoseconds > interval.upperBound {
      add(
        "lines have an acceptance later than the time at which an outsider saw their seal",
        history.firstLine(sealedAfter: interval.upperBound),
        "not after \(Timestamp(nanoseconds: interval.upperBound))", seal.time)
    }
    if let time = anchor.time, time.nanoseconds < interval.lowerBound {
      add(
        "lines have an acceptance earlier than the anchor that stands before them", anchor.index,
        "not before \(Timestamp(nanoseconds: interval.lowerBound))", time)
    }
  }

  private mutating func note(_ problem: AnchorProblem, _ anchor: CarriedAnchor) {
    let subject = anchor.index == nil ? "the anchor beside the stream" : "the anchor"
    let isNote = problem.rule == .untrusted || anchor.index == nil
    findings.append(
      Finding(
        problem.rule.rawValue, "\(subject): \(problem.message)", severity: isNote ? .note : .error,
        index: anchor.index, offset: anchor.offset, expected: problem.expected, observed: problem.observed))
  }
}
