import Attestation
import CutoverModel
import Documents
import SealedLog

/// What a person sees of a stream before acting on it: verified up to its last seal.
struct ActContext {
  let checkpoint: Checkpoint
  /// The digest of the plan in force.
  let plan: String
  let judge: AttestationJudge
  private let document: CarriedDocument?

  /// Verifies the stream.
  ///
  /// - Throws: `Failure` if it can't be believed, or nothing can follow.
  init(_ stream: String, _ surroundings: Surroundings) throws {
    let reading = try StreamReading(.none, surroundings)
    let read = try reading.read(
      StreamInput(stream), with: FoldPair(AttestationFold(signers: reading.trust.allowedSigners()), DocumentFold(.plans)))
    guard read.verification.verdict == .open, let (attestation, documents) = read.output,
      let checkpoint = read.verification.checkpoint, let plan = attestation.judge.plan(before: checkpoint.size)
    else {
      throw Failure(
        stream, "the stream is \(read.verification.verdict.rawValue): nothing can follow",
        hint: "a later remark goes into a stream of its own, `cutlog open --kind addendum --follows \(stream)`")
    }
    self.checkpoint = checkpoint
    self.plan = plan
    judge = attestation.judge
    document = documents.last { $0.sha256 == plan }
  }

  /// Why a subject is none of the plan's; nil if it is one or the plan can't be read.
  func stranger(_ subject: ActSubject) -> (message: String, known: [String])? {
    guard let document, document.isWhole, let bytes = document.bytes,
      let plan = try? PlanDocument.read(bytes: bytes, name: document.name).plan
    else { return nil }
    for (kind, id, known) in [
      ("gate", subject.gate, plan.gates.map(\.id)), ("check", subject.check, plan.checks.map(\.id)),
      ("service", subject.service, plan.services.map(\.id) + ["*"]),
    ] {
      if let id, !known.contains(id) { return ("the plan has no \(kind) \(id)", known.filter { $0 != "*" }) }
    }
    return nil
  }
}
