import Attestation
import Reports
import SealedLog

/// One stream that was read, with all that the verifier said.
struct ReadStream<Output> {
  var input: StreamInput
  var verification: Verification
  /// Those of its identities that are in the trust file.
  var pinned: [VerifierKey]
  /// Nil where the stream can't be believed.
  var output: Output?
  /// The personal acts, where they were judged.
  var acts: [JudgedAct]?
  /// The signed checkpoints that show a fork or a rollback, where there is one.
  var contradiction: Contradiction?

  /// Whether any of its identities is in the trust file.
  var isTrusted: Bool { !pinned.isEmpty }

  /// Trusted keys that the stream itself declares compromised.
  var compromised: [VerifierKey] { pinned.filter(verification.compromised.contains) }

  var summary: StreamSummary {
    var summary = StreamSummary(verdict: verification.verdict.rawValue, isIntact: verification.isIntact)
    summary.origin = verification.opened?.origin
    summary.run = verification.opened?.run
    summary.kind = verification.opened?.kind.rawValue
    summary.size = verification.checkpoint?.size
    summary.root = verification.checkpoint?.root.base64
    summary.checkpoint = verification.note?.description
    summary.withheld = verification.withheld
    summary.sealed = verification.lastSealTime
    if let identity = verification.identity {
      summary.signer = .init(name: identity.name, vkey: identity.text, pins: pinned.map(\.text))
    }
    return summary
  }

  /// What every answer has to say of this stream beside its own subject.
  var problems: [ReportProblem] {
    var problems: [ReportProblem] = []
    if !verification.isIntact {
      problems.append(
        ReportProblem(
          .error, rule: "unverified",
          message: "the stream is \(verification.verdict.rawValue): this is not evidence\(unproved)"))
    } else if !isTrusted {
      problems.append(
        ReportProblem(.warning, rule: "untrusted-signer", message: "the signer is not trusted"))
    }
    problems += compromisedProblems
    if verification.container == .damaged {
      problems.append(
        ReportProblem(.warning, rule: "container-damaged", message: "the container is damaged"))
    }
    return problems
  }

  /// What stands above an answer from a stream that can't be believed; nil where it can.
  var unverifiedMark: String? {
    guard !verification.isIntact else { return nil }
    return "this is not evidence: the stream is \(verification.verdict.rawValue)\(unproved)"
  }

  /// How many lines stand after the last valid seal, for the end of a sentence; empty if none does.
  var unproved: String {
    let count = verification.tail.lines
    return count == 0 ? "" : "; \(Count.of(count, "line")) after its last valid seal \(count == 1 ? "is" : "are") not proved"
  }

  /// What is to be said of trusted keys that are declared compromised.
  var compromisedProblems: [ReportProblem] {
    compromised.map { key in
      ReportProblem(
        .warning, rule: "compromised-signer",
        message: "\(key.text) is trusted here, but the stream declares it compromised")
    }
  }

  /// Why the stream gives no answer, to those who could ask for one regardless.
  var refusal: Failure {
    refusal(hint: "`cutlog verify \(input.name)` shows every finding, `--unverified` answers regardless")
  }

  /// Why the stream gives no answer.
  func refusal(hint: String) -> Failure {
    let first = verification.errors.first
    let place = first?.index.map { " (line \($0))" } ?? ""
    let why = first.map { ": \($0.message)\(place)" } ?? ""
    var failure = Failure(
      input.name, "the stream is \(verification.verdict.rawValue)\(why); no answer is given from it",
      hint: hint,
      status: verification.verdict == .unreadable ? .impossible : .doesNotHold)
    failure.streams = [summary]
    return failure
  }
}
